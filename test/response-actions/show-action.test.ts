import { plainText } from '../../src/cards/plain-text.ts';
import { Failure } from '../../src/failure.ts';
import type { Place } from '../../src/incoming.ts';
import { silentLog } from '../../src/log.ts';
import type { Outbox } from '../../src/reply.ts';
import { createActionCards } from '../../src/response-actions/action-cards.ts';
import type { ActionRequest } from '../../src/response-actions/action-request.ts';
import { createCarrierOf } from '../../src/response-actions/carrier.ts';
import { createShowAction } from '../../src/response-actions/show-action.ts';
import { type Database, openDatabase } from '../../src/store/database.ts';
import { dataDirectory, removeDirectories } from '../support/database.ts';

const carrierOf = createCarrierOf({
  trigger: async () => ({ outcome: 'done' }),
  missing: async () => [],
  clientId: 'client',
  pausedUntil: () => undefined,
  performers: {},
});

let database: Database;
beforeAll(async () => {
  database = await openDatabase({ dataDir: await dataDirectory(), log: silentLog });
});
afterAll(async () => {
  await database.close();
  await removeDirectories();
});

const place: Place = { platform: 'slack', workspace: 'T1', channel: 'C1', kind: 'channel', outsiders: false };
let made = 0;

/** A request, and processes that show it in one room, which remembers every text of its card. */
async function open() {
  const id = `r${++made}`;
  await database.query(
    `insert into action_requests (id, state, version, flight, facts, expires_at, changed_at)
     values ($1, 'confirmed', 1, $1, '{"reason": "r"}', now(), now())`,
    [id],
  );
  let request = {
    id,
    state: 'confirmed',
    version: 1,
    requester: { platform: 'slack', workspace: 'T1', id: 'UANNA', human: 'slack:UANNA' },
    place,
    observable: { type: 'domain', value: 'evil.example' },
    action: { id: 'block', title: 'Block it', categories: [], module: 'Umbrella', moduleId: 'm', url: '/respond/x' },
    origin: 'asked',
    terms: {
      category: 'block',
      allowed: true,
      allowedHere: true,
      confirm: 'reason',
      approvals: 1,
      expiresMs: 900_000,
      dryRun: false,
      timed: true,
    },
    reason: 'r',
    approvals: [],
    createdAt: 0,
    lookedAt: 0,
    expiresAt: 900_000,
    changedAt: 0,
  } as ActionRequest;
  const room = { texts: [] as string[], posts: 0, slow: 0, fail: undefined as Failure | undefined };
  const clock = { ahead: 0 };
  const process = (hold: () => Promise<void> = async () => {}) => {
    const outbox: Pick<Outbox, 'post' | 'update'> = {
      post: async (where, what) => {
        if (room.fail) throw room.fail;
        room.posts += 1;
        if (what.kind === 'card') room.texts.push(plainText(what.card).split('\n')[0]!);
        return { place: where, id: 'm1' };
      },
      update: async (_, card) => {
        await hold();
        room.texts.push(plainText(card).split('\n')[0]!);
      },
    };
    return createShowAction({
      requests: { read: async () => request, decide: async () => ({ refused: 'not-there' }) },
      cards: createActionCards(database.query, () => Date.now() + clock.ahead),
      outbox,
      approvalsPlace: undefined,
      whoApproves: async () => [],
      carrierOf,
      trustedHosts: [],
      prefixOf: () => '/xdr',
      log: silentLog,
      now: () => Date.now() + clock.ahead,
      simulated: false,
    });
  };
  const to = (state: ActionRequest['state']) => {
    request = { ...request, state, version: request.version + 1 };
  };
  return { id, room, clock, process, to };
}

test('whoever draws holds the card: a slow process does not draw an older version over a newer one', async () => {
  const { id, room, process, to } = await open();
  await process()(id);
  let release = () => {};
  const held = new Promise<void>((done) => {
    release = done;
  });
  to('approved');
  let begins = () => {};
  const begun = new Promise<void>((done) => {
    begins = done;
  });
  const slow = process(() => {
    begins();
    return held;
  })(id);
  await begun;
  to('cancelled');
  const other = await process()(id).catch((failure: unknown) => failure);
  expect(other).toMatchObject({ kind: 'platform-unavailable', facts: { retryAt: expect.any(Number) } });
  release();
  await slow;
  expect(room.texts.map((text) => text.split(':')[0])).toEqual(['Waiting for 1 approval', 'About to run', 'Cancelled']);
});

test('one post, however many show it at once', async () => {
  const { id, room, process } = await open();
  await Promise.allSettled([process()(id), process()(id), process()(id)]);
  expect(room.posts).toBe(1);
});

test('a dead process’s hold on a card ends, and what was changed meanwhile is shown', async () => {
  const { id, room, clock, process, to } = await open();
  await process()(id);
  to('approved');
  await new Promise<void>((begun) => {
    void process(() => {
      begun();
      return new Promise(() => {}); // it dies in the middle
    })(id);
  });
  to('cancelled');
  clock.ahead = 16_000;
  await process()(id);
  expect(room.texts.at(-1)).toMatch(/^Cancelled/);
});

test('what a room refuses for good is not tried again before it changes', async () => {
  const { id, room, process, to } = await open();
  room.fail = new Failure('place-gone', 'no such channel');
  expect(await process()(id)).toBe('cannot be shown');
  room.fail = undefined;
  await process()(id);
  expect(room.posts).toBe(0);
  to('cancelled');
  await process()(id);
  expect(room.texts).toEqual([expect.stringMatching(/^Cancelled/)]);
});
