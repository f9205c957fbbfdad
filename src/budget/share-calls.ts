import { setTimeout as wait } from 'node:timers/promises';
import type { Purpose } from './purpose.ts';

/** For whom items wait, or a call is made: its purpose, and the rooms that it is charged to. */
export type Waiter = Readonly<{ purpose: Purpose; rooms?: readonly string[] }>;

/**
 * Makes few calls out of many requests: up to `atOnce` calls go out at once; what is asked while they are in flight waits
 * and shares the next. No call waits for others to join it, but watching's while `linger` says so. Requests for responses
 * go before commands, commands before watching, watching before bulk look-ups; a shared call is made under the highest purpose in it and for the rooms
 * of all that wait in it, once for each item. Items of one request are kept together as far as `fits` allows.
 */
export function shareCalls<Item, Answer>({
  atOnce,
  fits,
  call,
  linger = () => 0,
  sleep = wait,
}: {
  atOnce: number;
  /** May this item join a call that holds these? The first always may. */
  fits: (item: Item, held: readonly Item[]) => boolean;
  /** Makes one call; the answer is given to every item in it. */
  call: (items: readonly Item[], waiter: Waiter) => Promise<Answer>;
  /** How long a call for watching alone that is not full waits for more, milliseconds. */
  linger?: () => number;
  sleep?: (ms: number) => Promise<unknown>;
}): (items: readonly Item[], waiter: Waiter) => Promise<Answer>[] {
  const waiting: Record<Purpose, Waiting<Item, Answer>[]> = { response: [], command: [], watching: [], bulk: [] };
  let inFlight = 0;
  let pumpAsked = false;
  let lingering = false;

  const next = (): { batch: Waiting<Item, Answer>[]; purpose: Purpose } | undefined => {
    const batch: Waiting<Item, Answer>[] = [];
    const held: Item[] = [];
    const taken: Record<Purpose, number> = { response: 0, command: 0, watching: 0, bulk: 0 };
    let purpose: Purpose | undefined;
    let full = false;
    for (const rank of ranks) {
      for (const one of waiting[rank]) {
        full = held.length > 0 && !fits(one.item, held);
        if (full) break;
        held.push(one.item);
        batch.push(one);
        taken[rank]++;
        purpose ??= rank;
      }
      if (full) break;
    }
    if (!purpose || (purpose === 'watching' && lingering && !full)) return undefined;
    for (const rank of ranks) waiting[rank].splice(0, taken[rank]);
    return { batch, purpose };
  };

  const pump = () => {
    pumpAsked = false;
    while (inFlight < atOnce) {
      const turn = next();
      if (!turn) return;
      inFlight++;
      const rooms = turn.batch.flatMap((one) => one.rooms);
      call(
        turn.batch.map((one) => one.item),
        { purpose: turn.purpose, ...(rooms.length > 0 ? { rooms } : {}) },
      )
        .then(
          (answer) => {
            for (const one of turn.batch) one.resolve(answer);
          },
          (error: unknown) => {
            for (const one of turn.batch) one.reject(error);
          },
        )
        .finally(() => {
          inFlight--;
          pump();
        });
    }
  };

  /** The first that waits in watching's line waits so long for others. */
  const beginToLinger = () => {
    const ms = linger();
    lingering = ms > 0;
    if (lingering)
      sleep(ms).then(() => {
        lingering = false;
        pump();
      });
  };

  return (items, { purpose, rooms = [] }) => {
    if (purpose === 'watching' && items.length > 0 && waiting.watching.length === 0) beginToLinger();
    return items.map(
      (item) =>
        new Promise<Answer>((resolve, reject) => {
          waiting[purpose].push({ item, rooms, resolve, reject });
          if (pumpAsked) return;
          pumpAsked = true;
          queueMicrotask(pump); // after the whole request stands in line, so that its items travel together
        }),
    );
  };
}

const ranks: readonly Purpose[] = ['response', 'command', 'watching', 'bulk'];

type Waiting<Item, Answer> = {
  item: Item;
  rooms: readonly string[];
  resolve: (answer: Answer) => void;
  reject: (error: unknown) => void;
};
