import { type Card, text, value } from './card.ts';
import { formFacts } from './usage-card.ts';

export type HelpCardFacts = Readonly<{
  /** `missing` names the scopes that the API client lacks for this verb. */
  verbs: readonly Readonly<{ usage: string; does: string; missing: readonly string[] }>[];
  /** What stands before a verb here: `/xdr`, `npx xdr-chatops`, the bot's name. */
  prefix: string;
  /** Nobody else sees the answers here: the terminal. */
  alone?: boolean;
  simulated: boolean;
}>;

/** Each verb with its form, a sentence, and the scope that is missing for it, if any. */
export function helpCard({ verbs, prefix, alone = false, simulated }: HelpCardFacts): Card {
  const facts = formFacts(verbs, prefix).map((fact, at) => {
    const missing = verbs[at]?.missing ?? [];
    const spans = missing.flatMap((scope, place) => [text(place === 0 ? ' Not granted: ' : ', '), value(scope)]);
    return { ...fact, spans: [...fact.spans, ...spans] };
  });
  const word = 'Commands';
  const sentence = 'what the bot can be asked.';
  return {
    headline: `${word}: ${sentence}`,
    simulated,
    parts: [
      { part: 'heading', tone: 'info', word, spans: [text(sentence)] },
      { part: 'facts', facts },
      {
        part: 'note',
        spans: [text(`Values may be written defanged${alone ? '' : '; --private shows the answer to you alone'}.`)],
      },
    ],
    data: { kind: 'help', verbs },
  };
}
