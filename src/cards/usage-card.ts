import { type Card, text, value } from './card.ts';
import { notice } from './notice.ts';
import { outsideText } from './outside-text.ts';

export type UsageCardFacts = Readonly<{
  /** What the person wrote: an unknown verb, or a known one used wrongly. */
  given: string;
  unknown: boolean;
  /** What is wrong with it, a clause of our own; without one only the form is told. */
  wrong?: string;
  /** The right form, or all forms for an unknown verb: `details <observable>` with a sentence each. */
  forms: readonly Readonly<{ usage: string; does: string }>[];
  /** What stands before a verb here: `/xdr`, `npx xdr-chatops`, the bot's name; empty in a direct message. */
  prefix: string;
  simulated: boolean;
}>;

/** A command that cannot be read, with the form that can. */
export function usageCard({ given, unknown, wrong, forms, prefix, simulated }: UsageCardFacts): Card {
  const verb = outsideText(given, 40);
  const sentence = unknown
    ? verb
      ? `there is no command “${verb}”.`
      : 'there is no command in this.'
    : (wrong ?? `“${verb}” is written like this.`);
  return notice({
    tone: 'info',
    word: 'Usage',
    sentence,
    todo: [],
    more: [{ part: 'facts', facts: formFacts(forms, prefix) }],
    simulated,
    data: { kind: 'refusal', why: 'usage' },
  });
}

/** A fact per command: what it does, and its form as it is typed here. */
export const formFacts = (forms: UsageCardFacts['forms'], prefix: string) =>
  forms.map(({ usage, does }) => {
    const [verb = '', ...rest] = usage.split(' ');
    return { name: verb, spans: [text(`${does} `), value([prefix, verb, ...rest].filter(Boolean).join(' '))] };
  });
