import fc from 'fast-check';
import { Nonsense } from '../../../adapters/teams/activity-shape.ts';
import { readActivity } from '../../../adapters/teams/read-activity.ts';
import { Failure } from '../../../src/failure.ts';
import type { Incoming } from '../../../src/incoming.ts';
import type { Answer } from '../../../src/reply.ts';
import {
  ann,
  cardOf,
  channel,
  chat,
  conversations,
  personal,
  placeIn,
  silence,
  startTeamsBot,
  type TeamsBot,
  tenant,
  until,
  us,
} from '../../support/teams-bot.ts';

let core: Answer;
let bot: TeamsBot;
beforeEach(async () => {
  core = async () => silence;
  bot = await startTeamsBot((incoming) => core(incoming));
});
afterEach(() => bot.stop());

const inChannel = (id: string) => ({ ...conversations.channel, id: `${channel};messageid=${id}` });
const mentioning = { entities: [{ type: 'mention', mentioned: us, text: '<at>XDR</at>' }] };

const heard: readonly [string, Record<string, unknown>, Record<string, unknown>][] = [
  [
    'a post of a channel begins a thread and is in none',
    { id: '1000', conversation: inChannel('1000') },
    { kind: 'message', message: { place: placeIn(channel), id: '1000' }, version: '', text: 'see 45.83.10.7' },
  ],
  [
    'a reply is in the thread of its post',
    { id: '1001', conversation: inChannel('1000') },
    { kind: 'message', message: { place: placeIn(channel, { thread: '1000' }), id: '1001' } },
  ],
  [
    'a chat has no threads',
    { id: '1002', conversation: { ...conversations.chat, id: `${chat};messageid=1000` } },
    { kind: 'message', message: { place: placeIn(chat), id: '1002' } },
  ],
  [
    'the author is named by his id in the directory',
    { from: { ...ann, aadObjectId: ann.aadObjectId.toUpperCase() } },
    { author: { id: ann.aadObjectId, bot: false } },
  ],
  ['who has no such id is named by that of Teams', { from: { id: '29:x' } }, { author: { id: '29:x', bot: false } }],
  [
    'what another bot says is watched, also when it mentions us',
    { from: { id: '28:alerts' }, text: '<at>XDR</at> help', ...mentioning },
    { kind: 'message', author: { id: '28:alerts', bot: true } },
  ],
  [
    'a mention that does not begin the message is none of a command',
    { text: 'hey <at>XDR</at> 1.2.3.4', ...mentioning },
    { kind: 'message', text: 'hey XDR 1.2.3.4' },
  ],
  [
    'a quoted reply is read without its quote',
    {
      attachments: [
        {
          contentType: 'text/html',
          content: '<blockquote itemtype="http://schema.skype.com/Reply"><p>9.9.9.9</p></blockquote><p>see 1.2.3.4</p>',
        },
      ],
    },
    { kind: 'message', text: 'see 1.2.3.4' },
  ],
  [
    'an edit is the message again, with its time as version',
    { type: 'messageUpdate', id: '1001', channelData: { tenant: { id: tenant }, eventType: 'editMessage' } },
    { kind: 'message', message: { id: '1001' }, version: '2026-11-29T18:00:00.123Z' },
  ],
  [
    'a deletion that is taken back is the message again, and says so',
    { type: 'messageUpdate', id: '1001', channelData: { tenant: { id: tenant }, eventType: 'undeleteMessage' } },
    { kind: 'message', message: { id: '1001' }, version: '2026-11-29T18:00:00.123Z', restored: true },
  ],
  [
    'a deletion is a withdrawal, with its time as version',
    { type: 'messageDelete', id: '1001', text: undefined, conversation: inChannel('1000') },
    {
      kind: 'withdrawal',
      message: { place: placeIn(channel, { thread: '1000' }), id: '1001' },
      version: '2026-11-29T18:00:00.123Z',
    },
  ],
  [
    'a message in a personal chat is a command',
    { conversation: conversations.personal },
    { kind: 'command', from: 'direct', words: 'see 45.83.10.7', place: { channel: personal, kind: 'direct' } },
  ],
];

test.each(heard)('%s', async (_, change, incoming) => {
  expect((await bot.deliver(change)).status).toBe(200);
  await until(() => bot.told.length === 1);
  expect(bot.told).toMatchObject([incoming]);
  const { message } = incoming;
  if (Reflect.has(Object(message), 'place')) expect(Reflect.get(bot.told[0]!, 'message')).toEqual(message);
});

test.each([
  ['what we say ourselves', { from: us }],
  ['our own edit', { type: 'messageUpdate', from: us }],
  ['a reaction', { type: 'messageReaction', reactionsAdded: [{ type: 'like' }], replyToId: '1' }],
  ['somebody who joins', { type: 'conversationUpdate', membersAdded: [{ id: '29:new' }] }],
  ['a new version of the app', { type: 'installationUpdate', action: 'add-upgrade' }],
  ['a kind that Teams has not yet', { type: 'somethingNew' }],
])('%s is acknowledged and left aside', async (_, change) => {
  expect((await bot.deliver(change)).status).toBe(200);
  expect(bot.told).toEqual([]);
});

test.each([
  ['a message without an id', { id: undefined }],
  ['an edit without a time', { type: 'messageUpdate', timestamp: undefined }],
  ['a card action of no form', { type: 'invoke', name: 'adaptiveCard/action', value: { action: 'x' } }],
  [
    'a card action that is none of ours',
    { type: 'invoke', name: 'adaptiveCard/action', value: { action: { verb: 'x' } } },
  ],
])('%s is a bad request', async (_, change) => {
  expect((await bot.deliver(change)).status).toBe(400);
  expect(bot.told).toEqual([]);
});

