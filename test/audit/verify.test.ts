import type { KeyObject } from 'node:crypto';
import type { AuditEntry } from '../../src/audit/audit-entry.ts';
import { createAudit } from '../../src/audit/audit-log.ts';
import { auditKey, type Link, rowMac, sealOf } from '../../src/audit/chain.ts';
import { entryText } from '../../src/audit/stored-entry.ts';
import { tellVerification } from '../../src/audit/verification-words.ts';
import { type Break, verifyAudit } from '../../src/audit/verify.ts';
import type { Database } from '../../src/store/database.ts';
import { removeDirectories } from '../support/database.ts';
import { describeDatabases } from '../support/databases.ts';
import { emptyAudit, key, noon, rowsOf, whole } from './support/entries.ts';

const forgersKey = auditKey(Buffer.alloc(32, 9));
const at = new Date(noon).toISOString();

/** Rows as somebody with a key, right or wrong, would make them. */
function chainOf(entries: readonly AuditEntry[], own: KeyObject): { rows: (Link & { entry: string })[]; last: Link } {
  let last: Link = { seq: 0, mac: '' };
  const rows = entries.map((entry) => {
    const text = entryText(entry, at);
    const seq = last.seq + 1;
    last = { seq, mac: rowMac(own, last, seq, text) };
    return { ...last, entry: text };
  });
  return { rows, last };
}

