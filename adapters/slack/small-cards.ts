import type { Card } from '../../src/cards/card.ts';
import type { CardFile } from '../../src/cards/file.ts';

/** What the adapter itself says: that it works on it, and that the core did not take it. */
export const lookingCard: Card = { headline: 'Looking …', simulated: false, parts: [] };

const notOpened = 'Slack did not open the dialog in time. Press the button again.';
export const notOpenedCard: Card = {
  headline: notOpened,
  simulated: false,
  parts: [{ part: 'heading', tone: 'failed', word: 'Failed', spans: [{ span: 'text', text: notOpened }] }],
};

const failed = 'This could not be done just now. Try again in a minute.';
export const failedCard: Card = {
  headline: failed,
  simulated: false,
  parts: [{ part: 'heading', tone: 'failed', word: 'Failed', spans: [{ span: 'text', text: failed }] }],
};

/** Stands where a file should stand; `why` says what to do. */
export function notSentCard({ name }: CardFile, why: string): Card {
  const headline = `Not sent: ${name}. ${why}`;
  return {
    headline,
    simulated: false,
    parts: [{ part: 'heading', tone: 'failed', word: 'Not sent', spans: [{ span: 'text', text: `${name}. ${why}` }] }],
  };
}
