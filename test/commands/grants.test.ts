import { plainText } from '../../src/cards/plain-text.ts';
import { createGrant } from '../../src/commands/grant.ts';
import { createGrantsList } from '../../src/commands/grants.ts';
import { createRevoke } from '../../src/commands/revoke.ts';
import { createRunCommand } from '../../src/commands/run-command.ts';
import type { IncomingCommand, Person, Place } from '../../src/incoming.ts';
import type { Grant, GrantedIn, Grantee } from '../../src/permissions/grants.ts';
import { createNamedBy, createPeople, type PeopleLists } from '../../src/permissions/people.ts';
import { readPeopleList } from '../../src/permissions/people-list.ts';

const rules = (...entries: string[]) => readPeopleList(entries).rules;
const lists: PeopleLists = {
  readers: undefined,
  analysts: undefined,
  responders: rules('slack:U0RESPONDER', 'slack:S0SOC'),
  approvers: [],
  admins: rules('slack:U0ADMIN'),
};
const place: Place = { platform: 'slack', workspace: 'T1', channel: 'C1', kind: 'channel', outsiders: false };
const person = (id: string, more: Partial<Person> = {}): Person => ({
  platform: 'slack',
  workspace: 'T1',
  id,
  standing: 'member',
  groups: [],
  ...more,
});
const workspace: Record<string, Person> = Object.fromEntries(
  [
    person('U0BOB', { name: 'Bob <!channel>' }),
    person('U0GUEST', { standing: 'guest' }),
    person('U0BOT', { standing: 'bot' }),
    person('U0RESPONDER', { name: 'Rita' }),
    person('U0SOC', { groups: ['S0SOC'], name: 'Sam' }),
  ].map((one) => [one.id, one]),
);
const guid = '00000000-0000-0000-0000-0000000000a0';

/** The three commands behind the checks that every command passes, over a list of grants. */
function chat(stored: Grant[] = []) {
  const same = (one: Grantee, other: Grantee) => one.role === other.role && one.identity.id === other.identity.id;
  const looked: string[] = [];
  const shared = {
    namedBy: createNamedBy(lists),
    personNow: async (id: string) => {
      looked.push(id);
      return workspace[id] ?? person(id, { standing: 'stranger' });
    },
    prefixOf: () => '/xdr',
    simulated: false,
  };
  const run = createRunCommand({
    commands: [
      createGrant({
        ...shared,
        grant: async (what, { by }: GrantedIn) => {
          if (stored.some((one) => same(one, what))) return 'had';
          stored.push({ ...what, by, at: 0 });
          return 'granted';
        },
      }),
      createRevoke({
        ...shared,
        revoke: async (what) => {
          const at = stored.findIndex((one) => same(one, what));
          if (at >= 0) stored.splice(at, 1);
          return at >= 0 ? 'revoked' : 'had-not';
        },
      }),
      createGrantsList({ list: async (most) => stored.slice(0, most), lists, simulated: false }),
    ],
    people: createPeople(lists),
    takeTurn: () => undefined,
    missing: async () => [],
    holdsCandidates: () => false,
    prefixOf: () => '/xdr',
    simulated: false,
  });
  const say = async (words: string, mentioned: string[] = [], more: Partial<IncomingCommand> = {}) => {
    const asked = { kind: 'command', key: 'k', from: 'slash', person: person('U0ADMIN'), place } as const;
    const reply = await run({ ...asked, words, mentioned, ...more });
    if (reply.kind !== 'card') throw new Error('a card was expected');
    return { told: plainText(reply.card), audience: reply.audience };
  };
  return { say, stored, looked };
}

test.each<[string, string, string[], string]>([
  ['a mention, which is a gap in the words of Slack', 'grant   respond', ['U0BOB'], 'U0BOB responders'],
  ['a mention whose name stands in the words', 'grant @Bob B. Bobson respond', ['U0BOB'], 'U0BOB responders'],
  ['an id', 'grant slack:U0BOB approve', [], 'U0BOB approvers'],
  ['an id of the other platform', `grant teams:${guid.toUpperCase()} analyse`, [], `${guid} analysts`],
  ['capitals', 'GRANT slack:U0BOB Analyse', [], 'U0BOB analysts'],
  ['in private, which a grant is not', 'grant --private slack:U0BOB approve', [], 'U0BOB approvers'],
  ['an id that nobody has here', 'grant slack:U0ELSE respond', [], 'U0ELSE responders'],
])('granted by %s: the room is told', async (_, words, mentioned, expected) => {
  const { say, stored } = chat();
  const { told, audience } = await say(words, mentioned);
  expect(stored.map(({ identity, role }) => `${identity.id} ${role}`)).toEqual([expected]);
  expect(told).toMatch(/^Granted: .* may now /);
  expect(audience).toBe('room');
});

