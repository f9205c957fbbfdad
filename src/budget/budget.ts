import { Failure } from '../failure.ts';
import { createAccount, type Held, held } from './account.ts';
import { createAllowance } from './allowance.ts';
import { createMemoryLedger, type Ledger } from './ledger.ts';
import type { Departure, QuotaNotice } from './organisation-quota.ts';
import { isPatient, type Purpose } from './purpose.ts';
import { createRefusals } from './refusals.ts';
import { isWithinPart, keptFrom, leftFor, thirdOf } from './shares.ts';

export type BudgetSnapshot = Readonly<{
  perHour: number;
  /** Requests of the last 60 minutes, those for watching among them; of other processes, also what they have in hand. */
  used: number;
  watchingUsed: number;
  /** Of bulk look-ups: how many calls they have now, and at most in an hour. */
  bulk: Readonly<{ left: number; perHour: number }>;
  /** Counted already and in hand here, but not used yet. */
  reserved: number;
  /** Rooms that have had their part of watching. */
  roomsOver: number;
  /** What is left to the whole organisation, when XDR said so in the last 60 seconds (less what was sent since). */
  orgRemaining?: number;
  /** Until then XDR itself has told us to wait (milliseconds since the epoch). */
  retryAt?: number;
}>;

/** Our share of the organisation's calls. */
export type Budget = Readonly<{
  /**
   * Counts one request before it leaves; with a batch in hand nobody is asked. A watched call names its rooms, one entry
   * for each item in it. Rejects with Failure `over-budget` (our share, the rooms' part, or what the organisation has
   * left) or `rate-limited` (within a pause that XDR asked for), each with `retryAt`, which for watching is nobody else's;
   * or with `store-unavailable`, when the ledger is away.
   */
  take: (purpose: Purpose, rooms?: readonly string[]) => Promise<Departure>;
  /** Throws Failure `over-budget` with `retryAt` when that room has had its part of watching. */
  admit: (purpose: Purpose, room: string) => void;
  observed: (notice: QuotaNotice) => void;
  /** XDR answered 429: nothing leaves before `time` (milliseconds since the epoch), here and from other replicas. */
  pausedUntil: (time: number) => void;
  /** As last seen: with each batch, and by `refresh`. */
  snapshot: () => BudgetSnapshot;
  /** Looks what other replicas have entered. Rejects with Failure `store-unavailable`. */
  refresh: () => Promise<void>;
  /** Gives back what is in hand and enters what is not entered yet. Rejects with Failure `store-unavailable`. */
  close: () => Promise<void>;
}>;

export type BudgetParts = Readonly<{
  perHour: number;
  /** Where calls are counted; by default in this process alone. */
  ledger?: Ledger;
  /** A clock that nobody sets: see `steadyClock`. */
  now?: () => number;
  /** After this time (milliseconds) unused calls are given back. */
  keepMs?: number;
  /** So long (milliseconds) a command waits for the ledger. */
  patienceMs?: number;
}>;

type Waiter = Readonly<{
  rooms: readonly string[];
  resolve: (departure: Departure) => void;
  reject: (error: unknown) => void;
}>;

/**
 * Watching gets at most half of `perHour`, bulk look-ups at most a third and only what leaves the others a quarter,
 * and commands nearly all, within a rolling 60 minutes and within what XDR says
 * the organisation has left; response is counted, but waits only for XDR's own 429. Calls are handed out by the ledger in
 * small batches; what a process that dies has in hand stays counted for its hour.
 */
