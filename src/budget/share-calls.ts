import type { Purpose } from './purpose.ts';

/** For whom items wait, or a call is made: its purpose, and the rooms that it is charged to. */
export type Waiter = Readonly<{ purpose: Purpose; rooms?: readonly string[] }>;

/**
 * Makes few calls out of many requests, without timers: up to `atOnce` calls go out at once; what is asked while they
 * are in flight waits and shares the next. Requests for responses go before commands, commands before watching; a shared
 * call is made under the highest purpose in it and for the rooms of all that wait in it, once for each item. Items of
 * one request are kept together as far as `fits` allows.
 */
export function shareCalls<Item, Answer>({
  atOnce,
  fits,
  call,
}: {
  atOnce: number;
  /** May this item join a call that holds these? The first always may. */
  fits: (item: Item, held: readonly Item[]) => boolean;
  /** Makes one call; the answer is given to every item in it. */
  call: (items: readonly Item[], waiter: Waiter) => Promise<Answer>;
}): (items: readonly Item[], waiter: Waiter) => Promise<Answer>[] {
  const waiting: Record<Purpose, Waiting<Item, Answer>[]> = { response: [], command: [], watching: [] };
  let inFlight = 0;
  let pumpAsked = false;

  const next = (): { batch: Waiting<Item, Answer>[]; purpose: Purpose } | undefined => {
    const batch: Waiting<Item, Answer>[] = [];
    const held: Item[] = [];
    let purpose: Purpose | undefined;
    for (const rank of ranks) {
      const queue = waiting[rank];
      let taken = 0;
      for (const one of queue) {
        if (held.length > 0 && !fits(one.item, held)) break;
        held.push(one.item);
        batch.push(one);
        purpose ??= rank;
        taken++;
      }
      queue.splice(0, taken);
      if (queue.length > 0) break; // this call is full
    }
    return purpose && { batch, purpose };
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

  return (items, { purpose, rooms = [] }) =>
    items.map(
      (item) =>
        new Promise<Answer>((resolve, reject) => {
          waiting[purpose].push({ item, rooms, resolve, reject });
          if (pumpAsked) return;
          pumpAsked = true;
          queueMicrotask(pump); // after the whole request stands in line, so that its items travel together
        }),
    );
}

const ranks: readonly Purpose[] = ['response', 'command', 'watching'];

type Waiting<Item, Answer> = {
  item: Item;
  rooms: readonly string[];
  resolve: (answer: Answer) => void;
  reject: (error: unknown) => void;
};
