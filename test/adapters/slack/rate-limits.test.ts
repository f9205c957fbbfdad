import type { SlackCall } from '../../../adapters/slack/call-slack.ts';
import type { Card } from '../../../src/cards/card.ts';
import { Failure } from '../../../src/failure.ts';
import type { Place } from '../../../src/incoming.ts';
import { type SlackBot, startSlackBot, until } from '../../support/slack-bot.ts';
import { slashBody } from '../../support/slack-deliveries.ts';

const cardOf = (headline: string): Card => ({ headline, simulated: false, parts: [] });
const post = { kind: 'card', card: cardOf('Malicious') } as const;
const place = (channel: string): Place => ({
  platform: 'slack',
  workspace: 'T1',
  channel,
  kind: 'channel',
  outsiders: true,
});
const key = (id: string) => ({ id, maybePosted: false });

let bot: SlackBot;
let told: SlackCall[];
beforeEach(async () => {
  told = [];
  const answer = { kind: 'card', card: cardOf('Answer'), audience: 'room' } as const;
  bot = await startSlackBot(async () => answer, { onCall: (call) => told.push(call) });
});
afterEach(() => bot.stop());

const calls = (method: string) => bot.slack.callsOf(method);

test('posts by the hundred: none is lost or doubled, and Slack has to refuse none', async () => {
  bot.slack.limit('chat.postMessage', 6);
  const refused: number[] = [];
  await Promise.all(
    Array.from({ length: 100 }, (_, at) =>
      bot.adapter.post(place('C1'), post, key(`k${at}`)).catch((failure: unknown) => {
        if (!(failure instanceof Failure) || failure.kind !== 'platform-rate-limited') throw failure;
        refused.push(failure.facts.retryAt!);
      }),
    ),
  );
  expect(bot.slack.messages).toHaveLength(8);
  expect(told.filter(({ outcome }) => outcome !== 'ok')).toEqual([]);
  // 92 times of their own, a second apart.
  expect(refused).toHaveLength(92);
  const gaps = refused.slice(1).map((at, before) => at - refused[before]!);
  expect(Math.min(...gaps)).toBeGreaterThanOrEqual(990);
});

test('an answer is posted while cards wait in the channel', async () => {
  const cards = Array.from({ length: 8 }, (_, at) => bot.adapter.post(place('C1'), post, key(`k${at}`)));
  await bot.form(slashBody('check 45.83.10.7'));
  await Promise.all(cards);
  const texts = bot.slack.messages.map(({ text }) => text);
  expect(texts.slice(0, 5)).toEqual(new Array(5).fill('Malicious'));
  expect(texts.indexOf('Answer')).toBeLessThan(8);
  expect(texts).toHaveLength(9);
});

test('a storm of 429 costs few refused calls, and all updates arrive', async () => {
  const refs = await Promise.all(
    Array.from({ length: 12 }, async (_, at) => {
      bot.slack.channels.set(`C${at}`, { is_channel: true, is_member: true });
      const ref = await bot.adapter.post(place(`C${at}`), post, key(`k${at}`));
      if (ref === 'gone') throw new Error('not posted');
      return ref;
    }),
  );
  bot.slack.limit('chat.update', 0);
  await bot.adapter.update(refs[0]!, cardOf('now')).catch(() => {});
  const before = calls('chat.update').length;
  const updates = refs.map((ref) => bot.adapter.update(ref, cardOf('now')));
  setTimeout(() => bot.slack.limit('chat.update', undefined), 100);
  await Promise.all(updates);
  expect(bot.slack.messages.map(({ text }) => text)).toEqual(new Array(12).fill('now'));
  expect(calls('chat.update').length - before).toBeLessThanOrEqual(14);
}, 20_000);

test.each([
  ['no header', {}],
  ['words', { 'retry-after': 'soon' }],
  ['a negative time', { 'retry-after': '-5' }],
  ['three years', { 'retry-after': '99999999' }],
])('a Retry-After that is %s is bounded', async (_, headers) => {
  bot.slack.next('users.info', { status: 429, headers, body: { ok: false, error: 'ratelimited' } });
  bot.slack.next('chat.postMessage', { status: 429, headers, body: { ok: false, error: 'ratelimited' } });
  const before = Date.now();
  const outcome = await bot.adapter.post(place('C1'), post, key('k')).catch(({ facts }) => facts.retryAt - before);
  if (typeof outcome === 'number') {
    expect(outcome).toBeGreaterThan(10_000);
    expect(outcome).toBeLessThan(610_000);
  } else expect(Date.now() - before).toBeGreaterThanOrEqual(990);
  expect(calls('chat.postMessage').length).toBeLessThanOrEqual(2);
});

test('"ratelimited" under status 200 is a rate limit too, with the header where it is there', async () => {
  const limited = { headers: { 'retry-after': '1' }, body: { ok: false, error: 'ratelimited' } };
  bot.slack.next('chat.postMessage', limited);
  await bot.adapter.post(place('C1'), post, key('k'));
  expect(told.map(({ method, outcome }) => [method, outcome])).toEqual([
    ['auth.test', 'ok'],
    ['chat.postMessage', 'platform-rate-limited'],
    ['chat.postMessage', 'ok'],
  ]);
  bot.slack.next('chat.postMessage', { body: { ok: false, error: 'ratelimited' } });
  await expect(bot.adapter.post(place('C1'), post, key('other'))).rejects.toMatchObject({
    kind: 'platform-rate-limited',
  });
});

test('updates by the hundred of one message become two, the last of them the newest', async () => {
  const ref = await bot.adapter.post(place('C1'), post, key('k'));
  if (ref === 'gone') throw new Error('not posted');
  const first = bot.adapter.update(ref, cardOf('0'));
  await until(() => calls('chat.update').length === 1);
  await Promise.all([first, ...Array.from({ length: 100 }, (_, at) => bot.adapter.update(ref, cardOf(`${at + 1}`)))]);
  expect(calls('chat.update')).toHaveLength(2);
  expect(bot.slack.messages.map(({ text }) => text)).toEqual(['100']);
});

test('every attempt is told with its time', async () => {
  bot.slack.next('chat.postMessage', { status: 503 });
  await expect(bot.adapter.post(place('C1'), post, key('k'))).rejects.toThrow();
  expect(told.at(-1)).toEqual({
    method: 'chat.postMessage',
    outcome: 'platform-unavailable',
    seconds: expect.any(Number),
  });
});
