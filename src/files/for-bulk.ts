import type { FileRead } from './read-file.ts';

/**
 * Observables of one file that a card answers at once: ten rows, with "Show all" behind them. What holds more is a list, and
 * becomes a bulk look-up: of a command sooner, as many words do; unasked later, since a bulk look-up speaks also where
 * nothing is bad.
 */
export const mostInCard = { asked: 50, unasked: 100 } as const;

export const isForBulk = ({ found }: FileRead, how: keyof typeof mostInCard): boolean =>
  found.values.length + found.beyond > mostInCard[how];
