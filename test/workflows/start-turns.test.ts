import type { Database } from '../../src/store/database.ts';
import { createStartTurns, pruneStartTurns } from '../../src/workflows/start-turns.ts';
import { removeDirectories } from '../support/database.ts';
import { describeDatabases } from '../support/databases.ts';

afterAll(removeDirectories);

describeDatabases((open) => {
  let database: Database;
  let at = Date.UTC(2026, 2, 2);
  const replica = () => createStartTurns({ transaction: database.transaction, now: () => at });

  beforeAll(async () => {
    database = await open();
  });
  afterAll(() => database.close());
  beforeEach(() => {
    at += 24 * 60 * 60_000;
  });

  test('ten begin at once, the others ten by ten, over all replicas', async () => {
    const [one, other] = [replica(), replica()];
    const asked = Array.from({ length: 25 }, (_, of) => (of % 2 === 0 ? one : other).turnOf(`${at}-${of}`));
    const turns = (await Promise.all(asked)).map((turn) => (turn ?? at) - at).sort((a, b) => a - b);
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
        if ((await turns.turnOf(request)) === undefined && tick % 10 === late) {
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
    for (let of = 0; of < 10; of++) await turns.turnOf(`${at}-${of}`);
    const turn = await turns.turnOf(`${at}-late`);
    expect(turn).toBe(at + 70_000);
    const late = `${at}-late`;
    at += 30_000;
    expect(await turns.turnOf(late)).toBe(turn);
    at = turn! + 5_000;
    expect(await turns.turnOf(late)).toBeUndefined();
    at = turn! + 60_000;
    for (let of = 0; of < 10; of++) await turns.turnOf(`${at}-more-${of}`);
    expect(await turns.turnOf(late)).toBe(at + 70_000);
  });

  test('turns of long ago are forgotten, the row that is locked is not', async () => {
    await replica().turnOf(`${at}`);
    await pruneStartTurns(database.query, at + 3 * 60 * 60_000);
    expect(await database.query('select request from workflow_turns')).toEqual([{ request: '' }]);
  });
});
