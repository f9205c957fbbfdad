import type { Activity } from 'botbuilder';
import fc from 'fast-check';
import { adaptiveCardType } from '../../../adapters/teams/adaptive-card.ts';
import { createCallTeams } from '../../../adapters/teams/call-teams.ts';
import { createConnection } from '../../../adapters/teams/connect.ts';
import { createConversations } from '../../../adapters/teams/conversations.ts';
import { createExtension } from '../../../adapters/teams/extension.ts';
import { cardAsWords, cardToInsert, dialog } from '../../../adapters/teams/extension-answer.ts';
import { readExtensionRequest } from '../../../adapters/teams/extension-request.ts';
import { createFindPeople } from '../../../adapters/teams/find-person.ts';
import { createFindRoom } from '../../../adapters/teams/find-room.ts';
import { limits } from '../../../adapters/teams/limits.ts';
import { busyCard } from '../../../src/cards/busy-card.ts';
import type { Card } from '../../../src/cards/card.ts';
import { failureCard } from '../../../src/cards/failure-card.ts';
import { notPermittedCard } from '../../../src/cards/not-permitted-card.ts';
import type { IncomingCommand } from '../../../src/incoming.ts';
import { silentLog } from '../../../src/log.ts';
import type { Answer, Reply } from '../../../src/reply.ts';
import { verdictCard } from '../../../src/verdicts/verdict-card.ts';
import { address, finding, says } from '../../cards/samples.ts';
import { hostileCard } from '../../support/hostile-cards.ts';
import { hostile } from '../../support/hostile-strings.ts';
import {
  ann,
  channel,
  conversations,
  type Delivered,
  member,
  personal,
  signPress,
  silence,
  startTeamsBot,
  type TeamsBot,
  tenant,
} from '../../support/teams-bot.ts';
import { cardFaults, markdownFaults, wordFaults } from '../../support/teams-payload.ts';

const within = 400;
const typing = 60;
const settings = {
  appId: undefined,
  appPassword: undefined,
  tenantId: undefined,
  appType: 'SingleTenant',
  local: true,
  addresses: {},
} as const;

const offers = { details: true, pivot: true };
const bad = finding(address, { verdicts: [says(address, 'malicious', 'Talos Intelligence')] });
const verdict = verdictCard({ findings: [bad], simulated: false, offers });
const toAll = (card: Card): Reply => ({ kind: 'card', card, audience: 'room' });
const toAsker = (card: Card): Reply => ({ kind: 'card', card, audience: 'asker' });
/** As the core: only members are answered. */
const permits: Answer = async (incoming) => {
  const { standing } = (incoming as IncomingCommand).person;
  return standing === 'member'
    ? toAll(verdict)
    : toAsker(notPermittedCard({ verb: 'enrich', needs: 'readers', standing, simulated: false }));
};
const refusal = notPermittedCard({ verb: 'enrich', needs: 'readers', standing: 'member', simulated: false });

const alone = `a:${ann.id}`;
const elsewhere = { id: '19:elsewhere@thread.v2', conversationType: 'groupChat', isGroup: true, tenantId: tenant };
const twoPeople = { id: '19:a_b@unq.gbl.spaces', conversationType: 'personal', tenantId: tenant };

let core: Answer;
let asked: IncomingCommand[];
let bot: TeamsBot;
let extension: ReturnType<typeof createExtension>;

beforeEach(async () => {
  core = permits;
  const mine: IncomingCommand[] = []; // what an earlier test left behind tells it there
  asked = mine;
  const stored = new Map<string, string>();
  const kept = {
    read: async (name: string) => stored.get(name),
    write: async (name: string, text: string) => void stored.set(name, text),
  };
  const teams = {
    connection: createConnection(settings),
    call: createCallTeams({ now: Date.now, heard: () => {} }),
    conversations: createConversations(kept),
    log: silentLog,
  };
  extension = createExtension({
    ...teams,
    kept,
    findPerson: createFindPeople({ ...teams, own: { tenant: undefined, local: true } }).findPerson,
    findRoom: createFindRoom({ ...teams, own: { tenant: undefined, local: true } }).findRoom,
    answer: () => (incoming) => {
      mine.push(incoming as IncomingCommand);
      return core(incoming);
    },
    signPress,
    within,
    typing,
  });
  bot = await startTeamsBot(async () => silence, { extension, kept });
  bot.teams.rosters.set(alone, [member(ann)]);
});
afterEach(() => bot.stop());

