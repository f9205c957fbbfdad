import { text, value } from '../cards/card.ts';
import { outsideText } from '../cards/outside-text.ts';
import type { Fact } from './action-card.ts';
import type { ActionRequest } from './action-request.ts';
import { labelOf } from './inputs.ts';

/** What was given for the inputs of an action, as everybody may read it. */
export const givenFacts = ({ action, given = {}, hidden = [] }: ActionRequest): readonly Fact[] =>
  (action.inputs ?? []).flatMap((input): Fact[] => {
    const name = labelOf(input);
    if (hidden.includes(input.name)) return [{ name, spans: [text('given, and not shown')] }];
    const its = given[input.name];
    if (its === undefined || input.kind === 'secret') return [];
    const said = input.options?.find((one) => one.value === its)?.text ?? its;
    return [{ name, spans: [(input.kind === 'long' ? text : value)(outsideText(said, 200))] }];
  });

/** The same for the audit, by the names of inputs. */
export const auditedGiven = ({ action, given = {}, hidden = [] }: ActionRequest): Readonly<Record<string, string>> =>
  Object.fromEntries(
    (action.inputs ?? []).flatMap(({ name, label, kind }) => {
      const its = hidden.includes(name) ? '(secret)' : kind === 'secret' ? undefined : given[name];
      return its === undefined ? [] : [[`input ${(label || name).slice(0, 80)}`, its.slice(0, 500)]];
    }),
  );
