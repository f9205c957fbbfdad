import { Failure } from '../failure.ts';
import type { Book } from './ledger.ts';
import { createLine, type Line } from './promises.ts';
import type { Purpose } from './purpose.ts';
import { bucketMs, type Count, hourMs, sumOf } from './rolling-hour.ts';
import { roomBucketMs } from './room-usage.ts';
import { halfOf, isWithinPart, leftFor, partOf, thirdOf } from './shares.ts';

type Held = Exclude<Purpose, 'response'>;

/** What is said to a request that must not leave now, and when it may come back. Watching's stand in line for that. */
export type Refusals = Readonly<{
  overShare: (purpose: Held, at: number) => Failure;
  overRoom: (room: string, at: number) => Failure;
  /** The organisation has nothing left; `until` is when that word is no longer believed. */
  overOrganisation: (purpose: Held, at: number, until: number) => Failure;
  paused: (purpose: Purpose, at: number, until: number) => Failure;
  /** Watching waits, here, for our share or the organisation's: what may only have what is left waits longer. */
  behindWatching: (at: number) => Failure | undefined;
}>;

/** After this time all is forgotten that is counted now: an hour, a batch's life, the clocks' difference and a bucket. */
const roundMs = hourMs + 3 * bucketMs;

/** A bulk look-up that waited goes on when so many calls are free, not for each of them. */
const bulkAtOnce = 20;

export function createRefusals({
  perHour,
  book,
  owed,
  usedBy,
}: {
  perHour: number;
  book: () => Book;
  /** Counted, but not yet in the book. */
  owed: () => Count;
  usedBy: (room: string, at: number) => number;
}): Refusals {
  const share = createLine();
  const outside = createLine();
  let rooms = new Map<string, Line>();

  /** The first time at which `calls` are left to a purpose. */
  const whenLeft = (purpose: Held, at: number, calls: number) => {
    const mine = owed();
    return book().hour.whenFits(at, (count) => leftFor(purpose, perHour, sumOf([count, mine])) >= calls);
  };

  const whenWithinPart = (room: string, at: number, before: number) => {
    const fits = (count: Count, then: number) =>
      isWithinPart(usedBy(room, then) + before, leftFor('watching', perHour, count) - before);
    return Math.min(book().hour.whenFits(at, fits), at + hourMs + roomBucketMs); // by then nothing of it is left
  };

  /** Behind all in line; who finds no room within an hour waits for one of the next. */
  const inLine = (line: Line, at: number, most: number, whenRoom: (before: number) => number) => {
    const before = line.waiting(at);
    const from = most < 1 ? Number.POSITIVE_INFINITY : whenRoom(before % most) + Math.floor(before / most) * roundMs;
    return line.promise(at, from);
  };

  const lineOf = (room: string, at: number) => {
    if (rooms.size > 1000) rooms = new Map([...rooms].filter(([, line]) => line.waiting(at) > 0));
    const line = rooms.get(room) ?? createLine();
    rooms.set(room, line);
    return line;
  };

  return {
    overShare: (purpose, at) => {
      switch (purpose) {
        case 'command':
          return refusal('our share of the hour is used up', whenLeft(purpose, at, 1));
        case 'bulk':
          return refusal(
            'the part of our share for bulk look-ups is used up, or wanted for others',
            whenLeft(purpose, at, Math.max(1, Math.min(bulkAtOnce, thirdOf(perHour) >> 1))),
          );
        case 'watching':
          return refusal(
            "watching's part of our share is used up",
            inLine(share, at, halfOf(perHour), (before) => whenLeft(purpose, at, before + 1)),
          );
      }
    },
    overRoom: (room, at) =>
      refusal(
        'the room has had its part of the hour',
        inLine(lineOf(room, at), at, partOf(perHour), (before) => whenWithinPart(room, at, before)),
      ),
    overOrganisation: (purpose, at, until) =>
      refusal('the organisation has used up its hour', purpose === 'watching' ? outside.promise(at, until) : until),
    paused: (purpose, at, until) =>
      new Failure('rate-limited', 'XDR asked us to wait', {
        service: 'budget',
        retryAt: purpose === 'watching' ? outside.promise(at, until) : until,
      }),
    behindWatching: (at) => {
      const until = Math.max(share.last(at) ?? 0, outside.last(at) ?? 0);
      return until > 0 ? refusal('what is left of our share is for watching, which waits for it', until) : undefined;
    },
  };
}

const refusal = (why: string, retryAt: number) => new Failure('over-budget', why, { service: 'budget', retryAt });
