import { readEntry, standingOf } from '../../../adapters/teams/roster.ts';
import { Failure } from '../../../src/failure.ts';
import type { IncomingCommand } from '../../../src/incoming.ts';
import {
  ann,
  cardOf,
  channel,
  conversations,
  member,
  personal,
  placeIn,
  startTeamsBot,
  type TeamsBot,
  tenant,
  until,
} from '../../support/teams-bot.ts';

const other = '00000000-0000-4000-8000-00000000ffff';
const own = { tenant, local: false };

test.each([
  [{}, 'member'],
  [{ tenantId: tenant.toUpperCase() }, 'member'],
  [{ userRole: 'User' }, 'member'],
  [{ userRole: undefined }, 'member'],
  [{ aadObjectId: undefined, objectId: ann.aadObjectId }, 'member'],
  [{ userRole: 'guest' }, 'guest'],
  [{ userRole: 'something new' }, 'guest'],
  [{ userPrincipalName: 'bob_other.example#EXT#@ours.example' }, 'guest'],
  [{ userRole: 'anonymous' }, 'stranger'],
  [{ tenantId: other }, 'stranger'],
  [{ tenantId: other, userRole: 'guest' }, 'stranger'],
  [{ tenantId: undefined }, 'stranger'],
  [{ aadObjectId: undefined }, 'stranger'],
  [{ id: '28:alerts' }, 'bot'],
  [{ id: 7 }, 'stranger'],
])('an entry of the roster with %j is a %s', (facts, standing) => {
  expect(standingOf(readEntry({ ...member(ann), ...facts }), tenant, own)).toBe(standing);
});

test('our own tenant is the one of the settings, and not the one of the conversation', () => {
  expect(standingOf(readEntry(member(ann, { tenantId: other })), other, own)).toBe('stranger');
});

test('with an emulator, which names no tenant of its people, it is the one of the conversation', () => {
  const local = { tenant: undefined, local: true };
  expect(standingOf(readEntry(member(ann, { tenantId: undefined })), tenant, local)).toBe('member');
});