const invoke = (name: string, value: unknown, change: Record<string, unknown> = {}): Promise<Delivered> =>
  bot.deliver({ type: 'invoke', name: `composeExtension/${name}`, value, text: undefined, ...change });
const query = (text: unknown, name = 'value') => ({
  commandId: 'check',
  parameters: [{ name, value: text }],
  queryOptions: { skip: 0, count: 25 },
});
const type = (text: unknown, change: Record<string, unknown> = {}) => invoke('query', query(text), change);
const check = (messagePayload: unknown, change: Record<string, unknown> = {}) =>
  invoke('fetchTask', { commandId: 'checkMessage', commandContext: 'message', messagePayload }, change);
const html = (content: string) => ({ body: { contentType: 'html', content } });

type Result = Readonly<{ contentType: string; content: unknown; preview: { contentType: string; content: unknown } }>;
type Composed = Readonly<{ type: string; attachmentLayout?: string; attachments?: Result[]; text?: string }>;
const composed = ({ body }: Delivered) => (body as { composeExtension: Composed }).composeExtension;
type Task = Readonly<{ type: string; value: { title: string; card: { contentType: string; content: unknown } } }>;
const task = ({ body }: Delivered) => (body as { task: Task }).task;
const wordsOf = (delivered: Delivered) => composed(delivered).text ?? '';

describe('what is typed', () => {
  test('is looked up, and its card may be inserted', async () => {
    await bot.deliver();
    const answer = await type(' 45.83.10.7 ');
    expect(asked).toMatchObject([
      {
        kind: 'command',
        words: 'enrich 45.83.10.7',
        from: 'shortcut',
        person: { platform: 'teams', workspace: tenant, id: ann.aadObjectId, standing: 'member', groups: [] },
        place: { platform: 'teams', workspace: tenant, channel, thread: '1000', kind: 'channel', outsiders: true },
        botIsMember: true,
      },
    ]);
    expect(answer.status).toBe(200);
    const { type: kind, attachmentLayout, attachments } = composed(answer);
    expect({ kind, attachmentLayout, count: attachments?.length }).toEqual({
      kind: 'result',
      attachmentLayout: 'list',
      count: 1,
    });
    const [one] = attachments!;
    expect(one!.contentType).toBe(adaptiveCardType);
    expect(cardFaults(one!.content, { most: limits.extensionBytes })).toEqual([]);
    expect(JSON.stringify(one!.content)).toContain('"Action.Execute"');
    expect(one!.preview).toEqual({
      contentType: 'application/vnd.microsoft.card.thumbnail',
      content: { title: verdict.headline, text: expect.any(String) },
    });
  });

  test('has another key each time', async () => {
    await type('45.83.10.7');
    await type('45.83.10.7');
    expect(new Set(asked.map(({ key }) => key)).size).toBe(2);
  });

  test.each([
    ['nothing', query('')],
    ['spaces', query('  ')],
    ['the first run', query('true', 'initialRun')],
    ['no parameters', { commandId: 'check' }],
    ['something else than text', query({ evil: 1 })],
  ])('%s: is answered with what to type', async (_, value) => {
    const answer = await invoke('query', value);
    expect(composed(answer)).toEqual({ type: 'message', text: expect.stringContaining('Type an address') });
    expect(asked).toEqual([]);
  });

  test('has no second page', async () => {
    const answer = await invoke('query', { ...query('45.83.10.7'), queryOptions: { skip: 25, count: 25 } });
    expect(composed(answer)).toMatchObject({ type: 'result', attachments: [] });
    expect(asked).toEqual([]);
  });

  test('is looked up when somebody pauses, and not with every letter; others are not held up', async () => {
    const bob = { id: '29:bob', aadObjectId: '00000000-0000-4000-8000-0000000000b0' };
    const typed = (text: string, from: object = ann) =>
      extension({
        type: 'invoke',
        name: 'composeExtension/query',
        serviceUrl: bot.teams.url,
        conversation: conversations.chat,
        from,
        value: query(text),
      } as unknown as Activity);
    const answers = await Promise.all([typed('45.83.1'), typed('45.83.10.7'), typed('45.83.10.8', bob), typed('')]);
    expect(asked.map(({ words }) => words)).toEqual(['enrich 45.83.10.8']);
    expect(answers.slice(0, 2).map(({ body }) => body)).toEqual(
      Array(2).fill({ composeExtension: { type: 'result', attachmentLayout: 'list', attachments: [] } }),
    );
  });

  test('what takes too long is answered with words in time', async () => {
    core = () => new Promise(() => {});
    const answer = await type('45.83.10.7');
    expect(answer.status).toBe(200);
    expect(composed(answer)).toEqual({ type: 'message', text: 'Still looking; ask again in a moment.' });
  });

  test('nor does Teams wait for a roster that does not come', async () => {
    bot.teams.always('create', { delay: 3 * within });
    expect(wordsOf(await type('45.83.10.7', { conversation: elsewhere }))).toContain('Still looking');
  });
});

