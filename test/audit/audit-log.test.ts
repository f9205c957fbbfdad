import fc from 'fast-check';
import type { AuditEntry } from '../../src/audit/audit-entry.ts';
import { createAudit } from '../../src/audit/audit-log.ts';
import { auditKey } from '../../src/audit/chain.ts';
import { readEntry } from '../../src/audit/stored-entry.ts';
import { verifyAudit } from '../../src/audit/verify.ts';
import { silentLog } from '../../src/log.ts';
import { type Database, openDatabase } from '../../src/store/database.ts';
import { removeDirectories } from '../support/database.ts';
import { describeDatabases, describePostgres, postgresUrl } from '../support/databases.ts';
import { emptyAudit, hostileEntry, key, noon, rowsOf, whole } from './support/entries.ts';

const now = () => noon;
const named = (request: string): AuditEntry => ({ event: 'action.requested', request });
const requests = async (database: Database) => (await rowsOf(database)).map(({ entry }) => readEntry(entry)?.request);

describeDatabases((open) => {
  let database: Database;
  beforeAll(async () => {
    database = await open();
    await database.query('create table things (id int primary key)');
  }, 60_000);
  afterAll(async () => {
    await database.close();
    await removeDirectories();
  });
  beforeEach(async () => {
    await emptyAudit(database.query);
    await database.query('delete from things');
  });
  const audit = () => createAudit({ database, key, now });
  const things = async () => (await database.query('select id from things order by id')).map(({ id }) => id);
  const verified = () => verifyAudit(database.query, key);

  test('an entry is stored whole, with its time, and the chain holds', async () => {
    await audit().note(whole);
    const [row] = await rowsOf(database);
    expect(row).toMatchObject({ seq: 1, at: new Date(noon) });
    expect(readEntry(row!.entry)).toEqual({ version: 1, at: '2026-03-02T12:00:00.000Z', ...whole });
    expect(await verified()).toEqual({ ok: true, count: 1, head: { seq: 1, mac: row!.mac } });
  });

  test('what is changed and what is noted about it are stored together, in the order of the notes', async () => {
    const result = await audit().record(async (query, note) => {
      note(named('a'));
      await query('insert into things values (1)');
      note(named('b'));
      return 'done';
    });
    expect(result).toBe('done');
    expect(await things()).toEqual([1]);
    expect(await requests(database)).toEqual(['a', 'b']);
    expect(await verified()).toMatchObject({ ok: true, count: 2 });
  });

  test('a work that throws, or that the database refuses, leaves nothing behind', async () => {
    await audit().note(named('a'));
    const sorry = new Error('sorry');
    const thrown = audit().record(async (query, note) => {
      note(named('b'));
      await query('insert into things values (1)');
      throw sorry;
    });
    await expect(thrown).rejects.toBe(sorry);
    const refused = audit().record(async (query, note) => {
      note(named('c'));
      await query('insert into things values (2), (2)');
    });
    await expect(refused).rejects.toMatchObject({ kind: 'store-unavailable' });
    expect(await things()).toEqual([]);
    expect(await requests(database)).toEqual(['a']);
    expect(await verified()).toMatchObject({ ok: true, count: 1 });
  });

  test('works that are recorded at once run one after another', async () => {
    let [running, most] = [0, 0];
    const one = audit();
    const works = Array.from({ length: 20 }, (_, at) =>
      one.record(async (query, note) => {
        running += 1;
        most = Math.max(most, running);
        // Whoever reads and then writes would lose something if another did so meanwhile.
        const [found] = await query<{ count: number }>('select count(*) as count from things');
        await query('insert into things values ($1)', [found!.count]);
        note(named(String(at)));
        running -= 1;
      }),
    );
    await Promise.all(works);
    expect(most).toBe(1);
    expect(await things()).toEqual(Array.from({ length: 20 }, (_, at) => at));
    expect(await verified()).toMatchObject({ ok: true, count: 20 });
  });

  test('a note that comes when its work is over is refused, not lost', async () => {
    let late: ((entry: AuditEntry) => void) | undefined;
    await audit().record(async (_query, note) => {
      late = note;
    });
    expect(() => late?.(named('a'))).toThrow('when its work was over');
    expect(await requests(database)).toEqual([]);
  });

  test.each([
    ['another key', async () => {}, auditKey(Buffer.alloc(32, 2))],
    ['a head that names an earlier end', () => setHead('seq = 1, mac = (select mac from audit where seq = 1)'), key],
    ['a head that begins anew over rows', () => setHead("seq = 0, mac = '', seal = ''"), key],
    ['no head', () => database.query('delete from audit_head'), key],
  ])('nothing is recorded, and nothing done, after %s: a seal of ours would cover it', async (_name, tamper, own) => {
    for (const name of ['a', 'b', 'c']) await audit().note(named(name));
    await tamper();
    const refused = createAudit({ database, key: own, now }).record(async (query, note) => {
      await query('insert into things values (1)');
      note(named('d'));
    });
    await expect(refused).rejects.toMatchObject({
      kind: 'store-unavailable',
      message: expect.stringContaining('npx xdr-chatops audit verify'),
    });
    expect(await things()).toEqual([]);
    expect(await requests(database)).toEqual(['a', 'b', 'c']);
  });
  const setHead = (what: string) => database.query(`update audit_head set ${what}`);

  test('whatever strings come, they are read back as they were, and the chain holds', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(hostileEntry, { minLength: 1, maxLength: 3 }), async (entries) => {
        await emptyAudit(database.query);
        await audit().record(async (_query, note) => entries.forEach(note));
        const read = (await rowsOf(database)).map(({ entry }) => readEntry(entry));
        expect(read).toEqual(entries.map((entry) => ({ version: 1, at: '2026-03-02T12:00:00.000Z', ...entry })));
        expect(await verified()).toMatchObject({ ok: true, count: entries.length });
      }),
      { numRuns: 20 },
    );
  });

  test('200 entries that are noted at once make one chain', async () => {
    const one = audit();
    await Promise.all(Array.from({ length: 200 }, (_, at) => one.note(named(String(at)))));
    expect(await verified()).toMatchObject({ ok: true, count: 200 });
    expect(new Set(await requests(database)).size).toBe(200);
  });
});

describePostgres('over two replicas', () => {
  test('200 entries make one chain', async () => {
    const url = await postgresUrl();
    const replicas = [
      await openDatabase({ url, dataDir: '', log: silentLog }),
      await openDatabase({ url, dataDir: '', log: silentLog }),
    ] as const;
    const audits = replicas.map((database) => createAudit({ database, key, now }));
    await Promise.all(Array.from({ length: 200 }, (_, at) => audits[at % 2]!.note(named(String(at)))));
    expect(await verifyAudit(replicas[0].query, key)).toMatchObject({ ok: true, count: 200 });
    expect(new Set(await requests(replicas[0])).size).toBe(200);
    await Promise.all(replicas.map(({ close }) => close()));
  }, 60_000);
});
