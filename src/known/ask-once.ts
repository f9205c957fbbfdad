import type { Waiter } from '../budget/share-calls.ts';
import type { KnownCache, Moment } from './known-cache.ts';

/** Where an answer came from: memory, the database, somebody else's question under way, or a question of our own. */
export type KnownFrom = 'memory' | 'shared' | 'flight' | 'asked';

export type AskOnceParts<Item, Value, Ask extends Waiter> = Readonly<{
  cache: Pick<KnownCache<Value>, 'get' | 'fetch' | 'moment' | 'isForgottenSince'>;
  keyOf: (item: Item, ask: Ask) => string;
  /** Does this answer do for this asker, though it is not out of date? It does when absent. */
  suffices?: (value: Value, ask: Ask) => boolean;
  /** Asks: one promise for each item. What is learnt, it puts into the cache. */
  call: (items: readonly Item[], ask: Ask) => readonly Promise<Value>[];
  /** Asked before a call; what it throws rejects that request alone. */
  admit?: ((ask: Ask) => void) | undefined;
  onFrom?: (from: KnownFrom, count: number) => void;
}>;

/**
 * Asks what is not known: memory, then questions under way, then the database, then a call. Who wants the same at the
 * same time shares one question. Items are distinct; one value for each, in their order.
 */
export function createAskOnce<Item, Value, Ask extends Waiter>({
  cache,
  keyOf,
  suffices = () => true,
  call,
  admit = () => {},
  onFrom = () => {},
}: AskOnceParts<Item, Value, Ask>): (items: readonly Item[], ask: Ask) => Promise<Value[]> {
  const flights = new Map<string, Readonly<{ landed: Promise<Value>; asOf: Moment }>>();

  const fly = (key: string, answer: Promise<Value>) => {
    const landed = answer.finally(() => {
      if (flights.get(key) === flight) flights.delete(key);
    });
    const flight = { landed, asOf: cache.moment() };
    flights.set(key, flight);
    return landed;
  };
  /** What is under way; not what was asked before it was forgotten, which would bring what was. */
  const flightOf = (key: string) => {
    const flight = flights.get(key);
    return flight && !cache.isForgottenSince(key, flight.asOf) ? flight.landed : undefined;
  };

  return async (items, ask) => {
    const keys = items.map((item) => keyOf(item, ask));
    const found = new Map<string, Value | Promise<Value>>();
    const lacking = () => keys.filter((key) => !found.has(key));
    const gather = (level: 'memory' | 'shared') => {
      let before = found.size;
      for (const key of lacking()) {
        const flight = flightOf(key);
        if (flight) found.set(key, flight);
      }
      if (found.size > before) onFrom('flight', found.size - before);
      before = found.size;
      for (const key of lacking()) {
        const value = cache.get(key);
        if (value !== undefined && suffices(value, ask)) found.set(key, value);
      }
      if (found.size > before) onFrom(level, found.size - before);
    };

    gather('memory');
    const fetching = found.size < keys.length ? cache.fetch(lacking(), ask) : undefined;
    if (fetching) {
      await fetching;
      gather('shared'); // others may have asked meanwhile, too
    }
    // Nothing may be awaited from here to the call, or two would ask the same.
    const missing = items.filter((_, at) => !found.has(keys[at]!));
    if (missing.length > 0) {
      admit(ask);
      onFrom('asked', missing.length);
      const asked = lacking();
      for (const [at, answer] of call(missing, ask).entries()) found.set(asked[at]!, fly(asked[at]!, answer));
    }
    return Promise.all(keys.map((key) => found.get(key)!));
  };
}
