import { countedIn, createHand, type Hand } from './hand.ts';
import { type Book, type Change, type HourEntry, type Ledger, merged } from './ledger.ts';
import { createNotEntered } from './not-entered.ts';
import {
  createOrganisationQuota,
  type Departure,
  type OrganisationLeft,
  type QuotaNotice,
} from './organisation-quota.ts';
import type { Purpose } from './purpose.ts';
import { bucketOf, type Count, noCalls, sumOf } from './rolling-hour.ts';
import { countFor, keptFrom, leftFor } from './shares.ts';

export type Held = Exclude<Purpose, 'response'>;

export const held: readonly Held[] = ['command', 'watching', 'bulk'];

/** This process's part in the ledger: what it knows of it, has in hand, and has not entered yet. */
export type Account = Readonly<{
  /** All calls of the hour, what is in hand and not entered among them. */
  counted: (at: number) => Count;
  owed: () => Count;
  usedBy: (room: string, at: number) => number;
  inHand: (purpose: Held) => number;
  pausedUntil: () => number;
  /** What the organisation has left, by what was said to this process. */
  organisation: (at: number) => OrganisationLeft | undefined;
  /** What it leaves to a next batch, by what was said to any. `batch` may be negative. */
  organisationLeaves: (at: number, purpose: Held) => (OrganisationLeft & Readonly<{ batch: number }>) | undefined;
  isReady: (purpose: Held, at: number) => boolean;
  /** Takes one out of what is in hand. Only when ready. */
  use: (purpose: Held, at: number, rooms: readonly string[]) => Departure;
  /** Takes a call that is counted at once, and entered later. */
  owe: (at: number) => Departure;
  observed: (at: number, notice: QuotaNotice) => void;
  pause: (until: number) => void;
  /** Asks for a batch while so many wait; resolves with its size. Rejects with Failure `store-unavailable`. */
  lease: (purpose: Held, waiting: number) => Promise<number>;
  close: () => Promise<void>;
}>;

/** Never more at once than this part of what is left, so that replicas do not sit on each other's calls. */
const smallPart = 8;

export function createAccount({
  perHour,
  ledger,
  now,
  keepMs,
}: {
  perHour: number;
  ledger: Ledger;
  now: () => number;
  keepMs: number;
}): Account {
  const { book } = ledger;
  const hands: Readonly<Record<Held, Hand>> = { command: createHand(), watching: createHand(), bulk: createHand() };
  const words = createOrganisationQuota();
  const notEntered = createNotEntered();
  let departures = 0;
  let paused = 0;
  let timer: NodeJS.Timeout | undefined;
  let closed = false;

  const inHand = () => held.reduce((sum, purpose) => sum + hands[purpose].unused(), 0);
  const depart = (): Departure => {
    departures += 1;
    return departures;
  };

  const counted = (at: number): Count => sumOf([book().hour.count(at), notEntered.owed()]);

  const organisationLeaves = (at: number, purpose: Held) => {
    const own = words.left(at, departures + inHand());
    const shared = book().organisation.left(at, book().calls);
    const lowest = own && shared && shared.remaining < own.remaining ? shared : (own ?? shared);
    return lowest && { ...lowest, batch: lowest.remaining - keptFrom(purpose, lowest.limit ?? lowest.remaining) };
  };

  /** How many of those wanted the newest book allows. */
  const granted = (at: number, purpose: Held, wanted: number, { pausedUntil }: Book): number => {
    const left = leftFor(purpose, perHour, counted(at));
    const most = Math.min(left, organisationLeaves(at, purpose)?.batch ?? left);
    if (most <= 0 || at < Math.max(paused, pausedUntil)) return 0;
    return Math.max(1, Math.min(wanted, Math.floor(most / smallPart)));
  };

  /** XDR's lowest word to us, in numbers of calls that all replicas understand. */
  const wordFor = (at: number, { calls }: Book): HourEntry[] => {
    const word = words.left(at, departures + inHand());
    if (!word) return [];
    const entry = { startsAt: bucketOf(word.saidAt), ...noCalls, lastCall: calls + word.remaining };
    return [word.limit === undefined ? entry : { ...entry, limit: word.limit }];
  };

  const giveBack = (at: number) => {
    for (const purpose of held) {
      const back = hands[purpose].giveBack(closed ? undefined : at);
      if (!back) continue;
      const { startsAt, unused } = back;
      notEntered.giveBack(startsAt, countFor(purpose, unused));
    }
  };

  /** Enters what is not entered yet and, with a wish, calls for that purpose. */
  const write = async (at: number, wish?: { purpose: Held; wanted: number }): Promise<number> => {
    giveBack(at);
    const { change, arrived, failed } = notEntered.send(closed ? Number.POSITIVE_INFINITY : at);
    try {
      const { handedOut } = await ledger.write((newest): Change => {
        const size = wish ? granted(at, wish.purpose, wish.wanted, newest) : 0;
        const batch = wish && size > 0 ? [{ startsAt: countedIn(at + keepMs), ...countFor(wish.purpose, size) }] : [];
        const hours = [...change.hours, ...batch];
        return {
          ...change,
          handedOut: size,
          hours: hours.length > 0 ? merged([...hours, ...wordFor(at, newest)]) : [],
        };
      });
      arrived();
      return handedOut;
    } catch (error) {
      failed();
      throw error;
    } finally {
      arm();
    }
  };

  const settle = () => {
    giveBack(now());
    if (notEntered.isEmpty()) return arm();
    write(now()).catch(() => {}); // it is entered with the next batch, or by the next timer
  };

  /** One timer, while there is something to give back or to enter. */
  const arm = () => {
    if (closed || timer || (inHand() === 0 && notEntered.isEmpty())) return;
    timer = setTimeout(() => {
      timer = undefined;
      settle();
    }, keepMs);
    timer.unref();
  };

  return {
    counted,
    owed: notEntered.owed,
    usedBy: (room, at) => book().rooms.used(room, at) + notEntered.usedBy(room),
    inHand: (purpose) => hands[purpose].unused(),
    pausedUntil: () => Math.max(paused, book().pausedUntil),
    organisation: (at) => words.left(at, departures),
    organisationLeaves,
    isReady: (purpose, at) => hands[purpose].isReady(at),
    use: (purpose, at, rooms) => {
      hands[purpose].use();
      if (purpose === 'watching') notEntered.charge(at, rooms);
      return depart();
    },
    owe: (at) => {
      notEntered.owe(countedIn(at), countFor('response', 1));
      arm();
      return depart();
    },
    observed: words.add,
    pause: (until) => {
      if (until <= paused) return;
      paused = until;
      notEntered.pause(until);
      settle(); // so that other replicas hear of it with their next batch
    },
    lease: async (purpose, waiting) => {
      const at = now();
      const hand = hands[purpose];
      const size = await write(at, { purpose, wanted: hand.wanted(at, waiting) });
      const expiresAt = at + keepMs;
      if (size > 0) hand.fill({ size, grantedAt: at, expiresAt, startsAt: countedIn(expiresAt) });
      arm();
      return size;
    },
    close: async () => {
      closed = true;
      clearTimeout(timer);
      giveBack(now());
      if (!notEntered.isEmpty()) await write(now());
    },
  };
}
