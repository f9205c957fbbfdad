import { LRUCache } from 'lru-cache';
import { shareCalls, type Waiter } from '../budget/share-calls.ts';
import { within } from '../within.ts';
import type { KnownRow, KnownTable } from './known-table.ts';
import { createWriteBehind } from './write-behind.ts';

/** What is known, by key: in memory, and behind it in the database, which never makes anything fail. */
export type KnownCache<Value> = Readonly<{
  /** From memory. */
  get: (key: string) => Value | undefined;
  /** Brings into memory what the database knows of these; undefined when there is nothing to wait for. Never rejects. */
  fetch: (keys: readonly string[], waiter: Waiter) => Promise<void> | undefined;
  /** Into memory now, into the database later; nowhere when the key was forgotten since the answer was asked for. */
  set: (key: string, value: Value, asOf?: Moment) => void;
  /** Is known no longer: not here, not in the database, and a moment later in no other process that shares it. */
  forget: (keys: readonly string[]) => void;
  /** Now. */
  moment: () => Moment;
  isForgottenSince: (key: string, moment: Moment) => boolean;
}>;

/** Counts what was forgotten: two things asked for in one millisecond may lie before and after. */
export type Moment = number;

export type KnownCacheParts<Value> = Readonly<{
  /** Most values in memory. */
  max: number;
  /** How long a value is good, milliseconds since the epoch. */
  untilOf: (value: Value) => number;
  /** Is what the database has newer than what memory holds? Never, when absent. */
  isNewer?: (stored: Value, held: Value) => boolean;
  /** As plain JSON, and back: undefined for what is damaged or of another version. */
  write: (value: Value) => unknown;
  read: (json: unknown) => Value | undefined;
  table?: KnownTable;
  now: () => number;
  /** How long a look-up waits for the database, milliseconds. */
  patience?: number;
}>;

/** Keys in one read of the database. */
const keysPerRead = 500;
/** Rows that a start reads from a database of its own. */
const mostAtStart = 10_000;
/** Keys of which it is known when they were forgotten. */
const mostForgotten = 10_000;
/** After a read that failed or took too long, none is tried for so long, milliseconds. */
const rest = 5000;

export function createKnownCache<Value extends object>(parts: KnownCacheParts<Value>): KnownCache<Value> {
  const { max, untilOf, isNewer = () => false, table, now, patience = 500 } = parts;
  const memory = new LRUCache<string, Value>({ max, ttl: 1, ttlResolution: 0, perf: { now } });
  const forgotten = new LRUCache<string, Moment>({ max: mostForgotten });
  let forgettings: Moment = 0;
  let restsUntil = 0;

  const isForgottenSince = (key: string, moment: Moment) => (forgotten.get(key) ?? 0) > moment;
  const drop = (keys: readonly string[]) => {
    forgettings += 1;
    for (const key of keys) {
      memory.delete(key);
      forgotten.set(key, forgettings);
    }
  };
  table?.onForgotten?.(drop);

  const hold = (key: string, value: Value, until: number) => {
    const ttl = Math.floor(until - now());
    if (ttl >= 1) memory.set(key, value, { ttl });
    return ttl >= 1;
  };
  const take = (rows: readonly KnownRow[], asOf: Moment) => {
    for (const { key, value: json, until } of rows) {
      if (isForgottenSince(key, asOf)) continue;
      const value = parts.read(json);
      const held = memory.get(key);
      if (value && (!held || isNewer(value, held))) hold(key, value, until);
    }
  };
  const readTogether =
    table?.shared &&
    shareCalls<string, void>({
      atOnce: 4,
      fits: (_, held) => held.length < keysPerRead,
      call: async (keys) => {
        const asOf = forgettings;
        take(await table.read(keys, now()), asOf);
      },
    });
  const load = async ({ readAll }: KnownTable) => {
    try {
      for await (const rows of readAll(Math.min(max, mostAtStart), now())) take(rows, 0);
    } catch {
      // XDR is asked again instead
    }
    loading = undefined;
  };
  let loading = table && !table.shared ? load(table) : undefined;
  const keep = table && createWriteBehind<KnownRow>(table.write, table.shared ? setImmediate : inASecond);

  const fetchTogether = async (reads: readonly Promise<void>[]) => {
    const done = Promise.all(reads).then(
      () => true,
      () => false,
    );
    if (!(await within(done, patience, false))) restsUntil = now() + rest;
  };

  return {
    get: (key) => memory.get(key),
    fetch: (keys, waiter) => {
      if (loading) return within(loading, patience, undefined).then(() => {});
      if (!readTogether || now() < restsUntil) return undefined;
      return fetchTogether(readTogether(keys, waiter));
    },
    set: (key, value, asOf) => {
      if (asOf !== undefined && isForgottenSince(key, asOf)) return;
      const until = untilOf(value);
      if (hold(key, value, until)) keep?.({ key, value: parts.write(value), until });
    },
    forget: (keys) => {
      drop(keys);
      // What is over already takes the place of what is stored, and of what waits to be.
      for (const key of keys) keep?.({ key, value: {}, until: 0 });
    },
    moment: () => forgettings,
    isForgottenSince,
  };
}

/** Other replicas want to know at once; an embedded database is better asked seldom. */
const inASecond = (work: () => void) => void setTimeout(work, 1000).unref();