export function createBudget(parts: BudgetParts): Budget {
  const { perHour, ledger = createMemoryLedger(), now = Date.now, keepMs = 10_000, patienceMs = 1500 } = parts;
  const account = createAccount({ perHour, ledger, now, keepMs });
  const refusals = createRefusals({ perHour, book: ledger.book, owed: account.owed, usedBy: account.usedBy });
  const allowance = createAllowance();
  const waiting: Record<Held, Waiter[]> = { command: [], watching: [], bulk: [] };
  const leasing: Partial<Record<Held, Promise<void> | undefined>> = {};
  let patience: NodeJS.Timeout | undefined;

  const leftTo = (purpose: Held, at: number) => leftFor(purpose, perHour, account.counted(at));
  const isOver = (used: number, at: number) => !isWithinPart(used, leftTo('watching', at) + account.inHand('watching'));

  /** Throws what keeps a request back whatever is in hand. */
  const check = (purpose: Purpose, rooms: readonly string[], at: number): void => {
    const until = account.pausedUntil();
    if (at < until) throw refusals.paused(purpose, at, until);
    if (purpose === 'response') return;
    const left = account.organisation(at);
    if (left && left.remaining <= keptFrom(purpose, left.limit ?? left.remaining))
      throw refusals.overOrganisation(purpose, at, left.forgottenAt);
    if (purpose === 'watching' && rooms.length > 0 && rooms.every((room) => isOver(account.usedBy(room, at), at)))
      throw refusals.overRoom(rooms[0]!, at);
    const behind = purpose === 'bulk' ? refusals.behindWatching(at) : undefined;
    if (behind) throw behind;
  };

  const use = (purpose: Held, rooms: readonly string[], at: number): Departure => {
    check(purpose, rooms, at);
    return account.use(purpose, at, rooms);
  };

  /** The ledger had none. */
  const refuse = (purpose: Held, rooms: readonly string[], at: number): never => {
    check(purpose, rooms, at);
    const left = account.organisationLeaves(at, purpose);
    throw left && left.batch <= 0 && leftTo(purpose, at) > 0
      ? refusals.overOrganisation(purpose, at, left.forgottenAt)
      : refusals.overShare(purpose, at);
  };

  /** The ledger is away: watching waits, commands go on with a little. */
  const goWithout = (purpose: Held, reason: unknown, at: number): Departure => {
    check(purpose, [], at);
    if (isPatient(purpose) || !allowance.take(at, leftTo(purpose, at))) throw reason;
    return account.owe(at);
  };

  const settle = (purpose: Held, most: () => boolean, get: (waiter: Waiter, at: number) => Departure) => {
    while (waiting[purpose].length > 0 && most()) {
      const waiter = waiting[purpose].shift()!;
      try {
        waiter.resolve(get(waiter, now()));
      } catch (error) {
        waiter.reject(error);
      }
    }
  };
  const all = () => true;

  /** Commands are patient with each answer of the ledger for a while. */
  const bePatient = () => {
    clearTimeout(patience);
    patience = setTimeout(() => settle('command', all, (_, at) => goWithout('command', tooSlow(), at)), patienceMs);
    patience.unref();
  };

  const lease = async (purpose: Held): Promise<void> => {
    while (waiting[purpose].length > 0) {
      if (purpose === 'command') bePatient();
      try {
        const size = await account.lease(purpose, waiting[purpose].length);
        allowance.end();
        if (size === 0) settle(purpose, all, ({ rooms }, at) => refuse(purpose, rooms, at));
        else if (!account.isReady(purpose, now())) throw tooSlow();
        settle(
          purpose,
          () => account.isReady(purpose, now()),
          ({ rooms }, at) => use(purpose, rooms, at),
        );
      } catch (error) {
        settle(purpose, all, (_, at) => goWithout(purpose, error, at));
      }
    }
    leasing[purpose] = undefined; // at once: who comes now begins another
    if (purpose === 'command') clearTimeout(patience);
  };

  const wait = (purpose: Held, rooms: readonly string[]): Promise<Departure> =>
    new Promise((resolve, reject) => {
      waiting[purpose].push({ rooms, resolve, reject });
      if (!leasing[purpose]) leasing[purpose] = lease(purpose);
      else if (purpose === 'command' && waiting.command.length === 1) bePatient(); // the others have gone without
    });

  return {
    take: async (purpose, rooms = []) => {
      const at = now();
      check(purpose, rooms, at);
      if (purpose === 'response') return account.owe(at);
      if (waiting[purpose].length > 0 || !account.isReady(purpose, at)) return wait(purpose, rooms);
      return account.use(purpose, at, rooms);
    },
    admit: (purpose, room) => {
      const at = now();
      if (purpose === 'watching' && isOver(account.usedBy(room, at), at)) throw refusals.overRoom(room, at);
    },
    observed: (notice) => account.observed(now(), notice),
    pausedUntil: account.pause,
    snapshot: () => {
      const at = now();
      const { total, watching } = account.counted(at);
      const reserved = held.reduce((sum, purpose) => sum + account.inHand(purpose), 0);
      const left = account.organisationLeaves(at, 'command');
      const forBulk = Math.min(leftTo('bulk', at), account.organisationLeaves(at, 'bulk')?.batch ?? perHour);
      const until = account.pausedUntil();
      return {
        perHour,
        used: total - reserved,
        watchingUsed: watching - account.inHand('watching'),
        bulk: { left: Math.max(0, forBulk + account.inHand('bulk')), perHour: thirdOf(perHour) },
        reserved,
        roomsOver: ledger.book().rooms.count(at, (used) => isOver(used, at)),
        ...(left ? { orgRemaining: Math.max(0, left.remaining + reserved) } : {}),
        ...(at < until ? { retryAt: until } : {}),
      };
    },
    refresh: ledger.refresh,
    close: async () => {
      await Promise.all(Object.values(leasing));
      await account.close();
    },
  };
}

const tooSlow = () => new Failure('store-unavailable', 'the budget did not answer in time', { service: 'store' });
