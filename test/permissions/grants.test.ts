import fc from 'fast-check';
import type { AuditEntry, RecordWork } from '../../src/audit/audit-entry.ts';
import type { Person, Place } from '../../src/incoming.ts';
import { createGrants, type GrantedRole } from '../../src/permissions/grants.ts';
import { createHumanOf } from '../../src/permissions/human.ts';
import { createPeople, everyRule, type PeopleLists, type Role } from '../../src/permissions/people.ts';
import { readPeopleList } from '../../src/permissions/people-list.ts';
import type { Database } from '../../src/store/database.ts';
import { removeDirectories } from '../support/database.ts';
import { describeDatabases } from '../support/databases.ts';

const teamsId = '00000000-0000-0000-0000-0000000000a0';
const lists: PeopleLists = {
  readers: readPeopleList([`anna=slack:U011+teams:${teamsId}`]).rules,
  analysts: undefined,
  responders: [],
  approvers: [],
  admins: readPeopleList(['slack:U0ADMIN']).rules,
};
const humanOf = createHumanOf(everyRule(lists));
const place: Place = {
  platform: 'slack',
  workspace: 'T1',
  channel: 'C1',
  thread: '17',
  kind: 'channel',
  outsiders: false,
};
const person = (platform: Person['platform'], id: string, more: Partial<Person> = {}): Person => ({
  platform,
  workspace: 'T1',
  id,
  standing: 'member',
  groups: [],
  ...more,
});
const given = { by: person('slack', 'U0ADMIN', { name: 'Ada' }), place };
const identity = (platform: 'slack' | 'teams', id: string) => ({ platform, id });
const [annaOnSlack, annaOnTeams, bob] = [
  identity('slack', 'U011'),
  identity('teams', teamsId),
  identity('slack', 'U022'),
];

describeDatabases((open) => {
  let database: Database;
  let entries: AuditEntry[];
  beforeAll(async () => {
    database = await open();
  }, 60_000);
  beforeEach(async () => {
    entries = [];
    await database.query('delete from grants');
  });
  afterAll(async () => {
    await database.close();
    await removeDirectories();
  });

  /** As the audit does it: entries are written in the same transaction. */
  const record: RecordWork = async (work) => {
    const noted: AuditEntry[] = [];
    const result = await database.transaction((query) => work(query, (entry) => noted.push(entry)));
    entries.push(...noted);
    return result;
  };
  const grants = (recorded: RecordWork = record) => createGrants({ query: database.query, record: recorded, humanOf });

  test('a grant is stored with its entry in the audit, once', async () => {
    const { grant, grantsOf, list } = grants();
    const what = { identity: bob, role: 'responders', name: 'Bob' } as const;
    expect(await grant(what, given)).toBe('granted');
    expect(await grant(what, given)).toBe('had');
    expect(await grantsOf(humanOf(bob).identities)).toEqual(['responders']);
    expect(await list(10)).toEqual([{ ...what, by: { platform: 'slack', id: 'U0ADMIN' }, at: expect.any(Number) }]);
    expect(entries).toEqual([
      {
        event: 'permission.granted',
        by: { platform: 'slack', workspace: 'T1', id: 'U0ADMIN', name: 'Ada', human: 'slack:U0ADMIN' },
        place: { platform: 'slack', workspace: 'T1', channel: 'C1', thread: '17' },
        details: { role: 'responders', platform: 'slack', id: 'U022' },
      },
    ]);
  });

  test('it is of the human: had, and taken back, under any identity', async () => {
    const { grant, grantsOf, revoke } = grants();
    await grant({ identity: annaOnSlack, role: 'approvers' }, given);
    expect(await grant({ identity: annaOnTeams, role: 'approvers' }, given)).toBe('had');
    expect(await grantsOf(humanOf(annaOnTeams).identities)).toEqual(['approvers']);
    expect(await revoke({ identity: annaOnTeams, role: 'approvers' }, given)).toBe('revoked');
    expect(await grantsOf(humanOf(annaOnSlack).identities)).toEqual([]);
    expect(entries.map(({ event, details }) => [event, details])).toEqual([
      ['permission.granted', { role: 'approvers', ...annaOnSlack }],
      ['permission.revoked', { role: 'approvers', ...annaOnSlack }],
    ]);
  });

  test('revoking what was not granted changes and notes nothing', async () => {
    const { grant, revoke, list } = grants();
    await grant({ identity: bob, role: 'analysts' }, given);
    expect(await revoke({ identity: bob, role: 'responders' }, given)).toBe('had-not');
    expect(await revoke({ identity: annaOnSlack, role: 'analysts' }, given)).toBe('had-not');
    expect([(await list(10)).length, entries.length]).toEqual([1, 1]);
  });

  test('what cannot be written into the audit is not granted, and not revoked', async () => {
    const failing: RecordWork = (work) =>
      database.transaction(async (query) => {
        await work(query, () => {});
        throw new Error('the audit is full');
      });
    await expect(grants(failing).grant({ identity: bob, role: 'responders' }, given)).rejects.toThrow();
    expect(await grants().list(10)).toEqual([]);
    await grants().grant({ identity: bob, role: 'responders' }, given);
    await expect(grants(failing).revoke({ identity: bob, role: 'responders' }, given)).rejects.toThrow();
    expect(await grants().list(10)).toHaveLength(1);
  });

  test('no sequence of grants makes an admin or a reader, or anybody of who is no full member', async () => {
    const { grant, grantsOf, revoke } = grants();
    const people = createPeople(lists, { grants: grantsOf, humanOf });
    const step = fc.record({
      change: fc.constantFrom('grant' as const, 'grant' as const, 'revoke' as const),
      identity: fc.constantFrom(annaOnSlack, annaOnTeams, bob),
      role: fc.constantFrom<GrantedRole>('responders', 'approvers', 'analysts'),
    });
    const roles: Role[] = ['readers', 'analysts', 'responders', 'approvers', 'admins'];
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 8 }), async (steps) => {
        await database.query('delete from grants');
        const has = new Set<string>();
        for (const { change, identity, role } of steps) {
          const key = `${humanOf(identity).key} ${role}`;
          if (change === 'grant') {
            expect(await grant({ identity, role }, given)).toBe(has.has(key) ? 'had' : 'granted');
            has.add(key);
          } else expect(await revoke({ identity, role }, given)).toBe(has.delete(key) ? 'revoked' : 'had-not');
        }
        for (const one of [annaOnSlack, annaOnTeams, bob]) {
          const member = person(one.platform, one.id);
          expect(await people(member, 'admins')).toBe(false);
          expect(await people(member, 'readers')).toBe(one !== bob);
          for (const role of ['responders', 'approvers'] as const)
            expect(await people(member, role)).toBe(has.has(`${humanOf(one).key} ${role}`));
          for (const standing of ['guest', 'stranger', 'bot'] as const)
            for (const role of roles) expect(await people({ ...member, standing }, role)).toBe(false);
        }
      }),
      { numRuns: 25 },
    );
  });
});