describe('what may not be inserted is told in words', () => {
  const failed = failureCard({
    failure: { kind: 'unreachable', facts: {} },
    reference: 'ACDEFH',
    simulated: false,
  });
  test.each<[string, () => Promise<Reply>, string]>([
    ['a refusal', async () => toAsker(refusal), 'Not permitted: “enrich” is for readers.'],
    ['a refusal to all', async () => toAll(busyCard({ why: 'over-budget', simulated: false })), 'Not now'],
    ['a failure, which is for the room', async () => toAll(failed), 'XDR could not be reached'],
    [
      'a text without observables',
      async () => toAll(verdictCard({ findings: [], simulated: false, offers })),
      'no observable',
    ],
    ['what is for the asker alone', async () => toAsker(verdict), verdict.headline],
    ['a card of no known kind', async () => toAll({ headline: 'Hm', simulated: false, parts: [] }), 'Hm'],
    ['silence', async () => silence, 'Nothing to show'],
    ['an error of the core', () => Promise.reject(new Error('boom')), 'could not be done'],
  ])('%s', async (_, reply, words) => {
    core = reply;
    const answer = await type('45.83.10.7');
    expect(answer.status).toBe(200);
    expect(Object.keys(composed(answer)).sort()).toEqual(['text', 'type']);
    expect(composed(answer).type).toBe('message');
    expect(wordsOf(answer)).toContain(words);
  });
});

