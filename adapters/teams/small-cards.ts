import type { Card } from '../../src/cards/card.ts';

/** What the adapter itself says. */
const said = (headline: string): Card => ({ headline, simulated: false, parts: [] });

export const lookingCard = said('Looking …');
/** Of an acting press that was stored. */
export const notedWords = 'Noted. The card in the room tells what comes of it.';
/** Stands where a form stood that was sent. */
export const notedCard = said(notedWords);
/** Stands where a card stood that Teams would not delete. */
export const withdrawnCard = said('Withdrawn.');
/** Where an answer was for the asker alone, and no personal chat could be opened. */
export const writeToMeCard = said(
  'The answer is for you alone, and I cannot write to you: open a chat with me and ask there.',
);

const failed = 'This could not be done just now. Try again in a minute.';
export const failedCard: Card = {
  headline: failed,
  simulated: false,
  parts: [{ part: 'heading', tone: 'failed', word: 'Failed', spans: [{ span: 'text', text: failed }] }],
};
