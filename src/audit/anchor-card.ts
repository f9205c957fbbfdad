import { type Card, text, value } from '../cards/card.ts';
import type { Link } from './chain.ts';
import { anchorWords } from './verification-words.ts';

/** The head of the audit, to be kept by a room: what is said here cannot be unsaid in the database. */
export function anchorCard(head: Link, simulated: boolean): Card {
  const sentence = `entry ${head.seq} is the last.`;
  return {
    headline: `Audit head: ${sentence}`,
    simulated,
    parts: [
      { part: 'heading', tone: 'info', word: 'Audit head', spans: [text(sentence)] },
      {
        part: 'note',
        spans: [
          value(`npx xdr-chatops audit verify --anchor ${anchorWords(head)}`),
          text(' proves later that all of it is still there.'),
        ],
      },
    ],
  };
}