describe('who asks', () => {
  const standing = () => asked.at(-1)?.person.standing;

  test('is looked up in the roster of a conversation that we are in', async () => {
    await bot.deliver();
    await type('45.83.10.7');
    expect(standing()).toBe('member');
    expect(bot.teams.callsOf('create')).toEqual([]);
  });

  test('a guest of the conversation is one, whatever the personal chat would say', async () => {
    await bot.deliver();
    bot.teams.rosters.set(channel, [member(ann, { userRole: 'guest' })]);
    const answer = await type('45.83.10.7');
    expect({ standing: standing(), words: wordsOf(answer) }).toEqual({
      standing: 'guest',
      words: expect.stringContaining('only full members'),
    });
    expect(bot.teams.callsOf('create')).toEqual([]);
  });

  test.each([
    ['a chat without us', elsewhere],
    ['a chat of two people', twoPeople],
  ])('in %s he is looked up in the personal chat, and the card has no buttons', async (_, conversation) => {
    const answer = await type('45.83.10.7', { conversation });
    expect(asked).toMatchObject([
      {
        person: { standing: 'member', id: ann.aadObjectId },
        place: { channel: conversation.id, kind: 'channel', outsiders: true },
        botIsMember: false,
      },
    ]);
    expect(bot.teams.callsOf('create').map(({ body }) => body)).toMatchObject([
      { tenantId: tenant, isGroup: false, members: [{ id: ann.id }] },
    ]);
    expect(bot.teams.callsOf('member').map((call) => call.conversation)).toEqual([alone]);
    const [one] = composed(answer).attachments!;
    expect(cardFaults(one!.content)).toEqual([]);
    expect(JSON.stringify(one!.content)).not.toContain('Action.Execute');
    expect(bot.teams.callsOf('post')).toEqual([]);
  });

  test('the personal chat is opened once, and the conversation stays one that we are not in', async () => {
    await type('45.83.10.7', { conversation: elsewhere });
    await type('45.83.10.8', { conversation: elsewhere });
    expect(bot.teams.callsOf('create')).toHaveLength(1);
    expect(asked.map(({ botIsMember }) => botIsMember)).toEqual([false, false]);
  });

  test.each<[string, () => unknown]>([
    ['a guest there', () => bot.teams.rosters.set(alone, [member(ann, { userRole: 'guest' })])],
    ['of another tenant', () => bot.teams.rosters.set(alone, [member(ann, { tenantId: 'other' })])],
    ['another person there', () => bot.teams.rosters.set(alone, [member({ ...ann, aadObjectId: 'other' })])],
    ['not in the roster', () => bot.teams.rosters.set(alone, [])],
    [
      'one we cannot write to',
      () => bot.teams.always('create', { status: 403, body: { error: { code: 'Forbidden' } } }),
    ],
    ['one we cannot look up', () => bot.teams.always('member', { status: 403 })],
  ])('who is %s learns nothing', async (_, change) => {
    change();
    const answer = await type('45.83.10.7', { conversation: elsewhere });
    expect(standing()).toMatch(/^(guest|stranger)$/);
    expect(composed(answer).type).toBe('message');
    expect(wordsOf(answer)).toContain('only full members');
    expect(JSON.stringify(answer.body)).not.toContain('45.83');
  });

  test.each([
    ['without an id of the directory', { id: ann.id }, 'stranger'],
    ['a bot', { ...ann, role: 'bot' }, 'stranger'],
  ])('%s: no chat is opened', async (_, from, as) => {
    await type('45.83.10.7', { conversation: elsewhere, from });
    expect(standing()).toBe(as);
    expect(bot.teams.callsOf('create')).toEqual([]);
  });

  test('without a tenant nobody is a member', async () => {
    const { tenantId: _, ...conversation } = elsewhere;
    await type('45.83.10.7', { conversation, channelData: {} });
    expect(standing()).toBe('stranger');
    expect(bot.teams.callsOf('create')).toEqual([]);
  });

  test('whom we could not look up is told how to be known', async () => {
    bot.teams.always('create', { status: 403, body: { error: { code: 'Forbidden' } } });
    expect(wordsOf(await type('45.83.10.7', { conversation: elsewhere }))).toContain('open a chat with me first');
    expect(JSON.stringify(await check(html('45.83.10.7'), { conversation: elsewhere }))).toContain(
      'open a chat with me',
    );
  });

  test('a personal chat that has gone is opened again', async () => {
    await type('45.83.10.7', { conversation: elsewhere });
    bot.teams.rosters.delete(alone);
    bot.teams.rosters.set('a:new', [member({ ...ann, id: '29:anew' })]);
    bot.teams.always('create', { status: 201, body: { id: 'a:new' } });
    await type('45.83.10.7', { conversation: elsewhere, from: { ...ann, id: '29:anew' } });
    expect(standing()).toBe('member');
  });

  test('our own personal chat with somebody is one that we are in', async () => {
    await bot.deliver({ conversation: conversations.personal });
    await type('45.83.10.7', { conversation: conversations.personal });
    expect(asked).toMatchObject([{ place: { channel: personal, kind: 'direct', outsiders: true }, botIsMember: true }]);
  });
});

