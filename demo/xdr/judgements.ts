import { randomUUID } from 'node:crypto';
import { type Observable, observableKey } from '../../src/observables/observable.ts';
import type { Document } from './documents.ts';
import { iso, lastPart, stamped } from './incident-documents.ts';
import { wrongInJudgement } from './wrong-in-judgement.ts';

/** The judgements of one store. */
export type Judgements = Readonly<{
  /** Newest last, as they were made. */
  list: () => readonly Document[];
  /** What a search finds: not yet what was written without `wait_for` in the last second. */
  found: () => readonly Document[];
  /** By its short id, or its address. */
  read: (id: string) => Document | undefined;
  /** Those of an observable, also what has ended (LIKELY: nothing is said of it). */
  of: (observable: Observable) => readonly Document[];
  /** The one of them that counts, of what is valid now: highest priority, then the lowest number of disposition, then the earliest. */
  deciding: (observable: Observable) => Document | undefined;
  /** Keeps a judgement that is well formed; else says what is wrong with it. */
  create: (body: unknown, waits: boolean) => Document | { wrong: string };
  /** Ends it now, and appends to its reason. */
  expire: (id: string, reason: string) => Document | undefined;
  remove: (id: string) => boolean;
  reset: () => void;
}>;

/** What was written without waiting stands in no search for so long, milliseconds. */
const REFRESH = 1_000;

export function createJudgements({
  now,
  seeds,
  address,
}: Readonly<{
  now: () => number;
  seeds: (now: number) => readonly Document[];
  /** The address of a judgement in this store. */
  address: (shortId: string) => string;
}>): Judgements {
  const seeded = () => new Map(seeds(now()).map((seed) => [lastPart(String(seed['id'])), seed]));
  let judgements = seeded();
  const hiddenUntil = new Map<string, number>();

  const of = (observable: Observable) =>
    [...judgements.values()].filter(
      (one) => observableKey(one['observable'] as Observable) === observableKey(observable),
    );
  return {
    list: () => [...judgements.values()],
    found: () => [...judgements].flatMap(([id, one]) => ((hiddenUntil.get(id) ?? 0) > now() ? [] : [one])),
    read: (id) => judgements.get(lastPart(id)),
    of,
    deciding: (observable) =>
      of(observable)
        .filter((one) => isValid(one, now()))
        .toSorted(firstCounts)[0],
    create: (body, waits) => {
      const wrong = wrongInJudgement(body);
      if (wrong) return { wrong };
      const id = `judgement-${randomUUID()}`;
      const made: Document = {
        ...stamped(now()),
        tlp: 'green', // the store's own default
        disposition: 5,
        disposition_name: 'Unknown',
        valid_time: { start_time: iso(now()), end_time: FOREVER },
        timestamp: iso(now()),
        ...(body as Document),
        type: 'judgement',
        id: address(id),
      };
      judgements.set(id, made);
      if (!waits) hiddenUntil.set(id, now() + REFRESH);
      return made;
    },
    expire: (id, reason) => {
      const before = judgements.get(lastPart(id));
      if (!before) return undefined;
      const after = {
        ...before,
        reason: [before['reason'], reason].filter(Boolean).join(' '),
        valid_time: { ...(before['valid_time'] as object), end_time: iso(now()) },
        modified: iso(now()),
      };
      judgements.set(lastPart(id), after);
      return after;
    },
    remove: (id) => judgements.delete(lastPart(id)),
    reset: () => {
      judgements = seeded();
      hiddenUntil.clear();
    },
  };
}

/** The year that stands for "no end". */
export const FOREVER = '2525-01-01T00:00:00.000Z';

const spanOf = (judgement: Document) => (judgement['valid_time'] ?? {}) as { start_time?: string; end_time?: string };

function isValid(judgement: Document, now: number): boolean {
  const { start_time: from, end_time: until } = spanOf(judgement);
  return (from === undefined || Date.parse(from) <= now) && (until === undefined || Date.parse(until) > now);
}

const firstCounts = (one: Document, other: Document): number =>
  Number(other['priority']) - Number(one['priority']) ||
  Number(one['disposition']) - Number(other['disposition']) ||
  Date.parse(spanOf(one).start_time ?? '1970-01-01') - Date.parse(spanOf(other).start_time ?? '1970-01-01');
