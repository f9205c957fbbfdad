import type { Card } from '../../../src/cards/card.ts';
import type { MessageRef } from '../../../src/incoming.ts';
import {
  ann,
  cardOf,
  channel,
  chat,
  conversations,
  personal,
  placeIn,
  startTeamsBot,
  type TeamsBot,
  tenant,
  until,
} from '../../support/teams-bot.ts';

let bot: TeamsBot;
beforeEach(async () => {
  bot = await startTeamsBot();
  for (const conversation of Object.values(conversations)) await bot.deliver({ conversation });
  await bot.adapter.stop(); // what was heard is acknowledged and done
});
afterEach(() => bot.stop());

const thread = placeIn(channel, { thread: '1000' });
const post = (id: string, place = thread, facts: { maybePosted?: boolean; card?: Card } = {}) =>
  bot.adapter.post(
    place,
    { kind: 'card', card: facts.card ?? cardOf(id) },
    { id, maybePosted: facts.maybePosted ?? false },
  ) as Promise<MessageRef>;
const said = () => bot.teams.messages.map(({ activity }) => activity['summary'] ?? activity['text']);
const calls = (method: Parameters<TeamsBot['teams']['callsOf']>[0]) => bot.teams.callsOf(method).length;
const error = (status: number, code: string) => ({ status, body: { error: { code, message: 'words of Teams' } } });

test('what somebody waits for goes before the cards of watching that wait', async () => {
  const all = Array.from({ length: 10 }, (_, at) => post(`watched ${at}`));
  await bot.adapter.post(
    thread,
    { kind: 'card', card: cardOf('urgent') },
    { id: 'urgent', maybePosted: false, urgent: true },
  );
  expect(said()).not.toContain('watched 9');
  await Promise.all(all);
});

test.each([
  ['in a channel into the thread', thread, `${channel};messageid=1000`],
  ['in a channel without a thread as a post', placeIn(channel), channel],
  ['in a chat without a thread', placeIn(chat, { thread: '1000' }), chat],
  ['in a personal chat', placeIn(personal, { kind: 'direct', thread: '1000' }), personal],
])('a card goes %s', async (_, place, address) => {
  await post('x', place);
  expect(bot.teams.callsOf('post')).toMatchObject([{ conversation: address, body: { type: 'message', summary: 'x' } }]);
});

test('a post is known again by another process, and what could not be kept by this one', async () => {
  const first = await post('k');
  const other = bot.again();
  const again = { id: 'k', maybePosted: true };
  expect(await other.post(thread, { kind: 'card', card: cardOf('k') }, again)).toEqual(first);
  bot.store(false);
  const second = await post('k2');
  expect(await post('k2', thread, { maybePosted: true })).toEqual(second);
  bot.store(true);
  await other.remove({ place: thread, key: 'k' });
  expect(said()).toEqual(['k2']);
  expect((await other.post(thread, { kind: 'card', card: cardOf('k') }, again)) as MessageRef).not.toEqual(first);
});

test('one post of a key at a time: who comes meanwhile gets the same, who removes it waits', async () => {
  bot.teams.next('post', { delay: 50 });
  const one = post('k');
  const [other] = await Promise.all([post('k'), bot.adapter.remove({ place: thread, key: 'k' })]);
  expect(other).toEqual(await one);
  expect(calls('post')).toBe(1);
  expect(said()).toEqual([]);
});

test.each([
  ['Teams breaks off', { hang: true }],
  ['a gateway answers', { status: 502, body: '<html>' }],
  ['a gateway gives up', { status: 504 }],
])('a post that may have arrived (%s) is not repeated by itself', async (_, answer) => {
  bot.teams.next('post', answer);
  await expect(post('k')).rejects.toMatchObject({ kind: 'platform-unavailable' });
  expect(calls('post')).toBe(1);
  await post('k', thread, { maybePosted: true });
  expect(said()).toEqual(['k']);
});

test.each([
  [412, 'PreconditionFailed'],
  [429, 'Throttled'],
])('a post of which Teams says that it did nothing (%i) is repeated', async (status, code) => {
  bot.teams.next('post', { ...error(status, code), headers: { 'retry-after': '0' } });
  await post('k');
  expect(said()).toEqual(['k']);
  expect(calls('post')).toBe(2);
});

test.each([412, 429, 500, 502, 503, 504])('an update is repeated after %i', async (status) => {
  const ref = await post('before');
  bot.teams.next('update', { status, headers: { 'retry-after': '0' } });
  await bot.adapter.update(ref, cardOf('after'));
  expect(said()).toEqual(['after']);
});

test('a card that is too large is sent at its shortest, and then as text', async () => {
  const card = { ...cardOf('Malicious'), parts: [{ part: 'text', spans: [{ span: 'text', text: 'long' }] }] } as Card;
  bot.teams.next('post', error(413, 'MessageSizeTooBig'));
  const ref = await post('k', thread, { card });
  expect(JSON.stringify(bot.teams.messages)).toContain('too long for Teams');
  for (let at = 0; at < 2; at++) bot.teams.next('update', error(413, 'MessageSizeTooBig'));
  await bot.adapter.update(ref, card);
  expect(bot.teams.messages[0]!.activity).toMatchObject({
    textFormat: 'plain',
    text: expect.stringMatching(/^Malicious/),
  });
});

