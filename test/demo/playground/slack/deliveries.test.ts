import { CHANNELS, PEOPLE } from '../../../../demo/playground/sample-workspace.ts';
import { type Stage, startPlayground } from '../support/start-playground.ts';

let stage: Stage;
beforeEach(async () => {
  stage = await startPlayground();
});
afterEach(() => stage.close());

const { analyst, admin } = PEOPLE;

test('a message is delivered once, signed, to a bot that is in the channel', async () => {
  const message = await stage.playground.say('soc-alerts', analyst, 'is evil.com bad?');
  await stage.playground.idle();
  expect(stage.handed).toHaveLength(1);
  expect(stage.handed[0]?.body).toMatchObject({
    type: 'event_callback',
    team_id: stage.playground.team,
    authorizations: [{ user_id: PEOPLE.bot, is_bot: true }],
    is_ext_shared_channel: false,
    event: {
      type: 'message',
      channel_type: 'channel',
      user: analyst,
      ts: message?.ts,
      text: 'is <http://evil.com|evil.com> bad?',
      blocks: [{ type: 'rich_text' }],
    },
  });
});

test('nothing is delivered from channels without the bot', async () => {
  await stage.playground.say('general', analyst, 'evil.com');
  await stage.playground.idle();
  expect(stage.handed).toEqual([]);
});

test('the kind of channel and its strangers are told', async () => {
  await stage.playground.say('incident-42', analyst, 'one');
  await stage.playground.say('partner-exchange', PEOPLE.stranger, 'two');
  await stage.playground.say('D0ANALYST01', analyst, 'three');
  await stage.playground.idle();
  const said = stage.handed.map(({ body }) => [
    (body['event'] as { channel_type: string }).channel_type,
    body['is_ext_shared_channel'],
  ]);
  expect(said).toEqual([
    ['group', false],
    ['channel', true],
    ['im', false],
  ]);
});

test('a mention is delivered as message and as mention', async () => {
  await stage.playground.say('soc-alerts', analyst, '@xdr enrich evil.com');
  await stage.playground.idle();
  expect(stage.events('message')).toHaveLength(1);
  expect(stage.events('app_mention')[0]).toMatchObject({ text: `<@${PEOPLE.bot}> enrich <http://evil.com|evil.com>` });
});

test('edits and deletions carry what was before', async () => {
  const message = await stage.playground.say('soc-alerts', analyst, 'one');
  await stage.playground.edit('soc-alerts', message!.ts, analyst, 'two');
  await stage.playground.remove('soc-alerts', message!.ts, analyst);
  await stage.playground.idle();
  expect(stage.events('message').slice(1)).toMatchObject([
    {
      subtype: 'message_changed',
      message: { text: 'two', edited: { user: analyst } },
      previous_message: { text: 'one' },
    },
    { subtype: 'message_deleted', deleted_ts: message?.ts, previous_message: { text: 'two' } },
  ]);
});

test('a message with a thread leaves a tombstone, which goes with its last reply', async () => {
  const message = await stage.playground.say('soc-alerts', analyst, 'one');
  const reply = await stage.playground.say('soc-alerts', admin, 'reply', message?.ts);
  await stage.playground.remove('soc-alerts', message!.ts, analyst);
  await stage.playground.idle();
  expect(stage.events('message').at(-1)).toMatchObject({
    subtype: 'message_changed',
    message: { subtype: 'tombstone', ts: message?.ts, reply_count: 1 },
    previous_message: { text: 'one' },
  });
  await stage.playground.remove('soc-alerts', reply!.ts, admin);
  expect(stage.playground.messages('soc-alerts').map(({ ts }) => ts)).not.toContain(message?.ts);
});

test('adding the bot tells it so, and from then on it hears the channel', async () => {
  stage.playground.invite('general', admin);
  await stage.playground.say('general', analyst, 'hello');
  await stage.playground.idle();
  expect(stage.events('member_joined_channel')).toMatchObject([
    { user: PEOPLE.bot, channel: CHANNELS.general, inviter: admin },
  ]);
  expect(stage.events('message')).toHaveLength(1);
});

test('the bot hears itself, and must know it', async () => {
  await stage.call('chat.postMessage', { channel: CHANNELS['soc-alerts'], text: 'me' });
  await stage.playground.idle();
  expect(stage.events('message')).toMatchObject([{ user: PEOPLE.bot, bot_id: 'B0XDRBOT001' }]);
});

test('what is not acknowledged comes again, numbered, until it is', async () => {
  let refusals = 2;
  stage.answerWith(() => ({ status: refusals-- > 0 ? 500 : 200 }));
  await stage.playground.say('soc-alerts', analyst, 'hello');
  await stage.playground.idle();
  expect(stage.handed.map(({ headers }) => headers['x-slack-retry-num'])).toEqual([undefined, '1', '2']);
  expect(new Set(stage.handed.map(({ body }) => body['event_id'])).size).toBe(1);
});

test('after three repetitions it is given up', async () => {
  stage.answerWith(() => ({ status: 503 }));
  await stage.playground.say('soc-alerts', analyst, 'hello');
  await stage.playground.idle();
  expect(stage.handed).toHaveLength(4);
});

test('x-slack-no-retry ends it', async () => {
  stage.answerWith(() => ({ status: 500, headers: { 'x-slack-no-retry': '1' } }));
  await stage.playground.say('soc-alerts', analyst, 'hello');
  await stage.playground.idle();
  expect(stage.handed).toHaveLength(1);
});
