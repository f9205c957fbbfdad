import { createAudit } from '../../src/audit/audit-log.ts';
import { auditKey } from '../../src/audit/chain.ts';
import type { Card } from '../../src/cards/card.ts';
import { plainText } from '../../src/cards/plain-text.ts';
import { Failure } from '../../src/failure.ts';
import type { Incident } from '../../src/incidents/incident.ts';
import type { Place } from '../../src/incoming.ts';
import { silentLog } from '../../src/log.ts';
import type { Outbox, PostKey } from '../../src/reply.ts';
import { createRooming, type Rooming, type ShowRoomsJob } from '../../src/rooming.ts';
import type { Database } from '../../src/store/database.ts';
import { removeDirectories } from '../support/database.ts';
import { describeDatabases } from '../support/databases.ts';
import { member } from '../support/room.ts';

const id = 'incident-00000000-0000-4000-8000-000000001042';
const base: Incident = {
  id,
  shortId: 'INC-1042',
  title: 'C2',
  status: 'New',
  severity: 'High',
  assignees: [],
  detectedBy: [],
  tactics: [],
  techniques: [],
  context: { sightings: 0, notes: 0, observables: [], targets: [], named: {} },
};
const place: Place = { platform: 'slack', workspace: 'T1', channel: 'C1', kind: 'channel', outsiders: false };
const person = member('UANALYST', { name: 'Anna' });

