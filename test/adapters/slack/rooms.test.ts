import { Failure } from '../../../src/failure.ts';
import type { IncomingCommand, Place } from '../../../src/incoming.ts';
import type { Answer } from '../../../src/reply.ts';
import { type SlackBot, silence, startSlackBot, until } from '../../support/slack-bot.ts';
import { slashBody } from '../../support/slack-deliveries.ts';
import { bot as us } from '../../support/slack-web-api.ts';

const place: Place = { platform: 'slack', workspace: 'T1', channel: 'C1', kind: 'channel', outsiders: true };
const pin = (pinned: boolean) => ({ kind: 'pin', on: '1.1', pinned }) as const;
const key = { id: 'pin', maybePosted: false };

let core: Answer;
let bot: SlackBot;
beforeEach(async () => {
  core = async () => silence;
  bot = await startSlackBot((incoming) => core(incoming));
});
afterEach(() => bot.stop());

// Shapes as in Slack's descriptions of these events.
test.each([
  [{ type: 'channel_archive', channel: 'C1', user: 'U1', is_moved: 0 }, 'archived'],
  [{ type: 'group_archive', channel: 'C1', user: 'U1', is_moved: 0 }, 'archived'],
  [{ type: 'channel_unarchive', channel: 'C1', user: 'U1' }, 'back'],
  [{ type: 'group_unarchive', channel: 'C1', user: 'U1' }, 'back'],
  [{ type: 'channel_deleted', channel: 'C1', actor_id: 'U1' }, 'deleted'],
  [{ type: 'group_deleted', channel: 'C1', date_deleted: 1_700_000_000, actor_id: 'U1' }, 'deleted'],
  [{ type: 'channel_left', channel: 'C1', actor_id: 'U1' }, 'left'],
  [{ type: 'group_left', channel: 'C1', actor_id: 'U1' }, 'left'],
  [{ type: 'member_left_channel', user: us.user, channel: 'C1', channel_type: 'C', team: 'T1' }, 'left'],
  [{ type: 'member_left_channel', user: 'U1', channel: 'C1', channel_type: 'C', team: 'T1' }, 'others'],
  [
    { type: 'member_joined_channel', user: 'UG', channel: 'C1', channel_type: 'C', team: 'T1', inviter: 'U1' },
    'others',
  ],
  [{ type: 'channel_shared', channel: 'C1', connected_team_id: 'T9' }, 'others'],
  [{ type: 'channel_unshared', channel: 'C1', previously_connected_team_id: 'T9', is_ext_shared: false }, 'others'],
])('%j is told as %s', async (event, became) => {
  expect(await bot.event({ ...event, event_ts: '1700000000.000100' })).toBe(200);
  expect(bot.told).toEqual([{ kind: 'room', became, place }]);
});

test('that others may read is known at once, also of a channel that was looked up just before', async () => {
  bot.slack.users.set(us.user, { id: us.user, is_bot: true });
  bot.slack.members.set('C1', ['U1', us.user]);
  bot.slack.channels.set('C1', { is_member: true });
  const asked = async (times: number) => {
    await bot.form(slashBody('help'));
    await until(() => bot.told.filter(({ kind }) => kind === 'command').length === times);
    return (bot.told.filter(({ kind }) => kind === 'command').at(-1) as IncomingCommand).place.outsiders;
  };
  expect(await asked(1)).toBe(false);
  bot.slack.channels.set('C1', { is_member: true, is_ext_shared: true });
  expect(await asked(2)).toBe(false); // remembered
  await bot.event({ type: 'channel_shared', channel: 'C1', connected_team_id: 'T9' });
  expect(await asked(3)).toBe(true);
});

test('a join of ours is a join, and no change of the room beside it', async () => {
  await bot.event({ type: 'member_joined_channel', user: us.user, channel: 'C1', channel_type: 'C', team: 'T1' });
  expect(bot.told).toMatchObject([{ kind: 'join' }]);
});

test('what could not be stored is not acknowledged; what makes no sense is refused', async () => {
  core = async () => {
    throw new Failure('store-unavailable', 'down');
  };
  expect(await bot.event({ type: 'channel_archive', channel: 'C1', user: 'U1' })).toBe(503);
  expect(await bot.event({ type: 'channel_archive', channel: { id: 'C1' } })).toBe(400);
});