test.each<[string, string, string[], string | RegExp]>([
  ['no role', 'grant slack:U0BOB', [], 'Usage'],
  ['another role', 'grant slack:U0BOB admin', [], 'Usage'],
  ['a role of the settings', 'grant slack:U0BOB admins', [], 'Usage'],
  ['nobody', 'grant respond', [], /nobody is mentioned here[\s\S]*slack:U…/],
  ['a name that is no mention', 'grant @bob respond', [], /nobody is mentioned here[\s\S]*slack:U…/],
  ['two people', 'grant  respond', ['U0BOB', 'U0SOC'], 'Usage'],
  ['a mention and an id', 'grant slack:U0BOB respond', ['U0SOC'], 'Usage'],
  ['two ids', 'grant slack:U0BOB slack:U0SOC respond', [], 'Usage'],
  ['words beside an id', 'grant slack:U0BOB please respond', [], 'Usage'],
  ['an id that is none', 'grant slack:bob respond', [], 'Usage'],
  ['a user group', 'grant slack:S0SOC respond', [], 'a user group cannot be granted anything in chat'],
  ['an id of a bot', 'grant slack:B0BOT respond', [], 'a bot is never granted anything'],
  ['a bot of Teams', 'grant teams:28:abc respond', [], 'a bot is never granted anything'],
  ['a bot with the id of a person', 'grant  respond', ['U0BOT'], 'is a bot'],
  ['a guest', 'grant  respond', ['U0GUEST'], 'is a guest'],
  ['a guest by id', 'grant slack:U0GUEST respond', [], 'is a guest'],
  ['a mention of a stranger', 'grant  respond', ['U0ELSE'], 'is not a member here'],
  ['who has it by the settings', 'grant  respond', ['U0RESPONDER'], /already[\s\S]*CHATOPS_RESPONDERS/],
  ['who has it by a group of the settings', 'grant  respond', ['U0SOC'], /already[\s\S]*CHATOPS_RESPONDERS/],
])('not granted: %s; only the asker is told', async (_, words, mentioned, expected) => {
  const { say, stored } = chat();
  const { told, audience } = await say(words, mentioned);
  expect(told).toMatch(expected);
  expect([stored, audience]).toEqual([[], 'asker']);
});

test('granting twice says so', async () => {
  const { say, stored } = chat();
  await say('grant  respond', ['U0BOB']);
  expect(await say('grant  respond', ['U0BOB'])).toMatchObject({
    told: expect.stringContaining('already'),
    audience: 'asker',
  });
  expect(stored).toHaveLength(1);
});

test('only an admin grants, revokes and lists, and not in a personal conversation', async () => {
  const { say, stored } = chat();
  for (const words of ['grant slack:U0BOB respond', 'revoke slack:U0BOB respond', 'grants'])
    for (const one of [
      person('U0RESPONDER'),
      person('U0ADMIN', { standing: 'guest' }),
      person('U0ADMIN', { platform: 'teams' }),
    ])
      expect((await say(words, [], { person: one })).told).toContain('Not permitted');
  const direct = { ...place, kind: 'direct' as const };
  expect((await say('grant slack:U0BOB respond', [], { place: direct })).told).toContain('Usage');
  expect(stored).toEqual([]);
});

test('what was granted is taken back, also from who is not here any more', async () => {
  const { say, stored } = chat();
  await say('grant slack:U0GONE respond');
  const { told, audience } = await say('revoke slack:U0GONE respond');
  expect([told, audience, stored]).toEqual([
    expect.stringContaining('may no longer take response actions'),
    'room',
    [],
  ]);
  expect(await say('revoke slack:U0GONE respond')).toMatchObject({
    told: expect.stringContaining('nothing like this was granted'),
    audience: 'asker',
  });
});

test('what the settings say is not revoked in chat, and said where it comes from', async () => {
  const { say, stored } = chat();
  expect((await say('revoke  respond', ['U0RESPONDER'])).told).toContain('CHATOPS_RESPONDERS');
  // Granted before the settings named him: the grant goes, the role stays, and that is said.
  stored.push({ identity: { platform: 'slack', id: 'U0SOC' }, role: 'responders', by: person('U0ADMIN'), at: 0 });
  const { told } = await say('revoke  respond', ['U0SOC']);
  expect(told).toMatch(/keeps the right[\s\S]*CHATOPS_RESPONDERS/);
  expect(stored).toEqual([]);
});

test('nobody of another platform is looked up here', async () => {
  const { say, looked } = chat();
  await say(`grant teams:${guid} respond`);
  await say(`revoke teams:${guid} respond`);
  expect(looked).toEqual([]);
});

test('the list is for the asker alone, with a name that mentions nobody, and whom the settings name', async () => {
  const { say } = chat();
  expect((await say('grants')).told).toContain('nothing was granted in chat');
  await say('grant  respond', ['U0BOB']);
  const { told, audience } = await say('grants');
  expect(audience).toBe('asker');
  expect(told).toContain('Bob ‹!channel> may take response actions');
  expect(told).toContain('2 entries of CHATOPS_RESPONDERS and 1 entry of CHATOPS_ADMINS');
});

test('of very many grants the first are shown', async () => {
  const many = Array.from(
    { length: 300 },
    (_, n): Grant => ({
      identity: { platform: 'slack', id: `U0${n}` },
      role: 'analysts',
      by: person('U0ADMIN'),
      at: 0,
    }),
  );
  const { told } = await chat(many).say('grants');
  expect(told).toContain('the first 40 in force');
  expect(told.split('\n').length).toBeLessThan(60);
});