describe('who asks, and where', () => {
  let bot: TeamsBot;
  beforeEach(async () => {
    bot = await startTeamsBot(async () => ({ kind: 'card', card: cardOf('Answer'), audience: 'room' }));
  });
  afterEach(() => bot.stop());

  const asked = async (change: Record<string, unknown> = {}): Promise<IncomingCommand> => {
    const before = bot.told.length;
    await bot.mention('help', change);
    await until(() => bot.told.length > before);
    return bot.told.at(-1) as IncomingCommand;
  };
  const people = (count: number, facts: Record<string, unknown> = {}) =>
    Array.from({ length: count }, (_, at) =>
      member({ id: `29:${at}`, aadObjectId: `00000000-0000-4000-8000-${String(at).padStart(12, '0')}` }, facts),
    );

  test('a person is looked up once in some minutes', async () => {
    const persons = [(await asked()).person, (await asked()).person];
    expect(persons.map(({ standing }) => standing)).toEqual(['member', 'member']);
    expect(bot.teams.callsOf('member')).toHaveLength(1);
  });

  test.each([
    ['is not in the roster', () => void bot.teams.rosters.set(channel, [])],
    ['cannot be looked up', () => bot.teams.always('member', { status: 500 })],
    ['is another in the roster', () => void bot.teams.rosters.set(channel, [member({ ...ann, aadObjectId: other })])],
  ])('who %s is a stranger, and asked for again', async (_, change) => {
    change();
    const { person } = await asked();
    expect(person).toMatchObject({ id: ann.aadObjectId, standing: 'stranger' });
    bot.teams.always('member', undefined);
    bot.teams.rosters.set(channel, [member(ann)]);
    if (_ !== 'is another in the roster') expect((await asked()).person.standing).toBe('member');
  });

  test('who has no id of the directory is a stranger, whatever the roster says', async () => {
    const { person } = await asked({ from: { id: ann.id } });
    expect(person).toMatchObject({ id: ann.id, standing: 'stranger' });
  });

  test('where a channel has no roster the one of the team counts for people, and not for the room', async () => {
    bot.teams.rosters.set(channel, []);
    bot.teams.rosters.set('19:team@thread.tacv2', [member(ann)]);
    const { person, place } = await asked({
      channelData: { tenant: { id: tenant }, team: { id: '19:team@thread.tacv2' } },
    });
    expect({ standing: person.standing, outsiders: place.outsiders }).toEqual({ standing: 'member', outsiders: true });
  });

  test.each([
    ['members of our tenant', () => people(60), false],
    ['more than sixty', () => people(61), true],
    ['more than a page', () => people(400), true],
    ['a guest', () => [...people(3), member(ann, { userRole: 'guest' })], true],
    ['somebody of another tenant', () => [...people(3), member(ann, { tenantId: other })], true],
    ['a bot', () => [...people(3), { id: '28:alerts' }], false],
    ['nobody', () => [], true],
  ])('a room with %s: outsiders %#', async (_, roster, outsiders) => {
    bot.teams.rosters.set(channel, roster());
    expect((await asked()).place.outsiders).toBe(outsiders);
  });

  test('a room whose roster is not given, or not in time, may hold anybody', async () => {
    bot.teams.always('members', { status: 403 });
    expect((await asked()).place.outsiders).toBe(true);
    bot.teams.always('members', { delay: 1_800 });
    const late = await asked();
    await new Promise((resolve) => setTimeout(resolve, 500)); // the search ends behind
    expect(late.place.outsiders).toBe(true);
  });

  test('before something is told there unasked it is asked again, and where Teams does not say nobody guesses', async () => {
    bot.teams.rosters.set(channel, [...people(3), member(ann, { userRole: 'guest' })]);
    await asked();
    expect(await bot.adapter.outsidersNow!(placeIn(channel))).toBe(true);
    await expect(bot.adapter.outsidersNow!(placeIn('19:unknown@thread.tacv2'))).rejects.toBeInstanceOf(Failure);
  });

  test('in a personal chat it hangs on the person', async () => {
    const { place } = await asked({ conversation: conversations.personal });
    bot.teams.rosters.set(personal, [member({ ...ann, id: '29:guest' }, { userRole: 'guest' })]);
    const guest = await asked({ conversation: conversations.personal, from: { ...ann, id: '29:guest' } });
    expect([place.outsiders, guest.place.outsiders]).toEqual([false, true]);
    expect(bot.teams.callsOf('members')).toEqual([]);
  });

  const room = placeIn(channel, { thread: '1000' });
  const now = () => bot.adapter.personNow(ann.aadObjectId.toUpperCase(), room);

  test('who somebody is now is asked anew, and from then on known so', async () => {
    expect((await asked()).person).toMatchObject({ standing: 'member', name: 'Ann' });
    bot.teams.rosters.set(channel, [member(ann, { userRole: 'guest', name: 'Ann G' })]);
    expect((await asked()).person.standing).toBe('member');
    const { platform, workspace } = room;
    const guest = { platform, workspace, id: ann.aadObjectId, standing: 'guest', groups: [], name: 'Ann G' };
    expect(await now()).toEqual(guest);
    expect((await asked()).person).toEqual(guest);
    expect(bot.teams.callsOf('member')).toHaveLength(2);
  });

  test.each([
    ['left', () => void bot.teams.rosters.set(channel, [])],
    ['cannot be looked up', () => bot.teams.always('member', { status: 403 })],
    ['is another in the roster', () => void bot.teams.rosters.set(channel, [member({ ...ann, aadObjectId: other })])],
  ])('who %s is a stranger now', async (_, change) => {
    await asked();
    change();
    expect(await now()).toMatchObject({ id: ann.aadObjectId, standing: 'stranger' });
    expect(await bot.adapter.personNow(ann.aadObjectId, placeIn('19:unknown@thread.tacv2'))).toMatchObject({
      standing: 'stranger',
    });
  });

  test('who was never heard by this process is asked for by his id of the directory', async () => {
    await bot.deliver({ from: { id: '29:ben', aadObjectId: other } });
    expect(await now()).toMatchObject({ standing: 'member', name: 'Ann' });
    expect(bot.teams.callsOf('member').map(({ id }) => id)).toEqual([ann.aadObjectId]);
  });
});
