import { Failure } from '../failure.ts';
import type { Log } from '../log.ts';
import type { Room } from '../room.ts';
import { type AskApart, createAskSlice } from './ask-slice.ts';
import { type Bulk, type BulkEnd, endOf, filesByPress, isByPerson, mostAtOnce, type Waits } from './bulk-state.ts';
import type { Bulks } from './bulks.ts';
import type { ShowBulk } from './show-bulk.ts';

/** The durable work of a bulk look-up. */
export type BulkJob = Readonly<{ room: Room; bulk: string }>;

/** How a run ended; with `retryAt` (milliseconds since the epoch) it goes on then. */
export type BulkRun = Readonly<{ outcome: string; retryAt?: number }>;

/**
 * Works at one bulk look-up for a while, from where it stands: asks for a slice, stores what was found with the place
 * reached, and so on; then lets others have their turn. Safe to repeat from any point, and by several processes: who
 * began last goes on, the others' next slice is not taken. Rejects with a Failure when the database is away.
 */
export type WorkBulk = (job: Pick<BulkJob, 'bulk'>, signal: AbortSignal) => Promise<BulkRun>;

/** Platforms let a message be changed about once a second; people read no faster than this, milliseconds. */
const showEvery = 5_000;
/** A run lasts so long, milliseconds. */
const turn = 20_000;
/** Until others have had their turn, milliseconds. */
const betweenTurns = 200;
/** Looks again whether it is its turn, milliseconds. */
const turnAgain = 5_000;
/** When XDR did not say when it can be asked, milliseconds. */
const askAgain = 30_000;

/** So often, and every so many milliseconds, a chat is looked for that is not there yet. */
const [mostKnocks, knockAgain] = [5, 3_000];

export function createWorkBulk({
  bulks,
  askApart,
  show,
  log,
  now,
}: {
  bulks: Pick<Bulks, 'take' | 'candidates' | 'before' | 'add' | 'wait' | 'end' | 'told'>;
  askApart: AskApart;
  show: ShowBulk;
  log: Log;
  now: () => number;
}): WorkBulk {
  const forget = async (id: string): Promise<BulkRun> => {
    await bulks.told(id);
    return { outcome: 'place-gone' };
  };

  const finish = async (bulk: Bulk, as: BulkEnd): Promise<BulkRun> => {
    const ended = bulk.ended ? bulk : await bulks.end(bulk, as);
    if (!ended) return overtaken;
    const told = await show.end(ended);
    await bulks.told(bulk.id, told === 'told' && filesByPress(bulk));
    return { outcome: told === 'gone' ? 'place-gone' : (ended.ended?.as ?? as) };
  };

  /** Shown as well as can be: the work does not hang on it. */
  const shown = async (bulk: Bulk): Promise<Bulk | 'gone'> => {
    try {
      return await show.progress(bulk);
    } catch (failure) {
      if (!(failure instanceof Failure) || failure.kind === 'store-unavailable') throw failure;
      log.info({ bulk: bulk.id, failure: failure.kind, reason: failure.message }, 'progress not shown');
      return bulk;
    }
  };

  const waitFor = async (bulk: Bulk, waits: Waits): Promise<BulkRun> => {
    const until = Math.min(Math.max(waits.until, now() + 1000), endOf(bulk));
    const told = bulk.waits?.for === waits.for && waits.for === 'turn';
    const waiting = await bulks.wait(bulk, { ...waits, until });
    if (!waiting) return overtaken;
    if (!told && (await shown(waiting)) === 'gone') return forget(bulk.id);
    return { outcome: `waits-${waits.for}`, retryAt: until };
  };

  return async ({ bulk: id }, signal) => {
    let bulk = await bulks.take(id);
    if (!bulk) return { outcome: 'over' };
    if (bulk.ended) return finish(bulk, bulk.ended.as);
    const due = endOf(bulk) <= now() ? 'late' : undefined;
    if (!due && !bulk.cancelled && (await bulks.before(bulk)) >= mostAtOnce)
      return waitFor(bulk, { for: 'turn', until: now() + turnAgain });

    let shownAt = now();
    const first = await shown(bulk.waits?.for === 'turn' ? withoutWaits(bulk) : bulk);
    // His chat may be opened just now, by what else he is told.
    if (first === 'gone' && isByPerson(bulk) && bulk.runs <= mostKnocks)
      return { outcome: 'no-chat-yet', retryAt: now() + knockAgain };
    if (first === 'gone') return forget(id);
    bulk = first;
    let calls = 0;
    const askSlice = createAskSlice(
      await bulks.candidates(id),
      askApart(() => (calls += 1)),
    );
    const began = now();
    for (;;) {
      signal.throwIfAborted();
      if (bulk.cancelled) return finish(bulk, 'cancelled');
      if (bulk.position >= bulk.total) return finish(bulk, 'done');
      if (endOf(bulk) <= now()) return finish(bulk, 'late');
      if (now() - began >= turn) return { outcome: 'turn', retryAt: now() + betweenTurns };
      const from = bulk.position;
      const [sliceBegan, callsBefore] = [performance.now(), calls];
      const spent = () => ({ calls: calls - callsBefore, worked: performance.now() - sliceBegan });
      const slice = await askSlice(from).catch((failure: unknown) => ({ failure, to: from, found: [], nothing: 0 }));
      signal.throwIfAborted();
      const { failure, ...part } = { failure: undefined, ...slice };
      const next = await bulks.add(bulk, { from, ...part, ...spent() });
      if (!next) return overtaken;
      bulk = next;
      if (failure !== undefined) {
        const waits = waitsFor(failure, now());
        if (!waits) throw failure;
        log.info({ bulk: id, waits: waits.for, reason: (failure as Failure).message }, 'bulk look-up waits');
        return waitFor(bulk, waits);
      }
      if (now() - shownAt < showEvery && now() >= shownAt) continue;
      shownAt = now();
      const again = await shown(bulk);
      if (again === 'gone') return forget(id);
      bulk = again;
    }
  };
}

const overtaken: BulkRun = { outcome: 'overtaken' };
const withoutWaits = ({ waits: _, ...bulk }: Bulk): Bulk => bulk;

/** For what and how long to wait after a failure of XDR's; undefined when it was not XDR that failed. */
function waitsFor(failure: unknown, now: number): Waits | undefined {
  if (!(failure instanceof Failure)) return undefined;
  const { kind, facts } = failure;
  switch (kind) {
    case 'over-budget':
    case 'rate-limited':
      return { for: 'quota', until: facts.retryAt ?? now + askAgain };
    case 'store-unavailable':
    case 'place-gone':
    case 'platform-rate-limited':
    case 'platform-unavailable':
    case 'platform-refused':
      return undefined;
    default:
      return { for: 'xdr', until: Math.max(facts.retryAt ?? 0, now + askAgain) };
  }
}
