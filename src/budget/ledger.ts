import { createOrganisationQuota, type OrganisationQuota } from './organisation-quota.ts';
import { bucketMs, type Count, createRollingHour, type RollingHour, sumOf } from './rolling-hour.ts';
import { createRoomUsage, type RoomUsage } from './room-usage.ts';

/** What all who share a budget have entered, as far as this process knows. */
export type Book = {
  /** How many calls were ever handed out: the number of the last. */
  calls: number;
  /** XDR's own word: nothing leaves before (milliseconds since the epoch). */
  pausedUntil: number;
  readonly hour: RollingHour;
  readonly rooms: RoomUsage;
  /** What is left to the organisation, in numbers of calls. */
  readonly organisation: OrganisationQuota;
};

export type HourEntry = Count & Readonly<{ startsAt: number; lastCall?: number; limit?: number }>;
export type RoomEntry = Readonly<{ room: string; startsAt: number; used: number }>;

/** What one process enters at once. Counts are added; what is given back is negative. */
export type Change = Readonly<{
  /** How many calls are handed out with it. */
  handedOut: number;
  pausedUntil?: number;
  hours: readonly HourEntry[];
  rooms: readonly RoomEntry[];
}>;

/** Where the calls of one organisation are counted: in one process, or in the database that replicas share. */
export type Ledger = Readonly<{
  /** As last seen. */
  book: () => Book;
  /**
   * Enters what `decide` makes of the newest book; nobody else enters anything in between. It may be asked several times.
   * Rejects with Failure `store-unavailable`: then it may or may not have been entered.
   */
  write: <T extends Change>(decide: (book: Book) => T) => Promise<T>;
  /** Looks what others have entered. */
  refresh: () => Promise<void>;
}>;

export const createBook = (): Book => ({
  calls: 0,
  pausedUntil: 0,
  hour: createRollingHour(),
  rooms: createRoomUsage(),
  organisation: createOrganisationQuota(),
});

export function enter(book: Book, { handedOut, pausedUntil = 0, hours, rooms }: Change): void {
  book.calls += handedOut;
  book.pausedUntil = Math.max(book.pausedUntil, pausedUntil);
  for (const entry of hours) {
    book.hour.add(entry.startsAt, entry);
    enterWord(book, entry);
  }
  for (const { room, startsAt, used } of rooms) book.rooms.add(room, startsAt, used);
}

/** Counts as said at the end of its bucket, so it is believed for 60 to 70 seconds. */
export function enterWord(book: Book, { startsAt, lastCall, limit }: HourEntry): void {
  if (lastCall === undefined) return;
  const saidAt = startsAt + bucketMs - 1000;
  book.organisation.add(saidAt, { departure: lastCall, remaining: 0, ...(limit === undefined ? {} : { limit }) });
}

/** One entry for each bucket. */
export function merged(entries: readonly HourEntry[]): HourEntry[] {
  const byBucket = new Map<number, HourEntry>();
  for (const entry of entries) {
    const other = byBucket.get(entry.startsAt);
    if (!other) byBucket.set(entry.startsAt, entry);
    else
      byBucket.set(entry.startsAt, {
        ...other,
        ...entry, // at most one of them holds a word
        ...sumOf([other, entry]),
      });
  }
  return [...byBucket.values()];
}

export const isEmpty = ({ handedOut, pausedUntil, hours, rooms }: Change): boolean =>
  handedOut === 0 && pausedUntil === undefined && hours.length === 0 && rooms.length === 0;

/** A ledger of one process, forgotten with it: for the terminal, which opens no database. */
export function createMemoryLedger(): Ledger {
  const book = createBook();
  return {
    book: () => book,
    write: async (decide) => {
      const change = decide(book);
      enter(book, change);
      return change;
    },
    refresh: async () => {},
  };
}
