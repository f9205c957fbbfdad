import {
  ann,
  cardOf,
  channel,
  member,
  placeIn,
  startTeamsBot,
  type TeamsBot,
  tenant,
} from '../../support/teams-bot.ts';

const other = '00000000-0000-4000-8000-00000000ffff';
const room = placeIn(channel, { thread: '1000' });
let bot: TeamsBot;
beforeEach(async () => {
  bot = await startTeamsBot(async () => ({ kind: 'card', card: cardOf('Answer'), audience: 'room' }));
  await bot.deliver({ from: { id: '29:ben', aadObjectId: other } });
});
afterEach(() => bot.stop());

/** An entry of the roster as the connector gives it (Microsoft's "fetch the roster or user profile"). */
const entry = (facts: Record<string, unknown> = {}) =>
  member(ann, {
    givenName: 'Ann',
    surname: 'Example',
    email: 'Ann@example.com',
    userPrincipalName: 'ann@corp.example.com',
    ...facts,
  });
const emailOf = (id: string = ann.aadObjectId) => bot.adapter.emailOf(id, room);

test('a member has the address of the directory, asked for each time; else the name to sign in with', async () => {
  bot.teams.rosters.set(channel, [entry()]);
  expect(await emailOf(ann.aadObjectId.toUpperCase())).toEqual({ email: 'Ann@example.com' });
  bot.teams.rosters.set(channel, [entry({ email: undefined })]);
  expect(await emailOf()).toEqual({ email: 'ann@corp.example.com' });
  expect(bot.teams.callsOf('member')).toHaveLength(2);
});

test.each<[string, Record<string, unknown>, 'member' | 'address']>([
  ['a guest', { userRole: 'guest' }, 'member'],
  ['a guest by his name', { userPrincipalName: 'ann_other.example#EXT#@ours.example' }, 'member'],
  ['somebody of another tenant', { tenantId: other }, 'member'],
  ['an anonymous visitor', { userRole: 'anonymous' }, 'member'],
  ['a member without any', { email: '', userPrincipalName: undefined }, 'address'],
  ['a member with nonsense', { email: 7, userPrincipalName: 'ann' }, 'address'],
])('%s has none that counts, in either direction', async (_, facts, lacks) => {
  bot.teams.rosters.set(channel, [entry(facts)]);
  expect(await emailOf()).toEqual({ lacks });
  expect(await bot.adapter.memberWith('ann@example.com', room)).toBeUndefined();
});

test('who is not there has none; when Teams does not answer it is a failure', async () => {
  bot.teams.rosters.set(channel, []);
  expect(await emailOf()).toEqual({ lacks: 'member' });
  bot.teams.always('member', { status: 500 });
  bot.teams.always('members', { status: 500 });
  await expect(emailOf()).rejects.toMatchObject({ kind: 'platform-unavailable' });
  await expect(bot.adapter.memberWith('ann@example.com', room)).rejects.toMatchObject({ kind: 'platform-unavailable' });
});

test('who has an address is found in the roster, over its pages; two with one address are nobody', async () => {
  const many = Array.from({ length: 600 }, (_, at) =>
    member(
      { id: `29:${at}`, aadObjectId: `00000000-0000-4000-8000-${String(at).padStart(12, '0')}` },
      { tenantId: tenant, email: `p${at}@example.com` },
    ),
  );
  bot.teams.rosters.set(channel, [...many, entry()]);
  expect(await bot.adapter.memberWith('ANN@example.com', room)).toBe(ann.aadObjectId);
  expect(await bot.adapter.memberWith('nobody@example.com', room)).toBeUndefined();
  bot.teams.rosters.set(channel, [
    ...many,
    entry(),
    member({ id: '29:b', aadObjectId: other }, { email: 'ann@example.com' }),
  ]);
  expect(await bot.adapter.memberWith('ann@example.com', room)).toBeUndefined();
});
