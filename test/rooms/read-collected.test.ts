import { createAudit } from '../../src/audit/audit-log.ts';
import { auditKey } from '../../src/audit/chain.ts';
import { entriesOfRoom } from '../../src/audit/room-rows.ts';
import { createCollectedIn } from '../../src/rooms/read-collected.ts';
import type { Database } from '../../src/store/database.ts';
import { prune } from '../../src/store/prune.ts';
import { removeDirectories } from '../support/database.ts';
import { describeDatabases } from '../support/databases.ts';
import { hostileStrings } from '../support/hostile-strings.ts';

const room = { platform: 'slack', workspace: 'T1', channel: 'C1' } as const;
const other = { ...room, channel: 'C2' } as const;
const place = (channel = room.channel as string) => ({ platform: 'slack', workspace: 'T1', channel }) as const;

describeDatabases((open) => {
  let database: Database;
  beforeAll(async () => {
    database = await open();
  }, 60_000);
  afterAll(async () => {
    await database.close();
    await removeDirectories();
  });
  beforeEach(async () => {
    for (const table of ['annotations', 'incident_rooms', 'audit']) await database.query(`truncate ${table} cascade`);
    await database.query("update audit_head set seq = 0, mac = '', seal = ''");
  });

  /** Messages of a channel with a mention each, so many days old. */
  const fill = async (channel: string, count: number, days: number) => {
    await database.query(
      `insert into annotations (platform, workspace, channel, message, room, version, state, by_bot, created_at, changed_at, author)
       select 'slack', 'T1', $1, $1 || '/' || $3 || '/' || n, '', '', 'silent', false, at, at, 'U' || n % 3
       from generate_series(1, $2::int) as n, (select now() - make_interval(days => $3::int) as at) as t`,
      [channel, count, days],
    );
    await database.query(
      `insert into mentions (platform, workspace, channel, message, room, hash, observable, disposition, mentioned_at)
       select platform, workspace, channel, message, room, md5(message), 'domain' || chr(1) || message, 'unknown', created_at
       from annotations where message like $1 on conflict do nothing`,
      [`${channel}/${days}/%`],
    );
  };
  const left = async () =>
    (
      await database.query<{ channel: string; count: number }>(
        'select channel, count(*)::int as count from annotations group by channel order by channel',
      )
    ).map(({ channel, count }) => [channel, count]);
  const plan = async (sql: string, params: readonly unknown[] = []) =>
    (await database.query<{ 'QUERY PLAN': string }>(`explain ${sql}`, params))
      .map((row) => row['QUERY PLAN'])
      .join('\n');

  test('pruning keeps what was collected in the room of an incident, until it is none any more', async () => {
    await database.query(
      "insert into incident_rooms (platform, workspace, channel, incident, linked_by, linked_at) values ('slack', 'T1', 'C1', 'incident-1', 'U1', now())",
    );
    await fill('C1', 5, 40);
    await fill('C2', 5, 40);
    await fill('C2', 2, 1);
    // The same channel id in another workspace is another room.
    await database.query(
      "insert into annotations (platform, workspace, channel, message, room, version, state, by_bot, created_at, changed_at) values ('slack', 'T2', 'C1', 'm', '', '', 'silent', false, now(), now() - interval '40 days')",
    );
    await prune(database);
    expect(await left()).toEqual([
      ['C1', 5],
      ['C2', 2],
    ]);
    await database.query('delete from incident_rooms');
    await prune(database);
    expect(await left()).toEqual([['C2', 2]]);
  });

  test('of 10,000 messages of a linked room pruning looks only at the old ones, each by a key', async () => {
    await database.query(
      "insert into incident_rooms (platform, workspace, channel, incident, linked_by, linked_at) values ('slack', 'T1', 'C1', 'incident-1', 'U1', now())",
    );
    await fill('C1', 1000, 40);
    await fill('C1', 9000, 1);
    await fill('C2', 1000, 40);
    await database.query('analyze annotations');
    await prune(database);
    expect(await left()).toEqual([['C1', 10_000]]);
    expect(
      await plan(
        `select ctid from annotations where changed_at < $1 and not exists (select from incident_rooms i
           where i.platform = annotations.platform and i.workspace = annotations.workspace and i.channel = annotations.channel)
         limit 5000 for update skip locked`,
        [new Date(Date.now() - 30 * 24 * 60 * 60_000)],
      ),
    ).toContain('annotations_changed');
  }, 60_000);

  test('what is read of a room is found by keys, and holds nothing of another', async () => {
    await fill('C1', 300, 1);
    await fill('C2', 5000, 1);
    await database.query('analyze annotations');
    await database.query('analyze mentions');
    const { observables, counts, people } = createCollectedIn(database.query);
    expect(await observables(room, 10_000)).toHaveLength(300);
    expect(await observables(room, 7)).toHaveLength(7);
    expect(await counts(room)).toMatchObject({ observables: 300, mentions: 300, by: { unknown: 300 } });
    expect(await people(room, 2)).toEqual([
      { id: 'U0', messages: 100 },
      { id: 'U1', messages: 100 },
    ]);
    const explained = await plan(
      `select count(*) from mentions m join annotations a using (platform, workspace, channel, message)
       where m.platform = 'slack' and m.workspace = 'T1' and m.channel = 'C1'`,
    );
    expect(explained).not.toContain('Seq Scan');
  }, 60_000);

  test('what was done in a room is found by an index over the text under the MAC', async () => {
    const audit = createAudit({ database, key: auditKey(Buffer.alloc(32, 1)), now: Date.now });
    const note = (channel: string, reason: string, thread?: string) =>
      audit.note({
        event: 'incident.noted',
        place: { ...place(channel), ...(thread === undefined ? {} : { thread }) },
        reason,
        details: { incident: 'incident-1' },
      });
    const lure = `"place":${JSON.stringify(place('C1'))}`;
    for (const reason of [lure, `\\${lure}`, ...hostileStrings]) await note('C2', reason);
    await audit.note({
      event: 'setting.changed',
      details: { place: lure, to: JSON.stringify({ place: place('C1') }) },
    });
    await note('C1', 'first');
    await note('C1', 'second', '17.5');
    await note('C1"', 'quoted');
    await note('C'.repeat(400), 'long');
    const reasons = async (channel: string, most = 50) =>
      (await entriesOfRoom(database.query, place(channel), most)).map(({ reason }) => reason);
    expect(await reasons('C1')).toEqual(['second', 'first']);
    expect(await reasons('C1', 1)).toEqual(['second']);
    expect((await reasons('C2')).length).toBe(2 + hostileStrings.length);
    expect(await reasons('C')).toEqual([]);
    expect(await entriesOfRoom(database.query, { ...place('C1'), workspace: 'T2' }, 9)).toEqual([]);
    expect(await entriesOfRoom(database.query, { ...other, platform: 'teams' }, 9)).toEqual([]);

    await database.query(
      `insert into audit (seq, at, entry, mac)
       select n, now(), '{"version":1,"place":{"platform":"slack","workspace":"T1","channel":"C' || n % 100 || '"}}', ''
       from generate_series(1000, 9000) as n`,
    );
    await database.query('analyze audit');
    const query = database.query;
    const explained: string[] = [];
    await entriesOfRoom(
      (async (sql: string, params: readonly unknown[]) => {
        explained.push(await plan(sql, params));
        return query(sql, params);
      }) as typeof query,
      room,
      20,
    );
    expect(explained[0]).toContain('audit_room');
  }, 60_000);
});