test.each([
  ['a message', {}],
  ['an edit', { type: 'messageUpdate' }],
  ['a deletion', { type: 'messageDelete' }],
  ['a join', { type: 'conversationUpdate', membersAdded: [us] }],
])('%s that the core could not store is not acknowledged', async (_, change) => {
  core = async () => {
    throw new Failure('store-unavailable', 'down');
  };
  expect((await bot.deliver(change)).status).toBe(503);
  core = async () => silence;
  expect((await bot.deliver(change)).status).toBe(200);
});

test('where a conversation could not be remembered, nothing is acknowledged, and the next delivery remembers it', async () => {
  bot.store(false);
  expect((await bot.deliver()).status).toBe(503);
  bot.store(true);
  expect((await bot.deliver()).status).toBe(200);
  expect(bot.kept.get(`conversation/${tenant}/${channel}`)).toContain(bot.teams.url);
});

test('being added is told once however Teams says it, and the greeting is posted', async () => {
  core = async () => ({ kind: 'card', audience: 'room', card: cardOf('Hello') });
  await bot.deliver({
    type: 'conversationUpdate',
    conversation: conversations.chat,
    membersAdded: [{ id: '29:x' }, us],
  });
  await bot.deliver({ type: 'installationUpdate', conversation: conversations.chat, action: 'add' });
  await until(() => bot.teams.messages.length === 2); // the core of this test claims nothing
  const [one, other] = bot.told as Extract<Incoming, { kind: 'join' }>[];
  expect(one).toMatchObject({ kind: 'join', place: placeIn(chat) });
  expect(other).toEqual(one);
  expect(bot.teams.messages[0]).toMatchObject({ conversation: chat, thread: undefined });
});

test.each([
  ['the bot is removed', { type: 'conversationUpdate', membersRemoved: [us] }],
  ['the app is uninstalled', { type: 'installationUpdate', action: 'remove' }],
])('when %s nothing is tried there, also by another process, until it is heard from again', async (_, gone) => {
  const post = (adapter: TeamsBot['adapter'], id: string) =>
    adapter.post(placeIn(channel), { kind: 'card', card: cardOf('x') }, { id, maybePosted: false });
  await bot.deliver();
  const other = bot.again();
  await post(other, 'before');
  expect((await bot.deliver(gone)).status).toBe(200);
  const calls = bot.teams.calls.length;
  await expect(post(bot.adapter, 'a')).rejects.toMatchObject({ kind: 'place-gone' });
  await expect(post(bot.again(), 'b')).rejects.toMatchObject({ kind: 'place-gone' });
  expect(bot.teams.calls).toHaveLength(calls);
  await bot.deliver({ type: 'installationUpdate', action: 'add' });
  await post(bot.adapter, 'c');
  await post(other, 'd');
  expect(bot.teams.messages).toHaveLength(3);
});

test('who was refused somewhere may speak there again when another process was told so', async () => {
  const post = (id: string) =>
    other.post(placeIn(channel), { kind: 'card', card: cardOf('x') }, { id, maybePosted: false });
  await bot.deliver();
  const other = bot.again();
  bot.teams.next('post', { status: 403, body: { error: { code: 'BotNotInConversationRoster', message: 'no' } } });
  await expect(post('a')).rejects.toMatchObject({ kind: 'place-gone' });
  await bot.deliver({ type: 'conversationUpdate', membersAdded: [us] });
  await post('b');
  expect(bot.teams.messages).toHaveLength(1);
});

test('a conversation that moved is spoken to where it is now', async () => {
  await bot.deliver();
  const writes = [...bot.kept.keys()];
  bot.kept.set('untouched', 'x');
  await bot.deliver({ serviceUrl: `${bot.teams.url}?` });
  expect([...bot.kept.keys()]).toEqual([...writes, 'untouched']);
  expect(bot.kept.get(`conversation/${tenant}/${channel}`)).toContain('?');
});

test('a card that the core wants said at once stands in the thread of the message', async () => {
  core = async () => ({ kind: 'card', audience: 'room', card: cardOf('Said') });
  await bot.deliver({ id: '1000', conversation: inChannel('1000') });
  await until(() => bot.teams.messages.length === 1);
  expect(bot.teams.messages[0]).toMatchObject({ conversation: channel, thread: '1000' });
});

test('what stops takes nothing new', async () => {
  await bot.adapter.stop();
  expect((await bot.deliver()).status).toBe(503);
  expect(bot.adapter.state()).toEqual({ state: 'degraded', reason: 'not started' });
});

test('whatever comes is read, or is nonsense', () => {
  const types = ['message', 'messageUpdate', 'messageDelete', 'conversationUpdate', 'installationUpdate', 'invoke', ''];
  const fields = [
    'id',
    'name',
    'action',
    'text',
    'from',
    'recipient',
    'conversation',
    'channelData',
    'value',
    'entities',
  ];
  const odd = fc.record(
    Object.fromEntries([...fields, 'attachments', 'membersAdded', 'timestamp'].map((name) => [name, fc.jsonValue()])),
    { requiredKeys: [] },
  );
  const base = { serviceUrl: 'http://x/', from: ann, recipient: us, conversation: conversations.channel, id: '1' };
  const activity = fc
    .tuple(fc.constantFrom(...types), odd, fc.boolean())
    .map(([type, change, whole]) => (whole ? { ...change, ...base, type } : { ...base, ...change, type }));
  fc.assert(
    fc.property(fc.oneof(activity, fc.jsonValue()), (raw) => {
      try {
        readActivity(raw, undefined);
      } catch (error) {
        expect(error).toBeInstanceOf(Nonsense);
      }
    }),
    { numRuns: 500 },
  );
});
