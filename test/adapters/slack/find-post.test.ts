import type { Card } from '../../../src/cards/card.ts';
import type { Place } from '../../../src/incoming.ts';
import { type SlackBot, startSlackBot } from '../../support/slack-bot.ts';

const card: Card = { headline: 'Malicious', simulated: false, parts: [] };
const post = { kind: 'card', card } as const;
const began = Math.floor(Date.now() / 1000) - 7_200;
const tsAfter = (seconds: number) => `${began + seconds}.000100`;
const root: Place = { platform: 'slack', workspace: 'T1', channel: 'C1', kind: 'channel', outsiders: true };
const thread: Place = { ...root, thread: tsAfter(0) };

let bot: SlackBot;
beforeEach(async () => {
  bot = await startSlackBot();
  bot.slack.messages.push({ channel: 'C1', ts: tsAfter(0), user: 'U1' });
});
afterEach(() => bot.stop());

const calls = (method: string) => bot.slack.callsOf(method).length;
const ours = (key: string, ts: string, threadTs = thread.thread) => ({
  channel: 'C1',
  ts,
  bot_id: 'B0BOT',
  metadata: { event_type: 'xdr_chatops_post', event_payload: { key } },
  ...(threadTs && { thread_ts: threadTs }),
});
const replies = (count: number, from = 1) =>
  Array.from({ length: count }, (_, at) => ({
    channel: 'C1',
    thread_ts: thread.thread,
    ts: tsAfter(from + at),
    user: 'U1',
  }));

test('a post behind 1,500 replies is found, whatever its age', async () => {
  bot.slack.messages.push(...replies(1_500), ours('k', tsAfter(1_600)));
  expect(await bot.adapter.post(thread, post, { id: 'k', maybePosted: true })).toEqual({
    place: thread,
    id: tsAfter(1_600),
  });
  expect([calls('conversations.replies'), calls('chat.postMessage')]).toEqual([8, 0]);
});

test('a message that is older spares the pages before it', async () => {
  bot.slack.messages.push(...replies(1_500), ours('k', tsAfter(1_600)));
  const after = tsAfter(1_490);
  expect(await bot.adapter.post(thread, post, { id: 'k', maybePosted: true, after })).toMatchObject({
    id: tsAfter(1_600),
  });
  expect(calls('conversations.replies')).toBe(1);
  await bot.adapter.remove({ place: thread, key: 'k', after });
  expect(calls('chat.delete')).toBe(1);
  await bot.adapter.post(thread, post, { id: 'other', maybePosted: true, after });
  expect(calls('chat.postMessage')).toBe(1);
});

test('in a channel it is found too, in more pages than are read when no older message is known', async () => {
  const said = Array.from({ length: 1_200 }, (_, at) => ({ channel: 'C1', ts: tsAfter(100 + at), user: 'U1' }));
  bot.slack.messages.push(ours('k', tsAfter(90), ''), ...said);
  const after = tsAfter(60);
  expect(await bot.adapter.post(root, post, { id: 'k', maybePosted: true, after })).toMatchObject({
    id: tsAfter(90),
  });
});

test('where there is too much to look through, nothing is repeated', async () => {
  bot.slack.messages.push(...replies(10_100));
  await expect(bot.adapter.post(thread, post, { id: 'k', maybePosted: true })).rejects.toMatchObject({
    kind: 'platform-unavailable',
  });
  expect(calls('chat.postMessage')).toBe(0);
}, 30_000);

test('a rate limit in the middle of the search is waited for, and a long one is told', async () => {
  bot.slack.messages.push(...replies(300), ours('k', tsAfter(1_600)));
  const limited = (seconds: number) => ({
    status: 429,
    headers: { 'retry-after': `${seconds}` },
    body: { ok: false, error: 'ratelimited' },
  });
  bot.slack.next('conversations.replies', limited(1));
  expect(await bot.adapter.post(thread, post, { id: 'k', maybePosted: true })).toMatchObject({ id: tsAfter(1_600) });
  bot.slack.next('conversations.replies', limited(60));
  await expect(bot.adapter.post(thread, post, { id: 'k', maybePosted: true })).rejects.toMatchObject({
    kind: 'platform-unavailable',
    facts: { retryAt: expect.any(Number) },
  });
  expect(calls('chat.postMessage')).toBe(0);
});

test('a removal by key waits for the post that is under way', async () => {
  bot.slack.next('chat.postMessage', { delay: 100 });
  const posting = bot.adapter.post(thread, post, { id: 'k', maybePosted: false });
  await bot.adapter.remove({ place: thread, key: 'k' });
  await posting;
  expect(bot.slack.messages).toHaveLength(1);
  expect(calls('conversations.replies')).toBe(0);
});

test('a post that is asked for twice at once goes out once', async () => {
  bot.slack.next('chat.postMessage', { delay: 100 });
  const key = { id: 'k', maybePosted: false };
  const [one, other] = await Promise.all([bot.adapter.post(thread, post, key), bot.adapter.post(thread, post, key)]);
  expect(one).toEqual(other);
  expect(calls('chat.postMessage')).toBe(1);
});

test('who was refused for his rate and comes back when told is posted without a search', async () => {
  const held = { status: 429, headers: { 'retry-after': '6' }, body: { ok: false, error: 'ratelimited' } };
  bot.slack.next('chat.postMessage', held);
  const refused = await bot.adapter.post(thread, post, { id: 'k', maybePosted: false }).catch((failure) => failure);
  await new Promise((resolve) => setTimeout(resolve, refused.facts.retryAt - Date.now()));
  expect(await bot.adapter.post(thread, post, { id: 'k', maybePosted: true })).toMatchObject({ place: thread });
  expect([calls('conversations.replies'), calls('chat.postMessage')]).toEqual([0, 2]);
  await bot.adapter.post(thread, post, { id: 'k', maybePosted: true });
  expect([calls('conversations.replies'), calls('chat.postMessage')]).toEqual([1, 2]);
}, 15_000);

test('a search that was refused does not pass for a post that was refused', async () => {
  bot.slack.messages.push(ours('k', tsAfter(1_600)));
  const held = { status: 429, headers: { 'retry-after': '6' }, body: { ok: false, error: 'ratelimited' } };
  bot.slack.next('conversations.replies', held);
  const key = { id: 'k', maybePosted: true };
  const refused = await bot.adapter.post(thread, post, key).catch((failure) => failure);
  expect(refused.kind).toBe('platform-unavailable');
  await new Promise((resolve) => setTimeout(resolve, refused.facts.retryAt - Date.now()));
  expect(await bot.adapter.post(thread, post, key)).toMatchObject({ id: tsAfter(1_600) });
}, 15_000);

test('a post whose answer was lost is looked for only when it must have arrived', async () => {
  bot.slack.next('chat.postMessage', { hang: true });
  const before = Date.now();
  const lost = await bot.adapter.post(thread, post, { id: 'k', maybePosted: false }).catch((failure) => failure);
  expect(lost.facts.retryAt).toBeGreaterThanOrEqual(before + 5_000);
  bot.slack.next('chat.postMessage', { status: 503 });
  const again = await bot.adapter.post(thread, post, { id: 'k', maybePosted: true }).catch((failure) => failure);
  expect([again.kind, again.facts.retryAt]).toEqual(['platform-unavailable', undefined]);
});
