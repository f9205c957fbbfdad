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

/** Stands where a file should stand; `why` says what to do. */
export function notSentCard(name: string, why: string): Card {
  const words = `${name}. ${why}`;
  return {
    headline: `Not sent: ${words}`,
    simulated: false,
    parts: [{ part: 'heading', tone: 'failed', word: 'Not sent', spans: [{ span: 'text', text: words }] }],
  };
}
/** Stand where the question for a file stood. */
export const declinedCard = (name: string) =>
  said(`Not saved: ${name}. It is not kept; ask for it again if you need it.`);
export const fileGoneCard = said('This file is not kept any more, or was meant for somebody else. Ask for it again.');
