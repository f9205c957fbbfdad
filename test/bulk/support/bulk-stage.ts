import type { Budget } from '../../../src/budget/budget.ts';
import type { BulkWish } from '../../../src/bulk/bulk.ts';
import { createBulks } from '../../../src/bulk/bulks.ts';
import { createShowBulk } from '../../../src/bulk/show-bulk.ts';
import { createGoOn, createStartBulk } from '../../../src/bulk/start-bulk.ts';
import { type BulkRun, createWorkBulk, type WorkBulk } from '../../../src/bulk/work-bulk.ts';
import type { Card } from '../../../src/cards/card.ts';
import { filesOf } from '../../../src/cards/file.ts';
import { plainText } from '../../../src/cards/plain-text.ts';
import { Failure } from '../../../src/failure.ts';
import type { MessageRef, Place } from '../../../src/incoming.ts';
import { silentLog } from '../../../src/log.ts';
import type { Observable } from '../../../src/observables/observable.ts';
import { createReading } from '../../../src/reading.ts';
import type { Outbox } from '../../../src/reply.ts';
import type { Query } from '../../../src/store/database.ts';
import type { Verdict } from '../../../src/verdicts/verdict.ts';

export const place: Place = { platform: 'slack', workspace: 'T1', channel: 'C1', kind: 'channel', outsiders: false };
export const asker = { platform: 'slack', workspace: 'T1', id: 'U1', name: 'Ada' } as const;

export type Standing = { ref: MessageRef; key: string; card: Card; shown: string[] };

/** Runs every call of everything that may die, so that a test can choose where. */
export type Around = <T>(work: () => Promise<T>) => Promise<T>;

/**
 * A bulk look-up without a bot: the database, a platform that only remembers, and an XDR that knows `bad-…` values. What is
 * remembered of XDR's answers dies with each process; the platform and the database live on.
 */
export function bulkStage({
  query,
  now,
  budget,
  says = () => [],
  isObservable = () => true,
}: {
  query: Query;
  now: () => number;
  budget?: Pick<Budget, 'take'>;
  says?: (observable: Observable) => readonly Verdict[];
  isObservable?: (line: string) => boolean;
}) {
  const standing: Standing[] = [];
  const asked = { inspected: [] as string[], deliberated: [] as Observable[], calls: 0 };
  const queue: { id: string; bulk: string }[] = [];
  let fails: (() => unknown) | undefined;
  let refused = 0;

  const outbox: Pick<Outbox, 'post' | 'update'> = {
    post: async (where, what, { id, maybePosted }) => {
      if (what.kind !== 'card') throw new Error('only cards');
      if (refused-- > 0) throw new Failure('place-gone', 'no such place');
      const before = maybePosted ? standing.find(({ key }) => key === id) : undefined;
      if (before) return before.ref;
      const ref = { place: where, id: `m${standing.length + 1}` };
      standing.push({ ref, key: id, card: what.card, shown: [plainText(what.card)] });
      return ref;
    },
    update: async ({ id }, card) => {
      const its = standing.find(({ ref }) => ref.id === id)!;
      its.card = card;
      its.shown.push(plainText(card));
    },
  };

  const called = async () => {
    await budget?.take('bulk');
    asked.calls += 1;
    const failure = fails?.();
    if (failure) throw failure;
  };

  /** One process: what it knows of XDR's answers is its own. */
  const process = (around: Around = (work) => work()): WorkBulk => {
    const through = ((sql, params) => around(() => query(sql, params))) as Query;
    const reading = createReading({
      xdr: {
        inspect: (content) =>
          around(async () => {
            await called();
            const lines = content.split('\n');
            asked.inspected.push(...lines);
            return lines.filter(isObservable).map((value) => ({ type: 'sha256', value }));
          }),
        deliberate: (observables) =>
          around(async () => {
            await called();
            asked.deliberated.push(...observables);
            return { verdicts: observables.flatMap(says), gaps: [], answered: ['Talos Intelligence', 'Umbrella'] };
          }),
        observe: async () => Promise.reject(new Error('not here')),
        refer: async () => Promise.reject(new Error('not here')),
        missing: async () => [],
      },
      now,
      simulated: true,
      prefixOf: () => '/xdr',
      trustedHosts: [],
    });
    const bulks = createBulks(through, now);
    const show = createShowBulk({
      bulks,
      outbox: {
        post: (...wish) => around(() => outbox.post(...wish)),
        update: (...wish) => around(() => outbox.update(...wish)),
      },
      quota: () => ({ left: 1000, perHour: 1000 }),
      simulated: true,
    });
    return createWorkBulk({ bulks, askApart: reading.apart, show, log: silentLog, now });
  };

  const bulks = createBulks(query, now);
  const start = createStartBulk({
    bulks,
    goOn: createGoOn(async (id, { bulk }) => {
      if (!queue.some((one) => one.id === id)) queue.push({ id, bulk });
    }),
  });

  return {
    standing,
    asked,
    queue,
    bulks,
    process,
    /** What every further call of XDR fails with; undefined: it answers again. */
    fail: (how: (() => unknown) | undefined) => {
      fails = how;
    },
    /** So many of the next posts find no such place. */
    refusePosts: (count: number) => {
      refused = count;
    },
    begin: async (candidates: readonly string[], more: Partial<BulkWish> = {}) => {
      await start({
        key: `key ${queue.length} ${Math.random()}`,
        place,
        person: asker,
        candidates,
        beyond: 0,
        ...more,
      });
      return queue.at(-1)!.bulk;
    },
    start,
    /** The files of all messages that stand, as lines without the first. */
    lines: () =>
      standing
        .flatMap(({ card }) => filesOf(card))
        .flatMap(({ bytes }) => linesOf(Buffer.from(bytes).toString('utf8')).slice(1)),
  };
}

/** Lines of CSV whose every cell is in quotes; cells may hold line ends. */
function linesOf(csv: string): string[][] {
  const cells = /"((?:[^"]|"")*)"(,|\r\n)/g;
  const lines: string[][] = [[]];
  for (const [, cell = '', end] of csv.matchAll(cells)) {
    lines.at(-1)!.push(cell.replaceAll('""', '"'));
    if (end === '\r\n') lines.push([]);
  }
  return lines.slice(0, -1);
}

/** Works until it is over, as the queue would; resolves with the outcomes. `pass` moves the clock to when it goes on. */
export async function workUntilOver(
  work: WorkBulk,
  bulk: string,
  pass: (until: number) => void = () => {},
): Promise<string[]> {
  const outcomes: string[] = [];
  for (let runs = 0; runs < 200; runs++) {
    const { outcome, retryAt }: BulkRun = await work({ bulk }, new AbortController().signal);
    outcomes.push(outcome);
    if (retryAt === undefined) return outcomes;
    pass(retryAt);
  }
  throw new Error(`never over: ${outcomes.join(' ')}`);
}
