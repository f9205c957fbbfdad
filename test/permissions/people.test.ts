import { Failure } from '../../src/failure.ts';
import type { Person } from '../../src/incoming.ts';
import type { GrantedRole } from '../../src/permissions/grants.ts';
import { createNamedBy, createPeople, type PeopleLists, type Role } from '../../src/permissions/people.ts';
import { groupsNamed, isAmong, readPeopleList, writeRule } from '../../src/permissions/people-list.ts';

const rules = (...entries: string[]) => readPeopleList(entries).rules;
const person = (id: string, more: Partial<Person> = {}): Person => ({
  platform: 'slack',
  workspace: 'T1',
  id,
  standing: 'member',
  groups: [],
  ...more,
});
const roles: readonly Role[] = ['readers', 'analysts', 'responders', 'approvers', 'admins'];
const nobody: PeopleLists = { readers: undefined, analysts: undefined, responders: [], approvers: [], admins: [] };

test('every full member is a reader, and nobody anything else, when no list is given', async () => {
  const people = createPeople(nobody);
  expect(await people(person('U1'), 'readers')).toBe(true);
  for (const role of ['analysts', 'responders', 'approvers', 'admins'] as const)
    expect(await people(person('U1'), role)).toBe(false);
});

test.each(['guest', 'stranger', 'bot'] as const)('a %s is never anyone, even when named', async (standing) => {
  const named = rules('slack:U11');
  const people = createPeople(
    { readers: named, analysts: named, responders: named, approvers: named, admins: named },
    { grants: async () => ['responders', 'approvers', 'analysts'] },
  );
  for (const role of roles) {
    expect(await people(person('U11'), role)).toBe(true);
    expect(await people(person('U11', { standing }), role)).toBe(false);
  }
});

test('admins, responders and approvers are analysts, unless a list says who is', async () => {
  const lists = { ...nobody, admins: rules('slack:U11'), responders: rules('slack:U22') };
  expect(await createPeople(lists)(person('U22'), 'analysts')).toBe(true);
  expect(await createPeople({ ...lists, analysts: rules('slack:U33') })(person('U22'), 'analysts')).toBe(false);
});

test('a user group counts through its members', async () => {
  const people = createPeople({ ...nobody, analysts: rules('slack:S0SOC') });
  expect(await people(person('U1', { groups: ['S0SOC'] }), 'analysts')).toBe(true);
  expect(await people(person('U1'), 'analysts')).toBe(false);
});

test('an identity of one platform is nobody on another', async () => {
  const people = createPeople({ ...nobody, admins: rules('slack:U1X') });
  expect(await people(person('U1X', { platform: 'teams' }), 'admins')).toBe(false);
});

test('the terminal reads, and never acts, approves or administers', async () => {
  const named = rules('slack:U11');
  const people = createPeople(
    { readers: named, analysts: named, responders: named, approvers: named, admins: named },
    { grants: async () => ['responders', 'approvers', 'analysts'] },
  );
  const terminal = person('U11', { platform: 'terminal' });
  expect(await Promise.all(roles.map((role) => people(terminal, role)))).toEqual([true, true, false, false, false]);
});

const teamsId = '00000000-0000-0000-0000-0000000000a0';
const anna = rules(`anna=slack:U11+teams:${teamsId}`);
test.each<[string, Person, PeopleLists, GrantedRole[], Role[]]>([
  ['nothing granted', person('U11'), nobody, [], ['readers']],
  [
    'respond makes a responder, and so an analyst',
    person('U11'),
    nobody,
    ['responders'],
    ['readers', 'analysts', 'responders'],
  ],
  [
    'approve makes an approver, and so an analyst',
    person('U11'),
    nobody,
    ['approvers'],
    ['readers', 'analysts', 'approvers'],
  ],
  ['analyse makes an analyst alone', person('U11'), nobody, ['analysts'], ['readers', 'analysts']],
  [
    'respond makes no analyst where a list says who is',
    person('U11'),
    { ...nobody, analysts: [] },
    ['responders'],
    ['readers', 'responders'],
  ],
  ['analyse does so there too', person('U11'), { ...nobody, analysts: [] }, ['analysts'], ['readers', 'analysts']],
  [
    'all together make no admin, and no reader',
    person('U11'),
    { ...nobody, readers: [] },
    ['responders', 'approvers', 'analysts'],
    ['analysts', 'responders', 'approvers'],
  ],
  [
    'under another identity of the same human',
    person(teamsId.toUpperCase(), { platform: 'teams' }),
    { ...nobody, readers: anna },
    ['responders'],
    ['readers', 'analysts', 'responders'],
  ],
  ['somebody else', person('U22'), { ...nobody, readers: anna }, ['responders'], []],
  ['a guest', person('U11', { standing: 'guest' }), nobody, ['responders', 'approvers', 'analysts'], []],
])('granted: %s', async (_, who, lists, granted, expected) => {
  const people = createPeople(lists, {
    grants: async (identities) => (identities.some(({ id }) => id === 'U11') ? granted : []),
  });
  const has = await Promise.all(roles.map((role) => people(who, role)));
  expect(roles.filter((_, at) => has[at])).toEqual(expected);
});

test('a role is not given when what was granted cannot be read', async () => {
  const people = createPeople(nobody, { grants: () => Promise.reject(new Failure('store-unavailable', 'down')) });
  await expect(people(person('U11'), 'responders')).rejects.toThrow('down');
});

test('the setting by which somebody has a role is told, groups included', () => {
  const namedBy = createNamedBy({ ...nobody, responders: rules('slack:U11', 'slack:S0SOC') });
  expect(namedBy(person('U11'), 'responders')).toBe('CHATOPS_RESPONDERS');
  expect(namedBy(person('U22', { groups: ['S0SOC'] }), 'responders')).toBe('CHATOPS_RESPONDERS');
  expect(namedBy(person('U11'), 'approvers')).toBeUndefined();
  expect(namedBy(person('U11'), 'analysts')).toBeUndefined();
});

test.each<[string, Partial<Person>, boolean]>([
  ['by id', { id: 'U11' }, true],
  ['by group', { groups: ['S0SOC'] }, true],
  ['by neither', { id: 'U22', groups: ['S0OTHER'] }, false],
  ['a group is no person', { id: 'S0SOC' }, false],
  ['an Entra object id in capitals', { platform: 'teams', id: teamsId.toUpperCase() }, true],
])('among entries: %s', (_, who, expected) => {
  expect(isAmong(person('U99', who), [...anna, ...rules('slack:S0SOC')])).toBe(expected);
});

test('an entry is written as it is read', () => {
  for (const entry of ['slack:U11', 'slack:S0SOC', `anna=slack:U11+teams:${teamsId}`])
    expect(rules(entry).map(writeRule)).toEqual([entry]);
});

test('one human under two identities is read as one rule, and nonsense is handed back', () => {
  const { rules: read, wrong } = readPeopleList([
    'anna=slack:U123+teams:00000000-0000-0000-0000-0000000000a0',
    'slack:nope',
    'bob',
  ]);
  expect(read).toHaveLength(1);
  expect(read[0]!.identities).toHaveLength(2);
  expect(wrong).toEqual(['slack:nope', 'bob']);
});

test('the groups whose members must be known are those that rules name', () => {
  expect(groupsNamed(rules('slack:U123', 'slack:S0SOC'), 'slack')).toEqual(['S0SOC']);
});
