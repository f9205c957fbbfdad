import type { Tone } from '../cards/card.ts';
import type { Submission } from './submission.ts';

/**
 * What a threat score means to a reader. The bounds are LIKELY, as Cisco's products take them: 90 and more is malware,
 * 70 and more is worth a look. No score makes anything clean: a sandbox sees what happened to run there.
 */
export const toneOfScore = (score: number | undefined): Tone =>
  score === undefined ? 'unknown' : score >= 90 ? 'malicious' : score >= 70 ? 'suspicious' : 'unknown';

/** The state of a submission as people say it; a word that is not known as it is (outside text). */
export const stateWord = ({ state }: Pick<Submission, 'state'>): string =>
  Object.hasOwn(words, state) ? (words[state] ?? state) : state;

const words: Readonly<Record<string, string>> = {
  wait: 'Waiting',
  prep: 'Being prepared',
  run: 'Running',
  proc: 'Being evaluated',
  succ: 'Finished',
  fail: 'Failed',
};
