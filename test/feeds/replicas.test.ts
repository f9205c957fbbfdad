import { feedRow } from '../../demo/threat-grid/feed-rows.ts';
import { createAudit } from '../../src/audit/audit-log.ts';
import { auditKey } from '../../src/audit/chain.ts';
import type { Card } from '../../src/cards/card.ts';
import { Failure } from '../../src/failure.ts';
import { createFeeding, type Feeding } from '../../src/feeding.ts';
import type { FeedJob } from '../../src/feeds/feed.ts';
import type { Place } from '../../src/incoming.ts';
import { silentLog } from '../../src/log.ts';
import type { Outbox, PostKey } from '../../src/reply.ts';
import type { Database } from '../../src/store/database.ts';
import { removeDirectories } from '../support/database.ts';
import { describeDatabases } from '../support/databases.ts';
import { member } from '../support/room.ts';

const place: Place = { platform: 'slack', workspace: 'T1', channel: 'C1', kind: 'channel', outsiders: false };
const minute = 60_000;
const hour = 60 * minute;

describeDatabases((open) => {
  let database: Database;
  let clock: number;
  let rows: unknown[];
  let reads: string[];
  let posts: { card: Card; key: PostKey }[];
  let jobs: Map<string, FeedJob>;
  /** Runs behind the next post, which stands. */
  let behind: (() => Promise<unknown>) | undefined;
  beforeAll(async () => {
    database = await open();
  });
  beforeEach(async () => {
    for (const table of ['feed_subscriptions', 'feeds', 'feed_entries']) await database.query(`delete from ${table}`);
    clock = Date.UTC(2026, 10, 30, 7, 30);
    [rows, reads, posts, jobs, behind] = [[feedRow('rat-dns', 'one.example.org')], [], [], new Map(), undefined];
  });
  afterAll(async () => {
    await database.close();
    await removeDirectories();
  });

  const outbox: Outbox = {
    post: async (where, what, key) => {
      if (what.kind !== 'card') return 'gone';
      const late = behind;
      behind = undefined;
      // A platform takes its time, and others do something meanwhile.
      await new Promise((done) => setImmediate(done));
      const found = key.maybePosted ? posts.findIndex((one) => one.key.id === key.id) : -1;
      if (found < 0) posts.push({ card: what.card, key });
      await late?.();
      return { place: where, id: `m${found < 0 ? posts.length : found + 1}` };
    },
    update: async () => {},
    remove: async () => {},
  };
  const replica = (): Feeding =>
    createFeeding({
      threatGrid: {
        grid: {
          origin: 'https://panacea.threatgrid.com',
          circuits: () => ({}),
          ask: async ({ path }) => {
            reads.push(path);
            return rows;
          },
        },
        state: () => ({ state: 'ok' }),
        close: () => {},
      } as Parameters<typeof createFeeding>[0]['threatGrid'],
      query: database.query,
      audit: createAudit({ database, key: auditKey(Buffer.alloc(32, 1)), now: () => clock }),
      humanOf: ({ platform, id }) => ({ key: `${platform}:${id}`, platforms: [platform], identities: [] }),
      audience: { circlesOf: async () => ['T1'], openRoom: async () => undefined },
      casebooking: { door: { readCasebook: async () => undefined } },
      missing: async (scopes) => scopes,
      placeNow: async () => place,
      // As the queue does: what was stored once is not stored again.
      enqueue: async (_, id, job) => void (jobs.has(id) || jobs.set(id, job)),
      outbox,
      prefixOf: () => '/xdr',
      trustedHosts: [],
      simulated: false,
      log: silentLog,
      now: () => clock,
    });
  const subscribe = (words = 'rat-dns daily at 08:00', { commands }: Feeding = replica()) =>
    commands[0]!.run({ rest: `subscribe ${words}`, person: member('UADMIN'), place, present: true });
  const theJobs = () => [...jobs.values()];
  const headlines = () => posts.map(({ card }) => card.headline);

  test('what is due is one job, whoever looks, and one digest', async () => {
    const [one, other] = [replica(), replica()];
    await subscribe();
    await one.care.look();
    expect(theJobs()).toEqual([]);
    clock += hour;
    await Promise.all([one.care.look(), other.care.look(), one.care.look()]);
    expect(theJobs()).toHaveLength(1);
    expect(await one.tell(theJobs()[0]!)).toBe('told');
    expect(await other.tell(theJobs()[0]!)).toBe('told before');
    expect(headlines()).toEqual(['Feed rat-dns: 1 new.']);
    expect(reads).toHaveLength(1);
    await other.care.look();
    expect(theJobs()).toHaveLength(1);
  });

  test('who dies behind storing the job, and before it is written down, makes no second one', async () => {
    const [one, other] = [replica(), replica()];
    await subscribe();
    clock += hour;
    const [row] = await database.query<{ due_at: Date }>('select due_at from feed_subscriptions');
    await one.care.look();
    await database.query('update feed_subscriptions set due_at = $1', [row!.due_at]);
    clock += minute;
    await other.care.look();
    expect(theJobs()).toHaveLength(1);
  });

  test('two that tell one digest at once post one, and the second comes back', async () => {
    const [one, other] = [replica(), replica()];
    await subscribe();
    clock += hour;
    await one.care.look();
    const results = await Promise.allSettled([one.tell(theJobs()[0]!), other.tell(theJobs()[0]!)]);
    for (const result of results)
      if (result.status === 'rejected') expect((result.reason as Failure).facts.retryAt).toBeGreaterThan(clock);
    expect(headlines()).toEqual(['Feed rat-dns: 1 new.']);
    expect(await other.tell(theJobs()[0]!)).toBe('told before');
    expect(posts).toHaveLength(1);
  });

  test('one dies between post and store: the other finds what stands, and tells later only what came later', async () => {
    const [one, other] = [replica(), replica()];
    await subscribe();
    clock += hour;
    await one.care.look();
    const [job] = theJobs();
    let posted = () => {};
    const standing = new Promise<void>((done) => {
      posted = done;
    });
    behind = () => {
      posted();
      return new Promise(() => {}); // dead
    };
    void one.tell(job!);
    await standing;
    rows = [...rows, feedRow('rat-dns', 'two.example.org')];
    await expect(other.tell(job!)).rejects.toMatchObject({ facts: { retryAt: clock + 2 * minute } });
    clock += 2 * minute;
    expect(await other.tell(job!)).toBe('told');
    expect(posts.map(({ key }) => key.maybePosted)).toEqual([false]);
    clock += 24 * hour;
    await other.care.look();
    expect(await other.tell(theJobs()[1]!)).toBe('told');
    expect(headlines()).toEqual(['Feed rat-dns: 1 new.', 'Feed rat-dns: 1 new.']);
  });

  test('what one began and left is told before the next, and its own job is over then', async () => {
    const [one, other] = [replica(), replica()];
    await subscribe('rat-dns hourly');
    clock += hour;
    await one.care.look();
    behind = async () => Promise.reject(new Failure('platform-unavailable', 'the answer was lost'));
    await expect(one.tell(theJobs()[0]!)).rejects.toMatchObject({ kind: 'platform-unavailable' });
    clock += hour;
    rows = [...rows, feedRow('rat-dns', 'two.example.org'), feedRow('rat-dns', 'three.example.org')];
    await other.care.look();
    expect(await other.tell(theJobs()[1]!)).toBe('told');
    expect(headlines()).toEqual(['Feed rat-dns: 1 new.', 'Feed rat-dns: 2 new.']);
    expect(await one.tell(theJobs()[0]!)).toBe('told before');
    expect(posts).toHaveLength(2);
  });

  test('after days without anybody it is one digest, by new processes, and due as before', async () => {
    await subscribe('rat-dns daily at 08:00 Europe/Prague');
    clock += 3 * 24 * hour + 5 * hour;
    const anew = replica();
    await anew.care.look();
    await anew.care.look();
    expect(theJobs()).toHaveLength(1);
    expect(await anew.tell(theJobs()[0]!)).toBe('told');
    const [row] = await database.query<{ due_at: Date }>('select due_at from feed_subscriptions');
    expect(row!.due_at).toEqual(new Date(Date.UTC(2026, 11, 4, 7)));
  });

  test('a job whose subscription has ended does nothing', async () => {
    const one = replica();
    await subscribe();
    clock += hour;
    await one.care.look();
    await one.commands[0]!.run({ rest: 'unsubscribe rat-dns', person: member('UADMIN'), place, present: true });
    expect(await one.tell(theJobs()[0]!)).toBe('not subscribed');
    expect(posts).toEqual([]);
  });
});
