import type { IncomingMessage, MessageRef, Place } from '../incoming.ts';
import type { Candidate } from '../observables/candidates.ts';
import type { Reply, SilenceReason } from '../reply.ts';
import { type AnnotateJob, messageName, mostCandidates } from './annotate-job.ts';
import type { WatchMode } from './watch-mode.ts';

/** `occasion` names what makes the same message be worked once more. */
export type WatchMessage = (incoming: IncomingMessage, occasion?: string) => Promise<Reply>;

/**
 * What becomes of a message that people (or other bots) write: gates, cheapest first. Ordinary chatter is turned away by
 * the first, locally, with nothing stored and nothing sent. What passes is stored as a job; only then may the platform
 * be acknowledged.
 */
export function createWatchMessage({
  candidatesIn,
  whatLeaves,
  isIgnored,
  watchMode,
  isAnnotated,
  enqueue,
  now,
}: {
  candidatesIn: (text: string) => readonly Candidate[];
  whatLeaves: (candidates: readonly Candidate[]) => readonly Candidate[];
  isIgnored: (candidate: Candidate) => boolean;
  watchMode: (place: Place) => Promise<WatchMode>;
  /** Whether this message was worked before, so that an edit may have something to withdraw. */
  isAnnotated: (message: MessageRef) => Promise<boolean>;
  /** Resolves when stored; the same id twice is one job, and known the second time. */
  enqueue: (id: string, job: AnnotateJob) => Promise<'stored' | 'known'>;
  now: () => number;
}): WatchMessage {
  return async ({ message, version, text, author, saidAt, restored }, occasion) => {
    const edited = version !== '';
    const found = candidatesIn(text);
    if (found.length === 0 && !edited) return silence('no-candidates');
    const leaving = whatLeaves(found.filter((candidate) => !isIgnored(candidate)));
    if (leaving.length === 0 && !(edited && (await isAnnotated(message)))) {
      return silence(found.length === 0 ? 'no-candidates' : 'nothing-leaves');
    }
    if ((await watchMode(message.place)) === 'off') return silence('not-watched');
    const candidates = [...new Set(leaving.map((candidate) => candidate.value))];
    const id = `annotate/${messageName(message)}/${version}`;
    const its = await enqueue(occasion ? `${id}/${occasion}` : id, {
      message,
      version,
      receivedAt: saidAt ?? now(),
      fromBot: author.bot,
      author: author.id,
      candidates: candidates.slice(0, mostCandidates),
      held: found.length - leaving.length,
      beyond: Math.max(0, candidates.length - mostCandidates),
      ...(restored && { restored }),
    });
    return silence(its === 'stored' ? 'stored' : 'answered-before');
  };
}

const silence = (reason: SilenceReason): Reply => ({ kind: 'silence', reason });
