import type { FileRead } from './read-file.ts';

/**
 * Observables of one file that a card answers at once: five calls for their verdicts, and ten rows with "Show all" behind
 * them. What holds more is a list, and becomes a bulk look-up.
 */
export const mostInCard = 100;

export const isForBulk = ({ found }: FileRead): boolean => found.values.length + found.beyond > mostInCard;
