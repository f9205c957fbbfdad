import type { IncomingMessage, MessageRef, Place } from '../incoming.ts';
import type { Candidate } from '../observables/candidates.ts';
import type { Reply, SilenceReason } from '../reply.ts';
import { type AnnotateJob, messageName, mostCandidates } from './annotate-job.ts';
import type { WatchMode } from './watch-mode.ts';

/** `occasion` names what makes the same message be worked once more. */
export type WatchMessage = (incoming: IncomingMessage, occasion?: string) => Promise<Reply>;

/** The work that the words of a message are, whatever comes of it. `found`: of all candidates so many. */
export type WordsOf = (
  incoming: IncomingMessage,
) => Readonly<{ job: () => AnnotateJob; found: number; leaving: number }>;

export type WordsParts = Readonly<{
  candidatesIn: (text: string) => readonly Candidate[];
  whatLeaves: (candidates: readonly Candidate[]) => readonly Candidate[];
  isIgnored: (candidate: Candidate) => boolean;
  now: () => number;
}>;

export function createWordsOf(parts: WordsParts): WordsOf {
  return ({ message, version, text, author, saidAt, restored }) => {
    const found = parts.candidatesIn(text);
    const leaving = parts.whatLeaves(found.filter((candidate) => !parts.isIgnored(candidate)));
    return {
      found: found.length,
      leaving: leaving.length,
      job: () => {
        const candidates = [...new Set(leaving.map((candidate) => candidate.value))];
        return {
          message,
          version,
          receivedAt: saidAt ?? parts.now(),
          fromBot: author.bot,
          author: author.id,
          candidates: candidates.slice(0, mostCandidates),
          held: found.length - leaving.length,
          beyond: Math.max(0, candidates.length - mostCandidates),
          ...(restored && { restored }),
        };
      },
    };
  };
}

/**
 * What becomes of a message that people (or other bots) write: gates, cheapest first. Ordinary chatter is turned away by
 * the first, locally, with nothing stored and nothing sent. What passes is stored as a job; only then may the platform
 * be acknowledged.
 */
export function createWatchMessage({
  watchMode,
  isAnnotated,
  enqueue,
  ...parts
}: WordsParts & {
  watchMode: (place: Place) => Promise<WatchMode>;
  /** Whether this message was worked before, so that an edit may have something to withdraw. */
  isAnnotated: (message: MessageRef) => Promise<boolean>;
  /** Resolves when stored; the same id twice is one job, and known the second time. */
  enqueue: (id: string, job: AnnotateJob) => Promise<'stored' | 'known'>;
}): WatchMessage {
  const wordsOf = createWordsOf(parts);
  return async (incoming, occasion) => {
    const { message, version } = incoming;
    const { job, found, leaving } = wordsOf(incoming);
    const edited = version !== '';
    if (found === 0 && !edited) return silence('no-candidates');
    if (leaving === 0 && !(edited && (await isAnnotated(message)))) {
      return silence(found === 0 ? 'no-candidates' : 'nothing-leaves');
    }
    if ((await watchMode(message.place)) === 'off') return silence('not-watched');
    const id = `annotate/${messageName(message)}/${version}`;
    const its = await enqueue(occasion ? `${id}/${occasion}` : id, job());
    return silence(its === 'stored' ? 'stored' : 'answered-before');
  };
}

const silence = (reason: SilenceReason): Reply => ({ kind: 'silence', reason });
