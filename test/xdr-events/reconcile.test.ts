import { Failure } from '../../src/failure.ts';
import type { Incident, IncidentDoor } from '../../src/incidents/incident.ts';
import { silentLog } from '../../src/log.ts';
import type { Database } from '../../src/store/database.ts';
import { createMark } from '../../src/xdr-events/mark.ts';
import { createReconcile, overlap } from '../../src/xdr-events/reconcile.ts';
import { removeDirectories } from '../support/database.ts';
import { describeDatabases } from '../support/databases.ts';

const minute = 60_000;
const every = 10 * minute;
const incident = (modified: string, id = 'incident-1'): Incident => ({
  id,
  modified,
  assignees: [],
  detectedBy: [],
  tactics: [],
  techniques: [],
});

describeDatabases((open) => {
  let database: Database;
  let at = Date.now();
  let spans: { from: number; until: number | undefined }[];
  let told: string[];
  let found: readonly Incident[];
  let search: IncidentDoor['incidentsChanged'];
  beforeAll(async () => {
    database = await open();
  }, 60_000);
  beforeEach(async () => {
    await database.query('delete from xdr_marks');
    [spans, told, found] = [[], [], []];
    search = async ({ from, until }) => {
      spans.push({ from: from.getTime(), until: until?.getTime() });
      return { incidents: found, highImpact: new Set(), whole: true };
    };
  });
  afterAll(async () => {
    await database.close();
    await removeDirectories();
  });

  const replica = (isWanted = async () => true) =>
    createReconcile({
      mark: createMark(database.query, () => at, every),
      changedSince: (span, ask) => {
        expect(ask).toEqual({ purpose: 'watching' });
        return search(span, ask);
      },
      onIncident: async ({ id, modified }) => void told.push(`${id} ${modified}`),
      isWanted,
      every,
      log: silentLog,
      now: () => at,
    });

  test('before the first look there is nothing to catch up with; then each begins where the last ended, less an overlap', async () => {
    const one = replica();
    const began = at;
    expect(await one.look(true)).toEqual({ outcome: 'not due' });
    at += every;
    expect(await one.look()).toEqual({ outcome: 'looked', changed: 0 });
    at += every;
    await one.look();
    expect(spans).toEqual([
      { from: began - overlap, until: undefined },
      { from: began + every - overlap, until: undefined },
    ]);
    expect(await one.look()).toEqual({ outcome: 'not due' });
  });

  test('of two replicas one looks; a process that has just begun looks earlier', async () => {
    const [one, other] = [replica(), replica()];
    await one.look();
    at += every;
    const outcomes = (await Promise.all([one.look(), other.look(), one.look(), other.look()])).map(
      (each) => each.outcome,
    );
    expect(outcomes.filter((outcome) => outcome === 'looked')).toHaveLength(1);
    at += 2 * minute;
    expect((await other.look()).outcome).toBe('not due');
    expect((await replica().look(true)).outcome).toBe('looked');
  });

  test('a look that failed is made up for from the same time, soon; also that of a process that died', async () => {
    const one = replica();
    const began = at;
    await one.look();
    at += every;
    const works = search;
    search = () => Promise.reject(new Failure('unavailable', 'down'));
    await expect(one.look()).rejects.toThrow('down');
    expect((await one.look()).outcome).toBe('not due');
    at += minute;
    search = () => new Promise(() => {});
    void one.look();
    await new Promise((done) => setTimeout(done, 100));
    search = works;
    at += 2 * minute;
    expect((await replica().look(true)).outcome).toBe('not due');
    at += 2 * minute;
    expect((await replica().look()).outcome).toBe('looked');
    expect(spans).toEqual([{ from: began - overlap, until: undefined }]);
  });

  test('the same state of an incident is told once, a new one again', async () => {
    const one = replica();
    await one.look();
    found = [incident('a'), incident('a', 'incident-2')];
    at += every;
    expect(await one.look()).toEqual({ outcome: 'looked', changed: 2 });
    found = [incident('a'), incident('b', 'incident-2')];
    at += every;
    expect(await one.look()).toEqual({ outcome: 'looked', changed: 1 });
    expect(told).toEqual(['incident-1 a', 'incident-2 a', 'incident-2 b']);
  });

  test('a long pause is searched in pieces, and no farther back than a week; a failure keeps the pieces before it', async () => {
    const one = replica();
    await one.look();
    at += 30 * 24 * 60 * minute;
    const works = search;
    search = async (span, ask) => {
      if (spans.length === 10) throw new Failure('unavailable', 'down');
      return works(span, ask);
    };
    await expect(one.look()).rejects.toThrow('down');
    search = works;
    at += minute;
    await one.look();
    expect(spans[0]?.from).toBe(at - minute - 7 * 24 * 60 * minute - overlap);
    expect(spans.length).toBeLessThan(32);
    for (const [index, { from }] of spans.entries())
      if (index > 0) expect(from - (spans[index - 1]?.until ?? 0)).toBe(index === 10 ? -overlap : 0);
    expect(spans.at(-1)?.until).toBeUndefined();
  });

  test('when nobody wants to know XDR is not asked, and nothing has to be made up for later', async () => {
    let wanted = false;
    const one = replica(async () => wanted);
    await one.look();
    at += 100 * every;
    expect(await one.look()).toEqual({ outcome: 'not wanted' });
    const until = at;
    wanted = true;
    at += every;
    await one.look();
    expect(spans).toEqual([{ from: until - overlap, until: undefined }]);
  });
});
