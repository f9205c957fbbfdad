import { plainText } from '../../src/cards/plain-text.ts';
import type { Incident } from '../../src/incidents/incident.ts';
import type { Place } from '../../src/incoming.ts';
import { channelNameOf, createOpenRoom } from '../../src/rooms/open-room.ts';
import { member } from '../support/room.ts';

const place: Place = { platform: 'slack', workspace: 'T1', channel: 'C1', kind: 'channel', outsiders: true };
const incident = { id: 'incident-1', shortId: 'INC-1042', title: 'C2', assignees: ['x1', 'x2', 'x3'] } as const;
const opening = (without: readonly string[] | undefined) => {
  const wishes: unknown[] = [];
  const linked: Place[] = [];
  const claims = new Set<string>();
  const open = createOpenRoom({
    read: async () => incident as unknown as Incident,
    openChannel: async (platform, wish) => {
      wishes.push([platform, wish]);
      return without && { place: { ...place, channel: 'C2', outsiders: false }, name: 'ir-inc-1042', without };
    },
    link: async (_, asked) => {
      linked.push(asked.place);
      return { headline: '', simulated: false, parts: [], data: { kind: 'room' } };
    },
    chatPersonOf: async (user) => ({ x1: 'U1', x2: 'UASKER' })[user],
    claim: async (key) => !claims.has(key) && Boolean(claims.add(key)),
    now: () => 0,
    prefixOf: () => '@XDR',
    simulated: false,
  });
  return { wishes, linked, ask: () => open({ id: incident.id }, { person: member('UASKER'), place, present: true }) };
};

test('who asked and who has the incident are brought in, each once; who could not be is named', async () => {
  const { wishes, linked, ask } = opening(['U1']);
  expect(plainText(await ask())).toMatch(/#ir-inc-1042 was made[\s\S]*Not brought in: slack:U1\. Add/);
  expect(wishes).toEqual([['slack', { name: 'ir-inc-1042', people: ['UASKER', 'U1'] }]]);
  expect(linked.map(({ channel }) => channel)).toEqual(['C2']);
});

test('who asks twice within a minute makes one channel', async () => {
  const { wishes, ask } = opening([]);
  await ask();
  expect(plainText(await ask())).toMatch(/Just now: a room for INC-1042 has just been asked for/);
  expect(wishes).toHaveLength(1);
});

test('where bots can make no channel, it is said how to go on', async () => {
  const { linked, ask } = opening(undefined);
  const card = await ask();
  expect(card.data).toMatchObject({ kind: 'refusal' });
  expect(plainText(card)).toMatch(/bots cannot make channels here[\s\S]*@XDR incident link INC-1042/);
  expect(linked).toEqual([]);
});

test.each([
  ['INC-1042', 'ir-inc-1042'],
  ['incident-00000000', 'ir-00000000'],
  ['Ä <!here> 7', 'ir-here-7'],
  ['x'.repeat(100), `ir-${'x'.repeat(60)}`],
])('%s becomes %s', (name, channel) => {
  expect(channelNameOf(name)).toBe(channel);
});
