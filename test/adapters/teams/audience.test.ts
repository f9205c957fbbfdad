import { createAudience } from '../../../adapters/teams/audience.ts';
import { createCallTeams } from '../../../adapters/teams/call-teams.ts';
import type { Conversation } from '../../../adapters/teams/conversations.ts';
import { Failure } from '../../../src/failure.ts';
import type { Place } from '../../../src/incoming.ts';
import { silentLog } from '../../../src/log.ts';

const team = '19:team@thread.tacv2';
const channels = {
  conversations: [
    { id: team },
    { id: 'general', name: null, type: 'standard' },
    { id: 'incidents', name: 'incidents', type: 'standard' },
    { id: 'secret', name: 'secret', type: 'private' },
    { id: 'shared', name: 'shared', type: 'shared' },
    { id: 'new', name: 'new', type: 'something new' },
  ],
};
const place = (channel: string, more: Partial<Place> = {}): Place => ({
  platform: 'teams',
  workspace: 'tenant',
  channel,
  kind: 'channel',
  outsiders: true,
  ...more,
});

function open({ outsiders = false, answer = { status: 200, body: JSON.stringify(channels) } } = {}) {
  const asked: string[] = [];
  const audience = createAudience({
    connection: {
      askRoute: async (_, method, path) => {
        asked.push(`${method} ${path}`);
        return { retryAfter: undefined, ...answer };
      },
    },
    call: createCallTeams({ now: Date.now, heard: () => {}, sleep: async () => {} }),
    conversations: {
      find: async ({ channel }: Place): Promise<Conversation> => {
        const its = { serviceUrl: 'https://teams.example/', bot: '28:bot' };
        if (channel === 'chat') return { ...its, type: 'groupChat' };
        if (channel === 'left') throw new Failure('place-gone', 'not there');
        return { ...its, type: 'channel', team };
      },
    } as never,
    findRoom: async () => outsiders,
    log: silentLog,
  });
  return { audience, asked };
}

test('standard channels are open to their team; others, chats and unknown ones to nobody', async () => {
  const { audience, asked } = open();
  expect(await audience.openRoom(place('incidents'))).toEqual({ circle: team, name: 'incidents' });
  expect(await audience.openRoom(place('general'))).toEqual({ circle: team, name: 'General' });
  for (const channel of ['secret', 'shared', 'new', 'unlisted', 'chat', team])
    expect(await audience.openRoom(place(channel))).toBeUndefined();
  await expect(audience.openRoom(place('left'))).rejects.toThrow('not there');
  expect(asked).toEqual(['GET v3/teams/19%3Ateam%40thread.tacv2/conversations']);
});

test('who reads in a standard or private channel is of the team; elsewhere everybody knows that conversation alone', async () => {
  const { audience } = open();
  for (const channel of ['incidents', 'secret']) expect(await audience.circlesOf(place(channel))).toEqual([team]);
  for (const channel of ['shared', 'new', 'unlisted', 'chat'])
    expect(await audience.circlesOf(place(channel))).toEqual([channel]);
  expect(await audience.circlesOf(place('personal', { kind: 'direct' }))).toEqual([]);
});

test('where guests may read, nobody is of anything', async () => {
  const { audience } = open({ outsiders: true });
  for (const channel of ['incidents', 'chat']) expect(await audience.circlesOf(place(channel))).toEqual([]);
});

test.each([
  ['refuses', { status: 403, body: '{}' }],
  ['says nonsense', { status: 200, body: '<html>' }],
])('a Teams that %s opens nothing', async (_, answer) => {
  const { audience } = open({ answer });
  expect(await audience.openRoom(place('incidents'))).toBeUndefined();
  expect(await audience.circlesOf(place('incidents'))).toEqual(['incidents']);
});