test.each(['BotNotInConversationRoster', 'BotDisabledByAdmin', 'ConversationBlockedByUser'])(
  'after %s nothing is tried there, until it is heard from again',
  async (code) => {
    bot.teams.next('post', error(403, code));
    await expect(post('k')).rejects.toMatchObject({
      kind: 'place-gone',
      message: expect.not.stringContaining('words'),
    });
    await expect(post('k')).rejects.toMatchObject({ kind: 'place-gone' });
    await post('elsewhere', placeIn(chat));
    expect(calls('post')).toBe(2);
    await bot.adapter.start(async () => ({ kind: 'silence', reason: 'stored' }));
    await bot.deliver();
    await post('k');
    expect(said()).toEqual(['elsewhere', 'k']);
  },
);

test('a thread that has vanished is told as gone, and the channel is still spoken to', async () => {
  bot.teams.next('post', error(404, 'ActivityNotFoundInConversation'));
  expect(await post('a')).toBe('gone');
  bot.teams.next('post', error(404, 'ConversationNotFound'));
  await expect(post('b')).rejects.toMatchObject({ kind: 'place-gone' });
  await post('c');
  expect(said()).toEqual(['c']);
});

test.each([
  [error(401, 'BotNotRegistered'), 'platform-refused', 'degraded'],
  [error(400, 'BadSyntax'), 'platform-refused', 'ok'],
  [error(403, 'Forbidden'), 'platform-refused', 'ok'],
  [{ status: 500 }, 'platform-unavailable', 'degraded'],
  [{ hang: true }, 'platform-unavailable', 'degraded'],
])('%j is %s, and the state %s', async (answer, kind, state) => {
  await bot.adapter.start(async () => ({ kind: 'silence', reason: 'stored' }));
  bot.teams.next('post', answer);
  await expect(post('k')).rejects.toMatchObject({ kind });
  const after = bot.adapter.state();
  await post('k');
  expect(after).toMatchObject({ state });
  expect(bot.adapter.state()).toEqual({ state: 'ok' });
});

test.each([405, 501])('a removal that Teams has not (%i) leaves a word', async (status) => {
  const ref = await post('k');
  bot.teams.always('remove', { status });
  await bot.adapter.remove(ref);
  expect(said()).toEqual(['Withdrawn.']);
});

test('a removal of our own that Teams refuses is told', async () => {
  const ref = await post('k');
  bot.teams.next('remove', error(403, 'Forbidden'));
  await expect(bot.adapter.remove(ref)).rejects.toMatchObject({ kind: 'platform-refused' });
  expect(said()).toEqual(['k']);
});

test('a removal of what is gone, also with its conversation, resolves', async () => {
  const ref = await post('k');
  bot.teams.rosters.delete(channel);
  await bot.adapter.remove(ref);
  await bot.adapter.remove({ place: placeIn('19:never@thread.tacv2'), id: '1' });
  await bot.adapter.remove({ place: thread, key: 'never posted' });
});

test('changes of one message go out one after another', async () => {
  const ref = await post('k');
  bot.teams.next('update', { delay: 60 });
  await Promise.all([
    bot.adapter.update(ref, cardOf('first')),
    bot.adapter.update(ref, cardOf('second')),
    bot.adapter.remove(ref),
  ]);
  const changes = bot.teams.calls.filter(({ method }) => method === 'update' || method === 'remove');
  expect(changes.map(({ method, body }) => body['summary'] ?? method)).toEqual(['first', 'second', 'remove']);
  expect(said()).toEqual([]);
});

test('an update of a message that is gone is told as such', async () => {
  await expect(bot.adapter.update({ place: thread, id: '1' }, cardOf('x'))).rejects.toMatchObject({
    kind: 'place-gone',
  });
});

test('a sign is a reaction, and is taken off', async () => {
  const ref = await bot.adapter.post(
    thread,
    { kind: 'sign', sign: 'unknown', on: '1001' },
    { id: 's', maybePosted: false },
  );
  expect(ref).toEqual({ place: thread, id: '1001' });
  const put = bot.teams.reactions.get(`${channel}/1001`);
  await bot.adapter.remove(ref as MessageRef);
  expect(put).toEqual(['2754_whitequestionmarkornament']);
  expect(bot.teams.reactions.get(`${channel}/1001`)).toEqual([]);
  expect(calls('remove')).toBe(0);
});

test('a sign of an earlier process is taken off somebody else’s message, which stays', async () => {
  bot.teams.messages.push({ conversation: channel, thread: '1000', id: '1001', from: ann.id, activity: { text: 'x' } });
  bot.teams.reactions.set(`${channel}/1001`, ['holdon']);
  await bot.adapter.remove({ place: thread, id: '1001' });
  expect(bot.teams.reactions.get(`${channel}/1001`)).toEqual([]);
  expect(said()).toEqual(['x']);
});

test.each([
  [404, 1],
  [405, 1],
  [403, 1],
  [429, 2],
  [503, 2],
])('a sign that is refused (%i) is dropped, and of two %i are tried', async (status, tried) => {
  bot.teams.always('react', { status });
  const sign = (on: string, place = thread) =>
    bot.adapter.post(place, { kind: 'sign', sign: 'incomplete', on }, { id: on, maybePosted: false });
  await sign('1');
  await sign('2');
  await sign('3', placeIn(chat));
  expect(calls('react')).toBe(tried + 1);
});

test('nothing is said where nobody spoke to us', async () => {
  await expect(post('k', placeIn('19:other@thread.tacv2'))).rejects.toMatchObject({ kind: 'place-gone' });
  bot.kept.set(`conversation/${tenant}/19:other@thread.tacv2`, 'not what we write');
  await expect(post('k', placeIn('19:other@thread.tacv2'))).rejects.toMatchObject({ kind: 'place-gone' });
  await until(() => calls('post') === 0);
});
