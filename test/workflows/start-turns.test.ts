import type { AuditedPerson } from '../../src/audit/audit-entry.ts';
import { createHumanOf } from '../../src/permissions/human.ts';
import type { Database } from '../../src/store/database.ts';
import { createOwnRuns } from '../../src/workflows/own-runs.ts';
import { createStartTurns, pruneStartTurns, type StartTurns } from '../../src/workflows/start-turns.ts';
import { removeDirectories } from '../support/database.ts';
import { describeDatabases } from '../support/databases.ts';

afterAll(removeDirectories);

const humanOf = createHumanOf([
  {
    identities: [
      { platform: 'slack', id: 'UANNA', group: false },
      { platform: 'teams', id: 'anna', group: false },
    ],
  },
]);
const anna = { platform: 'slack', workspace: 'T1', id: 'UANNA', human: 'anna' } as const;
const ben = { ...anna, id: 'UBEN', human: 'ben' } as const;
const carl = { ...anna, id: 'UCARL', human: 'carl' } as const;
const by = (id: string, requester: AuditedPerson = anna) => ({ id, requester });

describeDatabases((open) => {
  let database: Database;
  let at = Date.UTC(2026, 2, 2);
  const replica = () => createStartTurns({ transaction: database.transaction, humanOf, now: () => at });
  const number = (turn: number | 'too-many' | undefined) => (turn === 'too-many' ? Number.NaN : turn);

  beforeAll(async () => {
    database = await open();
  });
  afterAll(() => database.close());
  beforeEach(() => {
    at += 24 * 60 * 60_000;
  });

  test('ten begin at once, the others ten by ten, over all replicas', async () => {
    const [one, other] = [replica(), replica()];
    const asked = Array.from({ length: 25 }, (_, of) => (of % 2 === 0 ? one : other).turnOf(by(`${at}-${of}`)));
    const turns = (await Promise.all(asked)).map((turn) => (number(turn) ?? at) - at).sort((a, b) => a - b);
    expect(turns).toEqual([
      ...new Array<number>(10).fill(0),
      ...new Array<number>(10).fill(70_000),
      ...new Array<number>(5).fill(140_000),
    ]);
  });

  test('in no minute more than ten begin, though each may begin some seconds late', async () => {
    const turns = replica();
    const begun: number[] = [];
    const waiting = new Map(Array.from({ length: 40 }, (_, of) => [`${at}-${of}`, of % 10]));
    for (let tick = 0; tick < 400 && waiting.size > 0; tick++) {
      for (const [request, late] of waiting)
        if ((await turns.turnOf(by(request))) === undefined && tick % 10 === late) {
          begun.push(at);
          waiting.delete(request);
        }
      at += 1_000;
    }
    expect(waiting.size).toBe(0);
    for (const from of begun)
      expect(begun.filter((one) => one >= from && one < from + 60_000).length).toBeLessThanOrEqual(10);
  });

  test('whoever asks again keeps his turn; a turn that was not used is taken anew', async () => {
    const turns = replica();
    for (let of = 0; of < 10; of++) await turns.turnOf(by(`${at}-${of}`));
    const turn = number(await turns.turnOf(by(`${at}-late`)));
    expect(turn).toBe(at + 70_000);
    const late = `${at}-late`;
    at += 30_000;
    expect(await turns.turnOf(by(late))).toBe(turn);
    at = turn! + 5_000;
    expect(await turns.turnOf(by(late))).toBeUndefined();
    at = turn! + 60_000;
    for (let of = 0; of < 10; of++) await turns.turnOf(by(`${at}-more-${of}`));
    expect(await turns.turnOf(by(late))).toBe(at + 70_000);
  });

  /** As the request of a start stands in the database. */
  const stored = async (id: string, requester: AuditedPerson, state = 'approved', facts: object = {}) => {
    await database.query(
      `insert into action_requests (id, state, version, flight, facts, expires_at, changed_at)
       values ($1, $2, 1, $1, $3::jsonb, $4, $4) on conflict (id) do update set state = $2, facts = $3::jsonb`,
      [id, state, JSON.stringify({ requester, action: { via: 'workflow' }, ...facts }), new Date(at)],
    );
    return by(id, requester);
  };
  const fill = async (turns: StartTurns) => {
    for (let of = 0; of < 10; of++) await turns.turnOf(by(`${at}-fill-${of}`));
  };

  test('five starts of one person wait, on whatever platform he asks; others wait beside them', async () => {
    const turns = replica();
    await fill(turns);
    for (let of = 0; of < 5; of++) expect(await turns.turnOf(await stored(`${at}-anna-${of}`, anna))).toBe(at + 70_000);
    const elsewhere = { ...anna, platform: 'teams', id: 'anna' } as const;
    expect(await turns.turnOf(await stored(`${at}-anna-5`, elsewhere))).toBe('too-many');
    expect(await turns.turnOf(by(`${at}-anna-0`))).toBe(at + 70_000);
    expect(await turns.turnOf(await stored(`${at}-ben`, ben))).toBe(at + 70_000);
    at += 70_000;
    // They begin now, and hold him up no longer.
    expect(await turns.turnOf(await stored(`${at}-anna-6`, anna))).toBeUndefined();
  });

  test('of ten that begin in a minute one person gets eight, over all replicas; two are there for others', async () => {
    const [one, other] = [replica(), replica()];
    const asked = Array.from({ length: 13 }, async (_, of) =>
      (of % 2 === 0 ? one : other).turnOf(await stored(`${at}-anna-${of}`, anna)),
    );
    const turns = (await Promise.all(asked)).map((turn) => (number(turn) ?? at) - at).sort((a, b) => a - b);
    expect(turns).toEqual([...new Array<number>(8).fill(0), ...new Array<number>(5).fill(70_000)]);
    const elsewhere = { ...anna, platform: 'teams', id: 'anna' } as const;
    expect(await other.turnOf(await stored(`${at}-anna-13`, elsewhere))).toBe('too-many');
    // Those of hers that wait hold nobody up who comes later.
    at += 1_000;
    expect(await one.turnOf(await stored(`${at}-ben-0`, ben))).toBeUndefined();
    expect(await other.turnOf(await stored(`${at}-ben-1`, ben))).toBeUndefined();
    expect(await one.turnOf(await stored(`${at}-ben-2`, ben))).toBe(at + 69_000);
    at += 69_000;
    expect(await other.turnOf(await stored(`${at}-carl`, carl))).toBeUndefined();
  });

  test('whoever comes in between, no seventy seconds hold more than ten', async () => {
    const people = [anna, ben, carl];
    const turns: number[] = [];
    for (let of = 0; of < 60; of++) {
      const turn = await replica().turnOf(await stored(`${at}-${of}`, people[of % 7 < 4 ? 0 : of % 3]!));
      if (turn !== 'too-many') turns.push(turn ?? at);
      at += (of * 7_919) % 13_000;
    }
    expect(turns.length).toBeGreaterThan(40);
    for (const from of turns)
      expect(turns.filter((one) => one >= from && one < from + 70_000).length).toBeLessThanOrEqual(10);
  });

  test('who had his turn, and lost it since the bot was away, is not refused for others of his that wait', async () => {
    const turns = replica();
    const first = await stored(`${at}-first`, anna);
    expect(await turns.turnOf(first)).toBeUndefined();
    for (let of = 0; of < 9; of++) await turns.turnOf(by(`${at}-fill-${of}`));
    for (let of = 0; of < 10; of++) {
      const waits = await stored(`${at}-waits-${of}`, of < 5 ? anna : ben);
      expect(await turns.turnOf(waits)).toBe(at + 70_000);
    }
    at += 20_000;
    expect(await turns.turnOf(first)).toBe(at + 120_000);
  });

  test('what was given up before its call gives its turn back; what was called does not', async () => {
    const turns = replica();
    const given = [...Array(10).keys()].map((of) => `${at}-given-${of}`);
    for (const [of, id] of given.entries()) await turns.turnOf(await stored(id, of % 2 === 0 ? ben : carl));
    for (const id of given.slice(1)) await stored(id, ben, 'failed', { executor: 'one' });
    expect(await turns.turnOf(by(`${at}-late`))).toBe(at + 70_000);
    await stored(given[0]!, ben, 'cancelled');
    expect(await turns.turnOf(by(`${at}-more`))).toBeUndefined();
    expect(await turns.turnOf(by(`${at}-later`))).toBe(at + 70_000);
    for (const id of given.slice(1, 3)) await stored(id, ben, 'failed');
    expect(await turns.turnOf(by(`${at}-now`))).toBeUndefined();
  });

  test('who began a run is known of those that were begun here, as the human that he is', async () => {
    await stored(`${at}-run`, anna, 'done', { result: { made: 'run-1' } });
    const ownRuns = createOwnRuns({ query: database.query, humanOf });
    const own = async (person: Pick<AuditedPerson, 'platform' | 'id'>) => [
      ...(await ownRuns(['run-1', 'run-2'], person)),
    ];
    expect(await own(anna)).toEqual(['run-1']);
    expect(await own({ platform: 'teams', id: 'anna' })).toEqual(['run-1']);
    expect(await own(ben)).toEqual([]);
    expect(await own({ platform: 'teams', id: 'UANNA' })).toEqual([]);
  });

  test('turns of long ago are forgotten, the row that is locked is not', async () => {
    await replica().turnOf(by(`${at}`));
    await pruneStartTurns(database.query, at + 3 * 60 * 60_000);
    expect(await database.query('select request from workflow_turns')).toEqual([{ request: '' }]);
  });
});
