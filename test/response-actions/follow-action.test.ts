import { createAudit } from '../../src/audit/audit-log.ts';
import { auditKey } from '../../src/audit/chain.ts';
import { Failure } from '../../src/failure.ts';
import { silentLog } from '../../src/log.ts';
import type { ActionRequest } from '../../src/response-actions/action-request.ts';
import type { NewRequest } from '../../src/response-actions/action-requests.ts';
import { createActionRequests } from '../../src/response-actions/action-requests.ts';
import { createCarrierOf } from '../../src/response-actions/carrier.ts';
import { begunFollowing, createFollowActions } from '../../src/response-actions/follow-action.ts';
import { createLooks } from '../../src/response-actions/looks.ts';
import type { Progress } from '../../src/response-actions/performer.ts';
import type { Database } from '../../src/store/database.ts';
import { removeDirectories } from '../support/database.ts';
import { describeDatabases } from '../support/databases.ts';

afterAll(removeDirectories);

const place = { platform: 'slack', workspace: 'T1', channel: 'C1', kind: 'channel', outsiders: false } as const;
const never = () => Promise.reject(new Error('not asked'));

describeDatabases((open) => {
  let database: Database;
  let at = Date.UTC(2026, 2, 2);
  let made = 0;
  beforeAll(async () => {
    database = await open();
  });
  afterAll(() => database.close());

  /** A run that was just started, and any number of processes that follow it. */
  const begin = async (found: (looks: number) => Progress | Failure) => {
    const now = () => at;
    const audit = createAudit({ database, key: auditKey(Buffer.alloc(32, 1)), now });
    const requests = createActionRequests({
      audit,
      query: database.query,
      secrets: { keep: never, forget: never },
      now,
    });
    const id = `run-${++made}`;
    const state = { looks: 0, underWay: 0, most: 0, shown: [] as ActionRequest[], hold: async () => {} };
    const carrierOf = createCarrierOf({
      trigger: never,
      missing: never,
      clientId: 'c',
      pausedUntil: () => undefined,
      performers: {
        workflow: {
          caller: 'API client c',
          missing: never,
          perform: never,
          look: async (request) => {
            if (request.id !== id) throw new Failure('not-found', 'of another test');
            state.most = Math.max(state.most, ++state.underWay);
            await state.hold();
            state.underWay -= 1;
            const progress = found(++state.looks);
            if (progress instanceof Failure) throw progress;
            return progress;
          },
        },
      },
    });
    const process = () =>
      createFollowActions({
        requests,
        looks: createLooks(database.query, now),
        carrierOf,
        settle: never,
        show: async (request) => void state.shown.push(request),
        log: silentLog,
        now,
      });
    await requests.create({
      id,
      state: 'done',
      requester: { platform: 'slack', workspace: 'T1', id: 'U1', human: 'slack:U1' },
      place,
      action: {
        id: 'w',
        title: 'Isolate',
        categories: [],
        module: 'XDR Automation',
        moduleId: 'automation',
        url: `/workflow/start/${id}`,
        via: 'workflow',
      },
      origin: 'asked',
      terms: {
        category: 'workflow',
        allowed: true,
        allowedHere: true,
        confirm: 'reason',
        approvals: 0,
        expiresMs: 1,
        dryRun: false,
        timed: true,
      },
      reason: 'r',
      approvals: [],
      result: { made: 'run' },
      progress: begunFollowing(at),
      createdAt: at,
      lookedAt: at,
      expiresAt: at,
    } satisfies NewRequest);
    const after = async (ms: number, ...processes: ReturnType<typeof process>[]) => {
      at += ms;
      await Promise.all(processes.map(({ look }) => look()));
    };
    const events = async () =>
      (await database.query<{ entry: string }>('select entry from audit order by seq'))
        .map(({ entry }) => JSON.parse(entry) as { event: string; request: string; outcome: string; details: object })
        .filter(({ request }) => request === id);
    return { id, state, process, after, events, requests };
  };
  const running: Progress = { state: 'running', over: false };

  test('it is looked after 5, 10, 20 … seconds, at most every five minutes; what is the same is not shown again', async () => {
    const { state, process, after, id, requests } = await begin(() => running);
    const one = process();
    const times: number[] = [];
    const from = at;
    for (let seconds = 0; seconds < 3_000; seconds++) {
      const before = state.looks;
      await after(1_000, one);
      if (state.looks > before) times.push((at - from) / 1_000);
    }
    expect(times.slice(0, 8)).toEqual([5, 15, 35, 75, 155, 315, 615, 915]);
    expect(state.shown).toHaveLength(1);
    expect((await requests.read(id))?.progress).toMatchObject({ looks: times.length, state: 'running' });
  });

  test('two processes look one at a time, and its end is told and audited once', async () => {
    const { state, process, after, events, id, requests } = await begin((looks) =>
      looks < 3 ? running : { state: 'success', over: true, says: ['result: blocked'] },
    );
    state.hold = () => new Promise((done) => setTimeout(done, 5));
    const [one, other] = [process(), process()];
    for (let times = 0; times < 20; times++) await after(60_000, one, other, one);
    expect(state.most).toBe(1);
    expect(state.looks).toBe(3);
    expect(state.shown.map(({ progress }) => progress?.over)).toEqual([false, true]);
    expect((await requests.read(id))?.progress).toMatchObject({ over: true, looks: 3, endedAt: expect.any(Number) });
    expect(await events()).toEqual([
      expect.objectContaining({
        event: 'action.ended',
        outcome: 'success and result: blocked',
        details: { ended: 'succeeded' },
      }),
    ]);
  });

  test('a process that dies at a look is followed by another', async () => {
    const { state, process, after } = await begin(() => ({ state: 'failed', over: true, failed: true }));
    state.hold = () => new Promise(() => {});
    void after(5_000, process());
    while (state.underWay === 0) await new Promise((done) => setTimeout(done, 5));
    state.hold = async () => {};
    const other = process();
    await after(30_000, other);
    expect(state.looks).toBe(0);
    await after(60_000, other);
    expect(state.shown.at(-1)?.progress).toMatchObject({ over: true, failed: true });
  });

  test('a look that comes to nothing is made again later, and not before XDR lets us', async () => {
    const { state, process, after } = await begin((looks) =>
      looks === 1
        ? new Failure('rate-limited', '429', { retryAt: at + 120_000 })
        : looks === 2
          ? new Failure('unavailable', '500')
          : { state: 'success', over: true },
    );
    const one = process();
    await after(5_000, one);
    await after(60_000, one);
    expect(state.looks).toBe(1);
    await after(61_000, one);
    expect(state.looks).toBe(2);
    await after(300_000, one);
    expect(state.shown.at(-1)?.progress).toMatchObject({ over: true });
  });

  test('after a day it is left, and said that nobody knows', async () => {
    const { state, process, after, events } = await begin(() => running);
    const one = process();
    for (let minutes = 0; minutes < 25 * 60; minutes += 5) await after(5 * 60_000, one);
    const { looks } = state;
    expect(state.shown.at(-1)?.progress).toMatchObject({ lost: true, over: false });
    expect(await events()).toEqual([expect.objectContaining({ outcome: 'not known', details: { ended: 'unknown' } })]);
    await after(60 * 60_000, one);
    expect(state.looks).toBe(looks);
  });
});
