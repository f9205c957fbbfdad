import type { RecordWork } from '../../src/audit/audit-entry.ts';
import { createFileSetting } from '../../src/files/file-setting.ts';
import type { Person, Place } from '../../src/incoming.ts';
import type { Database } from '../../src/store/database.ts';
import { removeDirectories } from '../support/database.ts';
import { describeDatabases } from '../support/databases.ts';

const by: Person = { platform: 'slack', workspace: 'T1', id: 'UADMIN', standing: 'member', groups: [] };
const at = (channel: string, more: Partial<Place> = {}): Place => ({
  platform: 'slack',
  workspace: 'T1',
  channel,
  kind: 'channel',
  outsiders: false,
  ...more,
});

describeDatabases((open) => {
  let database: Database;
  beforeAll(async () => {
    database = await open();
  });
  afterAll(async () => {
    await database.close();
    await removeDirectories();
  });

  const setting = (standard: boolean, failing = false) => {
    const record: RecordWork = (work) =>
      database.transaction(async (query) => {
        const result = await work(query, () => {});
        if (failing) throw new Error('the audit failed');
        return result;
      });
    return createFileSetting({
      query: database.query,
      record,
      humanOf: ({ id }) => ({ key: id, platforms: ['slack'], identities: [] }),
      standard,
      now: Date.now,
    });
  };

  test('a channel that has set nothing goes by the default', async () => {
    expect(await setting(true).filesOn(at('C-none'))).toBe(true);
    expect(await setting(false).filesOn(at('C-none'))).toBe(false);
  });

  test('what a channel sets holds for it alone, in its threads too, and for other replicas', async () => {
    const one = setting(true);
    await one.setFiles(at('C1'), false, by);
    expect(await one.filesOn(at('C1', { thread: '1' }))).toBe(false);
    const other = setting(true);
    expect(await other.filesOn(at('C1'))).toBe(false);
    expect(await other.filesOn(at('C2'))).toBe(true);
    expect(await other.filesOn(at('C1', { workspace: 'T2' }))).toBe(true);
    await one.setFiles(at('C1'), true, by);
    expect(await setting(false).filesOn(at('C1'))).toBe(true);
  });

  test('what could not be audited is not set', async () => {
    const its = setting(true, true);
    await expect(its.setFiles(at('C3'), false, by)).rejects.toThrow();
    expect(await its.filesOn(at('C3'))).toBe(true);
    expect(await setting(true).filesOn(at('C3'))).toBe(true);
  });
});
