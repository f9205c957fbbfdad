import { type Failure, Failure as IsFailure } from '../failure.ts';
import { createAskOnce } from '../known/ask-once.ts';
import { createKnownCache } from '../known/known-cache.ts';
import { type Observable, observableKey } from '../observables/observable.ts';
import { isOwn } from './own-submission.ts';
import { type Contacts, isOver, type Report, type SandboxDoor, type Submission } from './submission.ts';

/** What the sandbox says of one observable. */
export type Sandboxed = Readonly<{
  observable: Observable;
  /** Worst first; what runs and what failed behind. */
  submissions: readonly Submission[];
  /** Submissions in all; more than were read when there are many. */
  total: number;
  /** The worst that is finished of its own; where there is none, of all that have to do with it. */
  best?: Submission;
  report?: Report;
  contacts?: Contacts;
  /** What could not be read of the worst. */
  lacks: readonly ('report' | 'contacts')[];
  /** Milliseconds since the epoch. */
  askedAt: number;
}>;

/** Rejects with a Failure when not even the search was answered. */
export type LookInSandbox = (observable: Observable) => Promise<Sandboxed>;

const minute = 60_000;
/** How long an answer is taken as read: what is finished stays as it is, and what is not may be any moment. */
const lasts = { finished: 10 * minute, nothing: 2 * minute, running: minute / 2, partly: 0 } as const;
const mostKept = 500;

/**
 * Looks one observable up: the newest submissions in one call, the worst ones in a second only when there are more than
 * one page holds, then summary and network of the worst of all. One to four calls; asked again within minutes: none.
 */
export function createLookInSandbox({ door, now }: { door: SandboxDoor; now: () => number }): LookInSandbox {
  const cache = createKnownCache<Sandboxed>({
    max: mostKept,
    untilOf: (known) => known.askedAt + lifetimeOf(known),
    write: (known) => known,
    read: () => undefined,
    now,
  });
  const look = async (observable: Observable): Promise<Sandboxed> => {
    const { value } = observable;
    const newest = await door.search(value, 'newest', 'command');
    const worst =
      newest.total > newest.submissions.length ? await door.search(value, 'worst', 'command') : { submissions: [] };
    const submissions = [...bySample([...newest.submissions, ...worst.submissions])].toSorted(worseFirst);
    const finished = submissions.filter(({ state }) => state === 'succ');
    const best = finished.find((one) => isOwn(one, observable)) ?? finished[0];
    const found = { observable, submissions, total: newest.total };
    if (!best) return { ...found, lacks: [], askedAt: now() };
    const [report, contacts] = await Promise.all([
      optional(door.report(best.sample, 'command')),
      optional(door.contacts(best.sample, 'command')),
    ]);
    return {
      ...found,
      best,
      ...(report ? { report: titled(report, best) } : {}),
      ...(contacts ? { contacts } : {}),
      lacks: [...(report ? [] : (['report'] as const)), ...(contacts ? [] : (['contacts'] as const))],
      askedAt: now(),
    };
  };
  const ask = createAskOnce<Observable, Sandboxed, { purpose: 'command' }>({
    cache,
    keyOf: observableKey,
    call: (items) =>
      items.map(async (one) => {
        const known = await look(one);
        cache.set(observableKey(one), known);
        return known;
      }),
  });
  return async (observable) => (await ask([observable], { purpose: 'command' }))[0]!;
}

function lifetimeOf({ submissions, lacks }: Sandboxed): number {
  if (lacks.length > 0) return lasts.partly;
  if (submissions.length === 0) return lasts.nothing;
  return submissions.some((one) => !isOver(one)) ? lasts.running : lasts.finished;
}

/** What a part lacks is said; what was found is worth more. */
const optional = <T>(work: Promise<T>): Promise<T | undefined> =>
  work.catch((error: Failure) => {
    if (error instanceof IsFailure) return undefined;
    throw error;
  });

const bySample = (all: readonly Submission[]): Iterable<Submission> =>
  new Map(all.map((one) => [one.sample, one])).values();

/** By score; of equals the newer; what has none behind. */
const worseFirst = (one: Submission, other: Submission): number =>
  (other.score ?? -1) - (one.score ?? -1) || ((other.submittedAt ?? '') > (one.submittedAt ?? '') ? 1 : -1);

/** The summary names its indicators by words; the titles stand in the search. */
function titled(report: Report, { behaviours }: Submission): Report {
  const titles = new Map(behaviours.map(({ name, title }) => [name, title]));
  const own = report.behaviours.map((one) => {
    const title = one.title ?? titles.get(one.name);
    return title === undefined ? one : { ...one, title };
  });
  return { ...report, behaviours: own };
}
