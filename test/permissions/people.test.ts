import type { Person } from '../../src/incoming.ts';
import { createPeople } from '../../src/permissions/people.ts';
import { groupsNamed, readPeopleList } from '../../src/permissions/people-list.ts';

const rules = (...entries: string[]) => readPeopleList(entries).rules;
const person = (id: string, more: Partial<Person> = {}): Person => ({
  platform: 'slack',
  workspace: 'T1',
  id,
  standing: 'member',
  groups: [],
  ...more,
});
const nobody = { readers: undefined, analysts: undefined, responders: [], approvers: [], admins: [] };

test('every full member is a reader, and nobody anything else, when no list is given', () => {
  const people = createPeople(nobody);
  expect(people(person('U1'), 'readers')).toBe(true);
  for (const role of ['analysts', 'responders', 'approvers', 'admins'] as const)
    expect(people(person('U1'), role)).toBe(false);
});

test.each(['guest', 'stranger', 'bot'] as const)('a %s is never anyone, even when named', (standing) => {
  const people = createPeople({ ...nobody, readers: rules('slack:U1'), admins: rules('slack:U1') });
  for (const role of ['readers', 'analysts', 'admins'] as const)
    expect(people(person('U1', { standing }), role)).toBe(false);
});

test('admins, responders and approvers are analysts, unless a list says who is', () => {
  const lists = { ...nobody, admins: rules('slack:U11'), responders: rules('slack:U22') };
  expect(createPeople(lists)(person('U22'), 'analysts')).toBe(true);
  expect(createPeople({ ...lists, analysts: rules('slack:U33') })(person('U22'), 'analysts')).toBe(false);
});

test('a user group counts through its members', () => {
  const people = createPeople({ ...nobody, analysts: rules('slack:S0SOC') });
  expect(people(person('U1', { groups: ['S0SOC'] }), 'analysts')).toBe(true);
  expect(people(person('U1'), 'analysts')).toBe(false);
});

test('an identity of one platform is nobody on another', () => {
  const people = createPeople({ ...nobody, admins: rules('slack:U1X') });
  expect(people(person('U1X', { platform: 'teams' }), 'admins')).toBe(false);
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
