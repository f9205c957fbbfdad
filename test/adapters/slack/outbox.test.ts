import type { Card } from '../../../src/cards/card.ts';
import type { Place } from '../../../src/incoming.ts';
import { type SlackBot, startSlackBot } from '../../support/slack-bot.ts';

const card: Card = {
  headline: 'Malicious',
  simulated: false,
  parts: [{ part: 'heading', tone: 'malicious', word: 'Malicious', spans: [] }],
};
const post = { kind: 'card', card } as const;
const key = (id: string, maybePosted = false) => ({ id, maybePosted });
const root: Place = { platform: 'slack', workspace: 'T1', channel: 'C1', kind: 'channel', outsiders: true };
const thread: Place = { ...root, thread: '1690000000.000100' };

const justNow = `${Math.floor(Date.now() / 1000)}.000500`;

let bot: SlackBot;
beforeEach(async () => {
  bot = await startSlackBot();
});
afterEach(() => bot.stop());

const calls = (method: string) => bot.slack.callsOf(method);
const rateLimited = (seconds: number) => ({
  status: 429,
  headers: { 'retry-after': String(seconds) },
  body: { ok: false, error: 'ratelimited' },
});
const refused = (error: string) => ({ body: { ok: false, error } });

test('a short rate limit is waited for', async () => {
  bot.slack.next('chat.postMessage', rateLimited(1));
  await bot.adapter.post(thread, post, key('k'));
  expect(calls('chat.postMessage')).toHaveLength(2);
});

test('what somebody waits for goes before the cards of watching that wait', async () => {
  const went: string[] = [];
  const going = (id: string, more: { urgent?: true } = {}) =>
    bot.adapter.post(root, post, { ...key(id), ...more }).then(() => went.push(id));
  const all = ['1', '2', '3', '4', '5', '6', '7'].map((id) => going(id));
  await going('urgent', { urgent: true });
  expect(went).not.toContain('7');
  await Promise.all(all);
});

test('a long rate limit is told with the time of the next try', async () => {
  bot.slack.next('chat.postMessage', rateLimited(120));
  const before = Date.now();
  const failure = await bot.adapter.post(thread, post, key('k')).catch((error: unknown) => error);
  expect(failure).toMatchObject({ kind: 'platform-rate-limited', facts: { retryAt: expect.any(Number) } });
  expect((failure as { facts: { retryAt: number } }).facts.retryAt - before).toBeGreaterThanOrEqual(120_000);
});

test.each([
  ['channel_not_found', 'place-gone'],
  ['not_in_channel', 'place-gone'],
  ['is_archived', 'place-gone'],
  ['internal_error', 'platform-unavailable'],
  ['missing_scope', 'platform-refused'],
])('%s is told as %s', async (error, kind) => {
  bot.slack.next('chat.postMessage', refused(error));
  await expect(bot.adapter.post(root, post, key('k'))).rejects.toMatchObject({ kind });
  expect(calls('chat.postMessage')).toHaveLength(1);
});

test('a post whose answer was lost is not repeated blindly', async () => {
  await bot.adapter.post(thread, post, key('k'));
  bot.slack.next('chat.postMessage', { hang: true });
  await expect(bot.adapter.post(thread, post, key('lost'))).rejects.toMatchObject({ kind: 'platform-unavailable' });
  bot.slack.messages.push({
    ...bot.slack.messages[0],
    ts: justNow,
    metadata: { event_type: 'xdr_chatops_post', event_payload: { key: 'lost' } },
  });
  expect(await bot.adapter.post(thread, post, key('lost'))).toEqual({ place: thread, id: justNow });
  expect(bot.slack.messages).toHaveLength(2);
});

test("somebody else's message with our key is not taken for ours", async () => {
  bot.slack.messages.push({
    channel: 'C1',
    ts: justNow,
    thread_ts: thread.thread,
    bot_id: 'B9',
    app_id: 'A9',
    metadata: { event_type: 'xdr_chatops_post', event_payload: { key: 'k' } },
  });
  expect(await bot.adapter.post(thread, post, key('k', true))).not.toEqual({ place: thread, id: justNow });
});

test('a post that falls out of its vanished thread is removed', async () => {
  bot.slack.channels.set('C1', { is_member: true, lost: true });
  expect(await bot.adapter.post(thread, post, key('k'))).toBe('gone');
  expect(bot.slack.messages).toEqual([]);
});

test('a post that fell out before the bot died is removed too', async () => {
  bot.slack.channels.set('C1', { is_member: true, lost: true });
  bot.slack.messages.push({
    channel: 'C1',
    ts: justNow,
    bot_id: 'B0BOT',
    metadata: { event_type: 'xdr_chatops_post', event_payload: { key: 'k' } },
  });
  expect(await bot.adapter.post(thread, post, key('k', true))).toBe('gone');
  expect(bot.slack.messages).toEqual([]);
});

test('what Slack finds too long is sent at its shortest', async () => {
  bot.slack.next('chat.postMessage', refused('msg_blocks_too_long'));
  await bot.adapter.post(thread, post, key('k'));
  expect(JSON.stringify(bot.slack.messages[0])).toContain('too long for Slack');
});

test.each(['msg_too_long', 'invalid_blocks'])(
  'after %s for the shortest too, the headline is said as text',
  async (error) => {
    const twice = (method: string) => {
      for (const one of ['msg_blocks_too_long', error]) bot.slack.next(method, refused(one));
    };
    twice('chat.postMessage');
    const ref = await bot.adapter.post(thread, post, key('k'));
    const bare = { text: 'Malicious\nSlack refused to show the rest; ask for it with "enrich".' };
    expect(bot.slack.messages).toEqual([expect.objectContaining({ ...bare, blocks: undefined })]);
    if (ref === 'gone') throw new Error('not posted');
    await bot.adapter.update(ref, { ...card, headline: 'Clean' });
    twice('chat.update');
    await bot.adapter.update(ref, card);
    expect(bot.slack.messages).toEqual([expect.objectContaining({ ...bare, blocks: [] })]);
  },
);

test('what Slack refuses for another reason is not said in other words', async () => {
  bot.slack.next('chat.postMessage', refused('restricted_action'));
  await expect(bot.adapter.post(thread, post, key('k'))).rejects.toMatchObject({ kind: 'platform-refused' });
  expect(calls('chat.postMessage')).toHaveLength(1);
});

test('signs are reactions, dropped when Slack is busy and taken back on removal', async () => {
  const sign = { kind: 'sign', sign: 'incomplete', on: '1690000000.000100' } as const;
  bot.slack.next('reactions.add', rateLimited(1));
  const ref = await bot.adapter.post(thread, sign, key('s'));
  expect(ref).toEqual({ place: thread, id: '1690000000.000100' });
  expect(calls('reactions.add').map(({ args }) => args)).toMatchObject([
    { name: 'hourglass', timestamp: '1690000000.000100' },
  ]);
  bot.slack.messages.push({ channel: 'C1', ts: '1690000000.000100', user: 'U1' });
  if (ref !== 'gone') await bot.adapter.remove(ref);
  expect(
    calls('reactions.remove')
      .map(({ args }) => args['name'])
      .sort(),
  ).toEqual(['grey_question', 'hourglass']);
});

test('an update of a message that is gone is told', async () => {
  await expect(bot.adapter.update({ place: thread, id: '404' }, card)).rejects.toMatchObject({ kind: 'place-gone' });
});