describeDatabases((open) => {
  let database: Database;
  let clock: number;
  let incident: Incident;
  let reads: number;
  let posts: { id: string; place: Place; card: Card; key: PostKey; updates: number }[];
  let jobs: { id: string; job: ShowRoomsJob; wait: number | undefined }[];
  /** Runs in the middle of the next post or update: before it is there, or behind it. */
  let before: (() => Promise<unknown>) | undefined;
  let behind: (() => Promise<unknown>) | undefined;
  beforeAll(async () => {
    database = await open();
  });
  beforeEach(async () => {
    for (const table of ['incident_rooms', 'linked_incidents', 'left_cards'])
      await database.query(`delete from ${table}`);
    clock = Date.now();
    incident = base;
    [reads, posts, jobs, before, behind] = [0, [], [], undefined, undefined];
  });
  afterAll(async () => {
    await database.close();
    await removeDirectories();
  });

  const once = async (work: (() => Promise<unknown>) | undefined) => work?.();
  const outbox: Outbox = {
    post: async (where, what, key) => {
      if (what.kind !== 'card') return 'gone';
      const [early, late] = [before, behind];
      before = behind = undefined;
      await once(early);
      const found = key.maybePosted ? posts.find((one) => one.key.id === key.id) : undefined;
      if (found) return { place: where, id: found.id };
      const made = { id: `m${posts.length + 1}`, place: where, card: what.card, key, updates: 0 };
      posts.push(made);
      await once(late);
      return { place: where, id: made.id };
    },
    update: async ({ id: message }, card) => {
      const its = posts.find((one) => one.id === message);
      if (!its) throw new Failure('place-gone', 'no such post');
      its.card = card;
      its.updates += 1;
    },
    remove: async (what) => {
      posts = posts.filter((one) => ('id' in what ? one.id !== what.id : one.key.id !== what.key));
    },
  };
  const replica = (): Rooming =>
    createRooming({
      query: database.query,
      door: {
        readIncident: async () => {
          reads += 1;
          return incident;
        },
      },
      audit: createAudit({ database, key: auditKey(Buffer.alloc(32, 1)), now: () => clock }),
      humanOf: ({ platform, id: who }) => ({ key: `${platform}:${who}`, platforms: [platform], identities: [] }),
      outbox,
      placeNow: async () => place,
      openChannel: async () => undefined,
      draw: async ({ status }) => ({
        headline: `Status ${status}`,
        simulated: false,
        parts: [{ part: 'text', spans: [{ span: 'text', text: `Status ${status}` }] }],
      }),
      namesOf: async () => new Map(),
      chatPersonOf: async () => undefined,
      watchMode: async () => 'all',
      forgetWatchMode: () => {},
      claim: async () => true,
      enqueue: async (_, jobId, job, wait) => jobs.push({ id: jobId, job, wait }),
      prefixOf: () => '/xdr',
      simulated: false,
      log: silentLog,
      now: () => clock,
    });
  const link = (rooming: Rooming) => rooming.incidents.link({ id }, { person, place, present: true });
  const newest = () => jobs.at(-1)!.job;
  const lines = () => posts.filter(({ key }) => key.id.startsWith('room-news:')).map(({ card }) => plainText(card));
  const roomCards = () => posts.filter(({ key }) => key.id.startsWith('room:'));

  test('two that show one room at once post one card, and the second comes back', async () => {
    const [one, other] = [replica(), replica()];
    await link(one);
    reads = 0;
    const results = await Promise.allSettled([one.show(newest()), other.show(newest())]);
    const failed = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as Failure] : []));
    for (const failure of failed) expect(failure.facts.retryAt).toBeGreaterThan(clock);
    expect(roomCards()).toHaveLength(1);
    expect(await other.show(newest())).toBe('nothing to show');
    expect([roomCards().length, reads]).toEqual([1, 1]);
  });

  test('many occasions are one look, and two replicas tell one line', async () => {
    const [one, other] = [replica(), replica()];
    await link(one);
    await one.show(newest());
    incident = { ...base, status: 'Open', context: { ...base.context!, notes: 2 } };
    reads = 0;
    for (let times = 0; times < 5; times++) await (times % 2 ? one : other).incidentChanged(id);
    expect(new Set(jobs.map((job) => job.id)).size).toBe(jobs.length);
    expect(jobs.at(-1)!.wait).toBeGreaterThan(0);
    await Promise.allSettled([...jobs].flatMap(({ job }) => [one.show(job), other.show(job)]));
    expect(reads).toBe(1);
    expect(lines()).toEqual(['Changed in XDR: INC-1042 status New → Open; 2 new notes.']);
    expect(plainText(roomCards()[0]!.card)).toContain('Status Open');
  });

  test.each(['before it is there', 'behind it'])('who dies at a post (%s) leaves it to the other', async (when) => {
    const [one, other] = [replica(), replica()];
    await link(one);
    let died = () => {};
    const dead = new Promise<void>((resolve) => {
      died = resolve;
    });
    const hang = async () => {
      died();
      await new Promise(() => {});
    };
    if (when === 'behind it') behind = hang;
    else before = hang;
    void one.show(newest());
    await dead;
    await expect(other.show(newest())).rejects.toMatchObject({ facts: { retryAt: clock + 1_000 } });
    clock += 16_000; // nothing was heard of it since: its timers ran on this clock no more
    expect(await other.show(newest())).toBe('shown');
    expect(roomCards()).toHaveLength(1);
    expect(plainText(roomCards()[0]!.card)).toContain('Status New');
  });

  test('who dies behind a line has said it', async () => {
    const [one, other] = [replica(), replica()];
    await link(one);
    await one.show(newest());
    incident = { ...base, status: 'Open' };
    await one.incidentChanged(id);
    let died = () => {};
    const dead = new Promise<void>((resolve) => {
      died = resolve;
    });
    behind = async () => {
      died();
      await new Promise(() => {});
    };
    void one.show(newest());
    await dead;
    clock += 16_000;
    incident = { ...base, status: 'Closed' };
    await other.incidentChanged(id);
    await other.show(newest());
    expect(lines()).toEqual([
      'Changed in XDR: INC-1042 status New → Open.',
      'Changed in XDR: INC-1042 status Open → Closed.',
    ]);
  });

  test('while somebody of a room changes it nothing is told, and then only what he did not do', async () => {
    const [one, other] = [replica(), replica()];
    await link(one);
    await one.show(newest());
    await one.incidents.changing(id);
    incident = { ...base, status: 'Closed', severity: 'Low' };
    await other.incidentChanged(id);
    await expect(other.show(newest())).rejects.toMatchObject({ facts: { retryAt: clock + 1_000 } });
    expect(lines()).toEqual([]);
    await one.incidents.changed(id, place, { kind: 'status', status: 'Closed' }, { ...base, status: 'Closed' });
    await one.show(newest());
    expect(lines()).toEqual(['Changed in XDR: INC-1042 severity High → Low.']);
    expect(await other.show(jobs.at(-2)!.job)).toBe('nothing to show');
  });

  test('a room that is unlinked while its card is posted keeps none', async () => {
    const [one, other] = [replica(), replica()];
    await link(one);
    before = async () => other.incidents.unlink({ person, place, present: true });
    await one.show(newest());
    expect(posts).toEqual([]);
  });

  test('an incident that XDR does not show any more is said once', async () => {
    const rooming = replica();
    await link(rooming);
    await rooming.show(newest());
    incident = undefined as unknown as Incident;
    for (let times = 0; times < 2; times++) {
      await rooming.incidentChanged(id);
      await rooming.show(newest());
    }
    expect(plainText(roomCards()[0]!.card)).toContain('XDR does not show INC-1042 (C2) any more');
    expect(lines()).toEqual(['Changed in XDR: INC-1042 is not shown by XDR any more.']);
  });

  test('of one that is no room nothing is stored, read or posted', async () => {
    const rooming = replica();
    await rooming.incidentChanged(id);
    expect([jobs, reads, posts]).toEqual([[], 0, []]);
  });

  test('an occasion whose job was lost is found', async () => {
    const rooming = replica();
    await link(rooming);
    jobs.length = 0;
    clock += 11 * 60_000;
    await rooming.care.look();
    expect(jobs.map(({ job }) => job.incident)).toContain(id);
    await rooming.show(newest());
    expect(roomCards()).toHaveLength(1);
  });
});
