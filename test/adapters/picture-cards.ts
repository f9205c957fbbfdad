import type { Card } from '../../src/cards/card.ts';
import type { Picture } from '../../src/cards/picture.ts';

/** A PNG of one pixel; slices of it stand for a high picture. */
export const dot = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
export const picture = (parts: Partial<Picture> = {}): Picture => ({
  part: 'picture',
  title: 'Relations of evil[.]example',
  alt: 'Graph: evil[.]example resolved to 192.0.2[.]1.',
  png: dot,
  slices: [dot],
  svg: '<svg xmlns="http://www.w3.org/2000/svg"/>',
  width: 1,
  height: 1,
  ...parts,
});
export const pictureCard = (...pictures: readonly Picture[]): Card => ({
  headline: 'Details of evil[.]example',
  simulated: false,
  parts: [
    { part: 'heading', tone: 'malicious', word: 'Malicious', spans: [{ span: 'value', text: 'evil[.]example' }] },
    ...pictures,
    { part: 'rows', rows: [{ tone: 'info', word: 'Resolved to', spans: [{ span: 'value', text: '192.0.2[.]1' }] }] },
  ],
});
