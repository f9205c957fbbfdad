import type { Place } from '../../../src/incoming.ts';
import { type SlackBot, startSlackBot } from '../../support/slack-bot.ts';

const began = Math.floor(Date.now() / 1000) - 86_400;
const ts = (seconds: number) => `${began + seconds}.000100`;
const at = (seconds: number) => (began + seconds) * 1000;
const place: Place = { platform: 'slack', workspace: 'T1', channel: 'C1', kind: 'channel', outsiders: true };

let bot: SlackBot;
beforeEach(async () => {
  bot = await startSlackBot();
});
afterEach(() => bot.stop());

const said = (seconds: number, text: string, more: Record<string, unknown> = {}) =>
  void bot.slack.messages.push({ channel: 'C1', type: 'message', user: 'U1', ts: ts(seconds), text, ...more });
/** A root as Slack counts its replies. */
const root = (seconds: number, text: string, replies: readonly [number, string][]) => {
  said(seconds, text, {
    thread_ts: ts(seconds),
    reply_count: replies.length,
    latest_reply: ts(replies.at(-1)![0]),
  });
  for (const [when, words] of replies) said(when, words, { thread_ts: ts(seconds) });
};
async function read(from: number, until: number) {
  const past = bot.adapter.history(place, { from: at(from), until: at(until) });
  const messages = [];
  for await (const message of past) messages.push(message);
  return { messages, texts: messages.map(({ text }) => text), unreadBefore: past.unreadBefore() };
}

test('messages and replies come in the order of time, each in its place', async () => {
  said(50, 'before');
  root(100, 'root', [
    [110, 'reply 1'],
    [130, 'reply 2'],
  ]);
  said(120, 'between');
  said(900, 'after');
  const { messages, texts } = await read(90, 500);
  expect(texts).toEqual(['root', 'reply 1', 'between', 'reply 2']);
  expect(messages[0]).toEqual({
    kind: 'message',
    message: { place, id: ts(100) },
    version: '',
    text: 'root',
    author: { id: 'U1', bot: false },
    saidAt: at(100),
  });
  expect(messages[1]).toMatchObject({ message: { id: ts(110), place: { thread: ts(100) } } });
});

test('replies within the gap to an older root are found, those outside are not', async () => {
  root(-86_400, 'old root', [
    [-80_000, 'old reply'],
    [200, 'late reply'],
    [900, 'later reply'],
  ]);
  root(-90_000, 'quiet root', [[-80_000, 'quiet reply']]);
  expect((await read(100, 500)).texts).toEqual(['late reply']);
  expect(bot.slack.callsOf('conversations.replies')).toHaveLength(1);
});

test('it is read as it would have been heard: edits, markup, snippets, bots; not our words and not what Slack notes', async () => {
  said(100, 'see &lt;b&gt; 45.83.10[.]7', { edited: { user: 'U1', ts: ts(105) } });
  said(110, 'alert', { bot_id: 'B9', user: undefined, subtype: 'bot_message' });
  said(120, 'ours', { bot_id: 'B0BOT' });
  said(130, 'joined', { subtype: 'channel_join' });
  said(140, 'gone', { subtype: 'tombstone' });
  said(150, 'pasted', { subtype: 'file_share', files: [{ id: 'F0PASTE1', mode: 'snippet', size: 14 }] });
  bot.slack.messages.push({ channel: 'C1', ts: ts(160), text: { malformed: true } });
  const { messages, texts } = await read(0, 500);
  expect(texts).toEqual(['see <b> 45.83.10[.]7', 'alert', 'pasted']);
  expect(messages.map(({ version, author }) => [version, author])).toEqual([
    [ts(105), { id: 'U1', bot: false }],
    ['', { id: 'B9', bot: true }],
    ['', { id: 'U1', bot: false }],
  ]);
});

test('of more than 2,000 messages the newest are read, and it is told from when on', async () => {
  for (let second = 0; second < 2_300; second++) said(second, `m${second}`);
  const { texts, unreadBefore } = await read(0, 3_000);
  expect(texts).toHaveLength(2_000);
  expect([texts[0], texts.at(-1)]).toEqual(['m300', 'm2299']);
  const rest = await read(0, unreadBefore! / 1000 - began);
  expect([rest.texts.at(-1), rest.texts.length, rest.unreadBefore]).toEqual(['m299', 300, undefined]);
});

test('a rate limit is waited for, and a channel that is lost is told', async () => {
  said(100, 'one');
  bot.slack.next('conversations.history', {
    status: 429,
    headers: { 'retry-after': '1' },
    body: { ok: false, error: 'ratelimited' },
  });
  expect((await read(0, 500)).texts).toEqual(['one']);
  bot.slack.next('conversations.history', { body: { ok: false, error: 'not_in_channel' } });
  await expect(read(0, 500)).rejects.toMatchObject({ kind: 'place-gone' });
});

test('a thread that vanished meanwhile is left out', async () => {
  root(100, 'root', [[110, 'reply']]);
  said(120, 'other');
  bot.slack.next('conversations.replies', { body: { ok: false, error: 'thread_not_found' } });
  expect((await read(0, 500)).texts).toEqual(['root', 'other']);
});