describe('on a message', () => {
  test('what it says is looked up, for a dialog that only the asker sees', async () => {
    await bot.deliver();
    core = async () => toAsker(verdict);
    const answer = await check(html('<p>see <b>45.83.</b>10.7</p>'));
    expect(asked).toMatchObject([
      { words: 'enrich --private see 45.83.10.7', from: 'shortcut', place: { outsiders: true } },
    ]);
    const { type: kind, value } = task(answer);
    expect({ status: answer.status, kind }).toEqual({ status: 200, kind: 'continue' });
    expect(value).toMatchObject({ title: 'Cisco XDR', height: 'medium', width: 'medium' });
    expect(value.card.contentType).toBe(adaptiveCardType);
    expect(cardFaults(value.card.content, { most: limits.extensionBytes })).toEqual([]);
    expect(bot.teams.callsOf('post')).toEqual([]);
  });

  test('the card has no buttons there, which would do nothing, and says what to do instead', async () => {
    const json = JSON.stringify(task(await check(html('45.83.10.7'))).value.card.content);
    expect(json).not.toContain('Action.Execute');
    expect(json).not.toContain('Action.Submit');
    expect(json).toContain('ask me in our chat');
  });

  const alert = { type: 'AdaptiveCard', body: [{ type: 'TextBlock', text: 'C2 at 45.83.10.7' }] };
  test.each([
    ['HTML', html('<div>a<br>b</div>'), 'a\nb'],
    ['plain text', { body: { contentType: 'text', content: 'see <45.83.10.7>' } }, 'see <45.83.10.7>'],
    ['a subject', { subject: 'evil.example', ...html('look') }, 'evil.example\nlook'],
    [
      'a card',
      { ...html('<attachment id="1"></attachment>'), attachments: [{ contentType: adaptiveCardType, content: alert }] },
      'C2 at 45.83.10.7',
    ],
    [
      'a card as JSON in a string',
      { body: null, attachments: [{ contentType: adaptiveCardType, content: JSON.stringify(alert) }] },
      'C2 at 45.83.10.7',
    ],
    ['the words of an option', html('--private --secret x'), '--private --secret x'],
  ])('read is %s', async (_, payload, text) => {
    await check(payload);
    expect(asked.map(({ words }) => words)).toEqual([`enrich --private ${text}`]);
  });

  test.each([
    ['no text', html('<img src="https://a.example/x.png">')],
    ['no body', { body: null, attachments: [] }],
    ['no message', undefined],
    ['something else', 7],
  ])('%s: the dialog says so', async (_, payload) => {
    const answer = await check(payload);
    expect(answer.status).toBe(200);
    expect(task(answer)).toEqual({ type: 'message', value: 'There is no text in this message.' });
    expect(asked).toEqual([]);
  });

  test.each<[string, () => Promise<Reply>, string]>([
    ['a refusal', async () => toAsker(refusal), 'is for readers'],
    ['an error of the core', () => Promise.reject(new Error('boom')), 'could not be done'],
    ['silence', async () => silence, 'Nothing to show'],
  ])('%s is shown in the dialog', async (_, reply, words) => {
    core = reply;
    const answer = await check(html('45.83.10.7'));
    expect(task(answer).type).toBe('continue');
    expect(JSON.stringify(answer.body)).toContain(words);
  });

  test('what takes too long is answered with words in time', async () => {
    core = () => new Promise(() => {});
    expect(task(await check(html('45.83.10.7')))).toEqual({
      type: 'message',
      value: 'Still looking; ask again in a moment.',
    });
  });

  test('who may not ask learns nothing', async () => {
    await bot.deliver();
    bot.teams.rosters.set(channel, [member(ann, { userRole: 'guest' })]);
    const answer = await check(html('45.83.10.7'));
    expect(JSON.stringify(answer.body)).toContain('only full members');
    expect(JSON.stringify(answer.body)).not.toContain('45.83');
  });

  test('a dialog that is submitted closes', async () => {
    const answer = await invoke('submitAction', { commandId: 'checkMessage', data: {} });
    expect(answer).toEqual({ status: 200, body: undefined });
    expect(asked).toEqual([]);
  });
});

