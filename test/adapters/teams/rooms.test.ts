import { Failure } from '../../../src/failure.ts';
import type { Answer } from '../../../src/reply.ts';
import {
  ann,
  channel,
  conversations,
  member,
  placeIn,
  silence,
  startTeamsBot,
  type TeamsBot,
  tenant,
  us,
} from '../../support/teams-bot.ts';

let core: Answer;
let bot: TeamsBot;
beforeEach(async () => {
  core = async () => silence;
  bot = await startTeamsBot((incoming) => core(incoming));
});
afterEach(() => bot.stop());

// As Teams sends it: the conversation is that of the team, the channel stands in `channelData`.
const ofChannel = (eventType: string) => ({
  type: 'conversationUpdate',
  timestamp: '2026-03-01T09:15:00.000Z',
  from: { id: ann.id, aadObjectId: ann.aadObjectId },
  conversation: { ...conversations.channel, id: '19:general@thread.tacv2' },
  channelData: {
    channel: { id: '19:war@thread.tacv2', name: 'war' },
    team: { id: '19:general@thread.tacv2', name: 'SOC' },
    eventType,
    tenant: { id: tenant },
  },
});

test('a channel that was deleted is told, and not that of its team', async () => {
  expect((await bot.deliver(ofChannel('channelDeleted'))).status).toBe(200);
  expect(bot.told).toEqual([{ kind: 'room', became: 'deleted', place: placeIn('19:war@thread.tacv2') }]);
});

test.each(['channelRenamed', 'channelCreated', 'channelRestored', 'teamRenamed'])('%s is left aside', async (type) => {
  expect((await bot.deliver(ofChannel(type))).status).toBe(200);
  expect(bot.told).toEqual([]);
});

test('that the bot was removed is told; what could not be stored is not acknowledged', async () => {
  const removed = { type: 'conversationUpdate', membersRemoved: [us] };
  core = async () => {
    throw new Failure('store-unavailable', 'down');
  };
  expect((await bot.deliver(removed)).status).toBe(503);
  core = async () => silence;
  bot.told.length = 0;
  expect((await bot.deliver(removed)).status).toBe(200);
  expect(bot.told).toEqual([{ kind: 'room', became: 'left', place: placeIn(channel) }]);
});

test('nothing can be pinned, which is no failure and costs no call', async () => {
  const pin = { kind: 'pin', on: '1', pinned: true } as const;
  expect(await bot.adapter.post(placeIn(channel), pin, { id: 'pin', maybePosted: false })).toBe('gone');
  expect(bot.teams.calls).toEqual([]);
});

test('who may read in a channel is asked each time, and one that was left is gone', async () => {
  const now = () => bot.adapter.placeNow({ platform: 'teams', workspace: tenant, channel });
  await expect(now()).rejects.toMatchObject({ kind: 'place-gone' });
  await bot.deliver();
  bot.teams.rosters.set(channel, [member(ann)]);
  expect(await now()).toEqual(placeIn(channel, { outsiders: false }));
  bot.teams.rosters.set(channel, [member(ann), member({ id: '29:g', aadObjectId: 'g' }, { userRole: 'guest' })]);
  expect(await now()).toMatchObject({ outsiders: true });
  await bot.deliver({ type: 'installationUpdate', action: 'remove' });
  await expect(now()).rejects.toMatchObject({ kind: 'place-gone' });
});
