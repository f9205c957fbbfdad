import { randomBytes } from 'node:crypto';
import type { Database } from '../../src/store/database.ts';
import { consentLasts, createFileConsents, pruneFileConsents } from '../../src/store/file-consents.ts';
import { removeDirectories } from '../support/database.ts';
import { describeDatabases } from '../support/databases.ts';

const secret = Buffer.alloc(32, 7);
const minute = 60_000;

describeDatabases((open) => {
  let database: Database;
  let at = Date.parse('2026-11-30T12:00:00Z');
  const now = () => at;
  /** As two processes have it. */
  const make = () => createFileConsents({ query: database.query, secret, now });
  beforeAll(async () => {
    database = await open();
  }, 60_000);
  afterAll(async () => {
    await database.close();
    await removeDirectories();
  });
  beforeEach(() => database.query('delete from file_consents'));
  const count = async () => (await database.query<{ n: number }>('select count(*)::int as n from file_consents'))[0]?.n;
  const small = { person: 'ann', name: 'a.csv', bytes: Buffer.from('a') };

  test('a file comes back byte for byte, to the same person alone, in another process', async () => {
    const bytes = randomBytes(1000);
    const signed = await make().keep({ person: 'ann', name: 'a.csv', bytes });
    expect(await make().take(signed, 'ben')).toBeUndefined();
    expect(await make().take(`${signed.slice(0, -1)}x`, 'ann')).toBeUndefined();
    expect(await make().take(`x${signed.slice(1)}`, 'ann')).toBeUndefined();
    const taken = await make().take(signed, 'ann');
    expect(taken).toMatchObject({ person: 'ann', name: 'a.csv' });
    expect(typeof taken === 'object' && Buffer.from(taken.bytes).equals(bytes)).toBe(true);
  });

  test('another secret makes no id of it', async () => {
    const signed = await make().keep(small);
    const other = createFileConsents({ query: database.query, secret: Buffer.alloc(32, 8), now });
    expect(await other.take(signed, 'ann')).toBeUndefined();
    await other.done(signed, 'ann');
    expect(await make().take(signed, 'ann')).toMatchObject({ bytes: small.bytes });
  });

  test('of several at once one has it, the others are told that it is under way, until it is taken for lost', async () => {
    const signed = await make().keep(small);
    const all = await Promise.all([1, 2, 3].map(() => make().take(signed, 'ann')));
    expect(all.filter((one) => one === 'under way')).toHaveLength(2);
    at += 3 * minute;
    expect(await make().take(signed, 'ann')).toMatchObject({ name: 'a.csv' });
    await make().done(signed, 'ann');
    at += 3 * minute;
    expect(await make().take(signed, 'ann')).toBe('under way');
    expect(await database.query('select 1 from file_consents where length(bytes) > 0')).toEqual([]);
  });

  test('after an hour it is not given out, and pruning forgets it, but not one that still waits', async () => {
    const old = await make().keep(small);
    at += consentLasts - minute;
    await make().keep(small);
    at += minute;
    expect(await make().take(old, 'ann')).toBeUndefined();
    at += 1;
    await pruneFileConsents(database.query, at);
    expect(await count()).toBe(1);
  });

  test('too many bytes make the oldest go', async () => {
    const bytes = new Uint8Array(5 * 1024 * 1024);
    const first = await make().keep({ ...small, bytes });
    for (let n = 0; n < 9; n++) {
      at += 1;
      await make().keep({ ...small, bytes });
    }
    expect(await count()).toBe(10);
    at += 1;
    const last = await make().keep(small);
    expect(await count()).toBe(10);
    expect(await make().take(first, 'ann')).toBeUndefined();
    expect(await make().take(last, 'ann')).toMatchObject({ name: 'a.csv' });
  }, 60_000);
});
