import { styleText } from 'node:util';
import type { Button, Card, Tone } from '../../src/cards/card.ts';
import { type Dress, plainText } from '../../src/cards/plain-text.ts';

type Colour = Parameters<typeof styleText>[0];

const looks: Readonly<Record<Tone, Readonly<{ sign: string; colour: Colour }>>> = {
  malicious: { sign: '✖', colour: ['bold', 'red'] },
  suspicious: { sign: '▲', colour: ['bold', 'yellow'] },
  incomplete: { sign: '…', colour: 'yellow' },
  unknown: { sign: '?', colour: 'cyan' },
  common: { sign: '=', colour: 'blue' },
  clean: { sign: '✔', colour: 'green' },
  refused: { sign: '■', colour: 'yellow' },
  failed: { sign: '■', colour: ['bold', 'red'] },
  info: { sign: '•', colour: 'blue' },
};

/** A card as lines for a terminal. All colour codes are ours: plainText has cleaned every word before it is dressed. */
export function render(card: Card, colours: boolean): string {
  const style = (colour: Colour, words: string) =>
    colours && words !== '' ? styleText(colour, words, { validateStream: false }) : words;
  const dress: Dress = {
    word: (tone, word) => style(looks[tone].colour, `${looks[tone].sign} ${word}`),
    strong: (words) => style('bold', words),
    value: (words) => style('cyan', words),
    small: (words) => style('dim', words),
  };
  return plainText(card, dress);
}

/** What can be pressed, numbered as the prompt takes it. */
export const renderButtons = (buttons: readonly Button[]): string =>
  buttons.map(({ label }, at) => `[${at + 1}] ${label}`).join('  ');
