import type { Progress } from '../response-actions/performer.ts';
import type { Run } from './workflow.ts';

/** State words are not in the specification: these are LIKELY those of a good end. */
const good = /^(?:succ|success|successful|succeeded|completed?|done|finished|ok)$/i;
/** And those of a run that waits for somebody. */
const waiting = /paus|wait|pend|hold|suspend/i;

/** How a run goes, for its card. Whatever its state is called, it is over with a time of its end, and not before. */
export function runProgress({ state, endedOn, problem, output }: Run, link: string | undefined): Progress {
  const over = endedOn !== undefined;
  const says = [
    ...(problem ? [problem] : []),
    ...(!over && waiting.test(state) ? ['It may wait for an answer: see “workflow tasks”.'] : []),
    ...output.flatMap(({ name, value }) => {
      const [first = '', ...more] = value.split(/\r?\n/).filter((line) => line.trim() !== '');
      return [`${name}: ${first}`, ...more.slice(0, 20)];
    }),
  ];
  return {
    state,
    over,
    ...(over && !good.test(state) ? { failed: true } : {}),
    ...(says.length > 0 ? { says: says.slice(0, 40).map((line) => line.slice(0, 400)) } : {}),
    ...(link ? { link } : {}),
  };
}