describeDatabases((open, kind) => {
  let database: Database;
  let query: Database['query'];
  beforeAll(async () => {
    database = await open();
    ({ query } = database);
  }, 60_000);
  afterAll(async () => {
    await database.close();
    await removeDirectories();
  });
  beforeEach(async () => {
    await emptyAudit(query);
    const audit = createAudit({ database, key, now: () => noon });
    await audit.record(async (_query, note) => {
      for (let one = 1; one <= 6; one += 1) note({ ...whole, reason: `reason ${one}` });
    });
  });
  const verify = (anchors: readonly Link[] = []) => verifyAudit(query, key, { anchors });

  async function write(entries: readonly AuditEntry[], own: KeyObject): Promise<Link> {
    await query('delete from audit');
    const { rows, last } = chainOf(entries, own);
    for (const { seq, entry, mac } of rows)
      await query('insert into audit values ($1, $2, $3, $4)', [seq, at, entry, mac]);
    await query('update audit_head set seq = $1, mac = $2, seal = $3', [last.seq, last.mac, sealOf(own, last)]);
    return last;
  }

  test('what was written is proven, and so is an empty audit', async () => {
    expect(await verify()).toMatchObject({ ok: true, count: 6, head: { seq: 6 } });
    await emptyAudit(query);
    expect(await verify()).toEqual({ ok: true, count: 0, head: { seq: 0, mac: '' } });
  });

  const tamperings: readonly (readonly [string, readonly string[], Break])[] = [
    [
      'a reason',
      ["update audit set entry = replace(entry, 'reason 3', 'reason 4') where seq = 3"],
      { kind: 'changed', seq: 3 },
    ],
    ['one space', ["update audit set entry = entry || ' ' where seq = 3"], { kind: 'changed', seq: 3 }],
    ['a time', ["update audit set at = at + interval '1 day' where seq = 3"], { kind: 'changed', seq: 3 }],
    [
      'a microsecond',
      ["update audit set at = at + interval '1 microsecond' where seq = 3"],
      { kind: 'changed', seq: 3 },
    ],
    [
      'a MAC',
      ["update audit set mac = overlay(mac placing '_' from 1) || 'x' where seq = 3"],
      { kind: 'changed', seq: 3 },
    ],
    [
      'the last row',
      ["update audit set entry = replace(entry, 'Anna', 'Eve') where seq = 6"],
      { kind: 'changed', seq: 6 },
    ],
    ['a row away', ['delete from audit where seq = 3'], { kind: 'missing', seq: 3, until: 3 }],
    ['the first rows away', ['delete from audit where seq < 3'], { kind: 'missing', seq: 1, until: 2 }],
    [
      'a row away and the rest moved up',
      [
        'delete from audit where seq = 3',
        'update audit set seq = -seq where seq > 3',
        'update audit set seq = -seq - 1 where seq < 0',
      ],
      { kind: 'changed', seq: 3 },
    ],
    [
      'a row in between',
      [
        'update audit set seq = seq + 100 where seq > 3',
        'update audit set seq = seq - 99 where seq > 100',
        'insert into audit select 4, at, entry, mac from audit where seq = 2',
      ],
      { kind: 'changed', seq: 4 },
    ],
    [
      'a row before the first',
      ['insert into audit select 0, at, entry, mac from audit where seq = 1'],
      { kind: 'inserted', seq: 0 },
    ],
    [
      'a row after the last',
      ['insert into audit select 7, at, entry, mac from audit where seq = 6'],
      { kind: 'changed', seq: 7 },
    ],
    [
      'two rows swapped',
      [
        'update audit set seq = 100 where seq = 2',
        'update audit set seq = 2 where seq = 3',
        'update audit set seq = 3 where seq = 100',
      ],
      { kind: 'changed', seq: 2 },
    ],
    ['the end cut off', ['delete from audit where seq > 4'], { kind: 'truncated', seq: 4, until: 6, by: 'head' }],
    [
      'the end cut off and the head set back, without the key',
      ['delete from audit where seq > 4', 'update audit_head set seq = 4, mac = (select mac from audit where seq = 4)'],
      { kind: 'head', seq: 4, why: 'unsealed' },
    ],
    ['all rows away', ['delete from audit'], { kind: 'truncated', seq: 0, until: 6, by: 'head' }],
    ['the head away', ['delete from audit_head'], { kind: 'head', seq: 6, why: 'absent' }],
    [
      'the head made new',
      ["update audit_head set seq = 0, mac = '', seal = ''"],
      { kind: 'head', seq: 6, why: 'unsealed' },
    ],
    ['the seal', ['update audit_head set seal = reverse(seal)'], { kind: 'head', seq: 6, why: 'unsealed' }],
    ['the number of the head', ['update audit_head set seq = 7'], { kind: 'head', seq: 6, why: 'unsealed' }],
  ];
  test.each(tamperings)('%s: it shows', async (_what, statements, broken) => {
    for (const statement of statements) await query(statement);
    const verification = await verify();
    expect(verification).toEqual({ ok: false, broken, sealed: expect.any(Boolean) });
    expect(tellVerification(verification)).toMatchObject({ word: 'Tampered' });
  });

  test('any one byte of an entry, a MAC or a time that is changed shows', async () => {
    const [, second] = await rowsOf(database);
    for (const column of ['entry', 'mac'] as const)
      for (let byte = 0; byte < second![column].length; byte += column === 'entry' ? 7 : 1) {
        const old = second![column];
        const changed = `${old.slice(0, byte)}${old[byte] === 'x' ? 'y' : 'x'}${old.slice(byte + 1)}`;
        await query(`update audit set ${column} = $1 where seq = 2`, [changed]);
        expect(await verify()).toMatchObject({ ok: false, broken: { kind: 'changed', seq: 2 } });
        await query(`update audit set ${column} = $1 where seq = 2`, [old]);
      }
    expect(await verify()).toMatchObject({ ok: true });
  });

  test('a row twice under one number shows, also where a page ends', async () => {
    await query('begin; alter table audit drop constraint audit_pkey; commit');
    await write(
      Array.from({ length: 1001 }, () => ({ event: 'action.done' })),
      key,
    );
    expect(await verify()).toMatchObject({ ok: true, count: 1001 });
    await query('insert into audit select * from audit where seq = 1000');
    expect(await verify()).toMatchObject({ ok: false, broken: { kind: 'inserted', seq: 1000 } });
    await query('delete from audit; alter table audit add primary key (seq)');
  });

  test('a chain written anew without the key shows, whatever seals it', async () => {
    await write([whole, whole], forgersKey);
    expect(await verify()).toEqual({ ok: false, broken: { kind: 'changed', seq: 1 }, sealed: false });
  });

  test('an old state put back, head and all, is a chain that holds: only an anchor shows it', async () => {
    const old = await rowsOf(database);
    const [head] = await query('select * from audit_head');
    await createAudit({ database, key, now: () => noon }).note(whole);
    const anchor = (await rowsOf(database)).at(-1)!;
    await query('delete from audit where seq > $1', [old.length]);
    await query('update audit_head set seq = $1, mac = $2, seal = $3', [head!['seq'], head!['mac'], head!['seal']]);
    expect(await verify()).toMatchObject({ ok: true, count: 6 });
    expect(await verify([anchor])).toEqual({
      ok: false,
      broken: { kind: 'truncated', seq: 6, until: 7, by: 'anchor' },
      sealed: true,
    });
    // All gone, as on the first day.
    await emptyAudit(query);
    expect(await verify()).toMatchObject({ ok: true, count: 0 });
    expect(await verify([anchor])).toMatchObject({ ok: false, broken: { kind: 'truncated', seq: 0, by: 'anchor' } });
  });

  test('a genuine row of another course of events, put under its own number, shows by the row behind it', async () => {
    const audit = createAudit({ database, key, now: () => noon });
    const [head] = await query('select * from audit_head');
    await audit.note({ ...whole, reason: 'as it was first' });
    const [first] = (await rowsOf(database)).slice(-1);
    await query('delete from audit where seq = 7');
    await query('update audit_head set seq = $1, mac = $2, seal = $3', [head!['seq'], head!['mac'], head!['seal']]);
    for (const reason of ['as it was then', 'and after']) await audit.note({ ...whole, reason });
    expect(await verify()).toMatchObject({ ok: true, count: 8 });
    await query('update audit set entry = $1, mac = $2 where seq = 7', [first!.entry, first!.mac]);
    expect(await verify()).toMatchObject({ ok: false, broken: { kind: 'changed', seq: 8 } });
  });

  test('a chain written anew with the key itself is shown by an anchor', async () => {
    const [, , third] = await rowsOf(database);
    expect(await verify([third!])).toMatchObject({ ok: true });
    await write([whole, whole, whole, whole], key);
    expect(await verify()).toMatchObject({ ok: true, count: 4 });
    expect(await verify([third!])).toEqual({ ok: false, broken: { kind: 'anchor', seq: 3 }, sealed: true });
  });

  test('another secret is told as what it may be', async () => {
    const verification = await verifyAudit(query, forgersKey);
    expect(verification).toEqual({ ok: false, broken: { kind: 'changed', seq: 1 }, sealed: false });
    expect(tellVerification(verification).more.join(' ')).toContain('If CHATOPS_SECRET was changed');
  });

  test('what is appended while it reads is proven too', async () => {
    const audit = createAudit({ database, key, now: () => noon });
    let writing = true;
    const writer = (async () => {
      while (writing) await audit.note(whole);
    })();
    const found = [];
    for (let round = 0; round < 5; round += 1) found.push(await verify());
    writing = false;
    await writer;
    expect(found).toEqual(found.map(() => expect.objectContaining({ ok: true })));
    expect(await verify()).toMatchObject({ ok: true });
  });

  test('a genuine head of an earlier end shows by the rows behind it', async () => {
    const [head] = await query('select * from audit_head');
    await createAudit({ database, key, now: () => noon }).note(whole);
    await query('update audit_head set seq = $1, mac = $2, seal = $3', [head!['seq'], head!['mac'], head!['seal']]);
    expect(await verify()).toEqual({ ok: false, broken: { kind: 'head', seq: 7, why: 'another' }, sealed: true });
  });

  if (kind === 'postgres')
    test('20,000 entries are proven a page at a time', async () => {
      const { rows, last } = chainOf(
        Array.from({ length: 20_000 }, (_, one) => ({ event: 'action.done', reason: String(one) })),
        key,
      );
      await query('delete from audit');
      await query(
        'insert into audit select * from json_to_recordset($1::json) as r(seq bigint, at timestamptz, entry text, mac text)',
        [JSON.stringify(rows.map((row) => ({ ...row, at })))],
      );
      await query('update audit_head set seq = $1, mac = $2, seal = $3', [last.seq, last.mac, sealOf(key, last)]);
      let most = 0;
      const watched: typeof query = async (sql, params) => {
        const found = await query(sql, params);
        most = Math.max(most, found.length);
        return found as never;
      };
      expect(await verifyAudit(watched, key)).toMatchObject({ ok: true, count: 20_000 });
      expect(most).toBe(1000);
      await query('delete from audit where seq = 7777');
      expect(await verify()).toMatchObject({ ok: false, broken: { kind: 'missing', seq: 7777, until: 7777 } });
    }, 60_000);
});