test('a message is pinned and unpinned, and to do it again is no failure', async () => {
  expect(await bot.adapter.post(place, pin(true), key)).toEqual({ place, id: '1.1' });
  expect(bot.slack.callsOf('pins.add')).toMatchObject([{ args: { channel: 'C1', timestamp: '1.1' } }]);
  bot.slack.next('pins.add', { body: { ok: false, error: 'already_pinned' } });
  expect(await bot.adapter.post(place, pin(true), key)).toEqual({ place, id: '1.1' });
  bot.slack.next('pins.remove', { body: { ok: false, error: 'no_pin' } });
  expect(await bot.adapter.post(place, pin(false), key)).toEqual({ place, id: '1.1' });
});

test.each(['missing_scope', 'too_many_pins', 'message_not_found', 'permission_denied'])(
  'a pin that Slack refuses (%s) is none, and no failure',
  async (error) => {
    bot.slack.next('pins.add', { body: { ok: false, error } });
    expect(await bot.adapter.post(place, pin(true), key)).toBe('gone');
  },
);

test('a pin that Slack could not be asked for is a failure', async () => {
  for (let tries = 0; tries < 3; tries++) bot.slack.next('pins.add', { status: 500 });
  await expect(bot.adapter.post(place, pin(true), key)).rejects.toMatchObject({ kind: 'platform-unavailable' });
});

describe('how a channel is now', () => {
  const now = () => bot.adapter.placeNow({ platform: 'slack', workspace: 'T1', channel: 'C1' });

  test('is asked each time', async () => {
    expect(await now()).toEqual({ ...place, outsiders: false });
    bot.slack.channels.set('C1', { is_channel: true, is_member: true, is_ext_shared: true });
    expect(await now()).toEqual({ ...place, outsiders: true });
    bot.slack.channels.set('C1', { is_channel: true, is_member: true });
    bot.slack.users.set('UG', { id: 'UG', is_restricted: true });
    bot.slack.members.set('C1', ['U1', 'UG', us.user]);
    expect(await now()).toEqual({ ...place, outsiders: true });
    bot.slack.members.set('C1', ['U1', us.user]);
    expect(await now()).toEqual({ ...place, outsiders: false });
  });

  test.each([
    ['archived', { is_channel: true, is_member: true, is_archived: true }],
    ['left', { is_channel: true, is_member: false }],
    ['unknown to Slack', undefined],
  ])('one that is %s is gone', async (_, facts) => {
    if (facts) bot.slack.channels.set('C1', facts);
    else bot.slack.channels.delete('C1');
    await expect(now()).rejects.toMatchObject({ kind: 'place-gone' });
  });

  test('that it, or one of its members, could not be looked up is a failure, and no answer', async () => {
    for (let tries = 0; tries < 3; tries++) bot.slack.next('users.info', { status: 500 });
    await expect(now()).rejects.toMatchObject({ kind: 'platform-unavailable' });
    expect(await now()).toMatchObject({ outsiders: false });
    for (let tries = 0; tries < 3; tries++) bot.slack.next('conversations.members', { status: 500 });
    await expect(now()).rejects.toMatchObject({ kind: 'platform-unavailable' });
  });

  test('more members than are looked through count as outsiders', async () => {
    bot.slack.members.set('C1', [...Array.from({ length: 61 }, (_, at) => `UM${at}`), us.user]);
    expect(await now()).toMatchObject({ outsiders: true });
  });
});

describe('making a channel', () => {
  test('it is made under a name that is free, and people are brought in; who cannot be is named', async () => {
    bot.slack.channels.set('CX', { name: 'ir-inc-1042' });
    const opened = await bot.adapter.openChannel({ name: 'ir-inc-1042', people: ['U1', 'UNOBODY'] });
    expect(opened).toMatchObject({ name: 'ir-inc-1042-2', without: ['UNOBODY'], place: { kind: 'channel' } });
    expect(bot.slack.callsOf('conversations.create').every(({ args }) => String(args['is_private']) === 'true')).toBe(
      true,
    );
    expect(bot.slack.callsOf('conversations.invite').map(({ args }) => args['users'])).toEqual(['U1', 'UNOBODY']);
  });

  test('whether it was made is not known when the answer is lost: it is not made twice', async () => {
    bot.slack.next('conversations.create', { hang: true });
    const failure = await bot.adapter.openChannel({ name: 'ir-1', people: [] }).catch((error: unknown) => error);
    expect(failure).toMatchObject({ kind: 'platform-unavailable' });
    expect(bot.slack.callsOf('conversations.create')).toHaveLength(1);
  });
});