test.each([
  ['anonymousQueryLink', { url: 'https://evil.example' }],
  ['selectItem', {}],
  ['querySettingUrl', {}],
  ['onCardButtonClicked', {}],
  ['query', { ...query('45.83.10.7'), commandId: 'other' }],
  ['fetchTask', { commandId: 'other', messagePayload: html('45.83.10.7') }],
])('%s is not ours', async (name, value) => {
  expect(await invoke(name, value)).toEqual({ status: 501, body: undefined });
  expect(asked).toEqual([]);
});

test.each([
  ['query', undefined],
  ['query', 'text'],
  ['query', { parameters: [] }],
  ['fetchTask', { commandId: 7 }],
])('%s with %j makes no sense', async (name, value) => {
  expect((await invoke(name, value)).status).toBe(400);
  expect(asked).toEqual([]);
});

test('a long card is folded to what an extension may answer', () => {
  const line = { part: 'text' as const, spans: [{ span: 'text' as const, text: 'x'.repeat(1_000) }] };
  const card: Card = { headline: 'Long', simulated: true, parts: Array.from({ length: 100 }, () => line) };
  const [one] = composed(cardToInsert(card, signPress) as Delivered).attachments!;
  expect(cardFaults(one!.content, { most: limits.extensionBytes })).toEqual([]);
  expect(one!.preview.content).toMatchObject({ title: 'SIMULATED: Long' });
  const shown = task(dialog(card, signPress) as Delivered).value.card.content;
  expect(cardFaults(shown, { most: limits.extensionBytes })).toEqual([]);
  expect(wordsOf(cardAsWords(card) as Delivered).length).toBeLessThan(1_000);
});

describe('text from outside', () => {
  const inWords = (said: string) => [...wordFaults(said), ...markdownFaults(said)];

  test('never comes alive in a result, a preview, a message or a dialog', () => {
    fc.assert(
      fc.property(hostileCard, (card) => {
        const { attachments } = composed(cardToInsert(card, signPress) as Delivered);
        const [one] = attachments!;
        const { title, text = '' } = one!.preview.content as { title: string; text?: string };
        const shown = task(dialog(card, signPress) as Delivered).value.card.content;
        const words = wordsOf(cardAsWords(card) as Delivered);
        expect([
          ...cardFaults(one!.content, { most: limits.extensionBytes }),
          ...cardFaults(shown, { most: limits.extensionBytes }),
          ...inWords(title),
          ...inWords(text),
          ...inWords(words),
        ]).toEqual([]);
        expect(JSON.stringify(shown)).not.toMatch(/"Action\.(Execute|Submit)"/);
        expect([title, words]).not.toContain('');
      }),
      { numRuns: 150 },
    );
  });

  test('says nothing to us but words', () => {
    const activity = {
      type: 'invoke',
      serviceUrl: 'http://localhost/',
      from: ann,
      conversation: conversations.chat,
    };
    fc.assert(
      fc.property(hostile, fc.constantFrom('html', 'text', 'HTML', ''), (content, contentType) => {
        const value = {
          commandId: 'checkMessage',
          messagePayload: { subject: content, body: { content, contentType } },
        };
        const read = readExtensionRequest({ ...activity, name: 'composeExtension/fetchTask', value });
        expect(read.wants).toBe('dialog');
        const typed = { ...activity, name: 'composeExtension/query', value: query(content) };
        expect(readExtensionRequest(typed)).toMatchObject({ wants: 'card', text: content.trim() });
      }),
    );
  });
});

test('a request that names no conversation is answered to who is known from our chat', async () => {
  const { status, body } = await invoke('query', query('45.83.10.7'), { conversation: undefined });
  expect([status, JSON.stringify(body)]).toEqual([200, expect.stringContaining('"type":"result"')]);
  expect(asked).toMatchObject([{ person: { standing: 'member' }, place: { kind: 'channel', outsiders: true } }]);
});
