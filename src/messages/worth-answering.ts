import { observableKey } from '../observables/observable.ts';
import type { Sign } from '../reply.ts';
import type { Finding } from '../verdicts/finding.ts';
import { type Disposition, isWorse } from '../verdicts/verdict.ts';
import type { WatchMode } from './watch-mode.ts';

export type Decision =
  | Readonly<{ say: 'card' }>
  | Readonly<{ say: 'sign'; sign: Sign }>
  | Readonly<{
      say: 'nothing';
      why: 'nothing-bad' | 'answered-before' | 'late' | 'too-many-from-a-bot' | 'no-observable';
    }>;

/** Cards under messages of bots in one thread within an hour: more is a loop between two bots, not an alert. */
export const cardsPerBotThread = 5;
/**
 * The same for what bots say in the channel itself. There a loop is unlikely (our cards stand in threads) and a wave of
 * alerts is not: whoever can cause a few alerts must not silence those that follow.
 */
export const cardsPerBotChannel = 60;

/**
 * Whether watching speaks. Quiet: a card when something is malicious or suspicious, or on a watchlist, and was not carded here within 24
 * hours (or got worse since); else one neutral sign at most. `all`: a card for everything not carded yet. What comes
 * late is worth a card only when it is bad.
 */
export function worthAnswering({
  findings,
  mode,
  carded,
  listed = new Set(),
  late,
  botCards,
  inThread,
}: {
  findings: readonly Finding[];
  mode: WatchMode;
  /** Observable key → headline of the card that other messages of this thread (or channel root) got within 24 hours. */
  carded: ReadonlyMap<string, Disposition>;
  /** Keys of those that stand on a watchlist: worth a card whatever sources say. */
  listed?: Pick<ReadonlySet<string>, 'has'>;
  late: boolean;
  /** Cards under messages of bots in this thread (or channel root) within the last hour; 0 for people's messages. */
  botCards: number;
  inThread: boolean;
}): Decision {
  if (findings.length === 0) return { say: 'nothing', why: 'no-observable' };
  const isNews = ({ observable, headline }: Finding) => {
    const before = carded.get(observableKey(observable));
    return before === undefined || isWorse(headline, before);
  };
  const bad = findings.filter((one) => isBad(one) || listed.has(observableKey(one.observable)));
  const speaksOf = mode === 'all' && !late ? findings : bad;
  if (speaksOf.some(isNews)) {
    return botCards >= (inThread ? cardsPerBotThread : cardsPerBotChannel)
      ? { say: 'nothing', why: 'too-many-from-a-bot' }
      : { say: 'card' };
  }
  if (speaksOf.length > 0) return { say: 'nothing', why: 'answered-before' };
  if (late) return { say: 'nothing', why: 'late' };
  if (findings.some(hasFailedSources)) return { say: 'sign', sign: 'incomplete' };
  if (findings.some(isPlainlyUnknown)) return { say: 'sign', sign: 'unknown' };
  return { say: 'nothing', why: 'nothing-bad' };
}

export const isBad = ({ headline }: Finding): boolean => headline === 'malicious' || headline === 'suspicious';

/** A source that may not or cannot answer is no news; one that failed may have known something. */
const hasFailedSources = ({ gaps }: Finding): boolean =>
  gaps.some((gap) => gap.why !== 'not-permitted' && gap.why !== 'unsupported');

/** Nothing known of it, nor of its host: a page of a common or clean host is no news. */
const isPlainlyUnknown = ({ headline, via }: Finding): boolean =>
  headline === 'unknown' &&
  !via.some(({ verdicts }) => verdicts.some((one) => one.disposition === 'clean' || one.disposition === 'common'));
