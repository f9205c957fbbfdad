import { adaptiveCardType } from '../../../adapters/teams/adaptive-card.ts';
import { type Card, text } from '../../../src/cards/card.ts';
import { Failure } from '../../../src/failure.ts';
import type { IncomingLink, IncomingMark } from '../../../src/incoming.ts';
import type { Answer, Reply } from '../../../src/reply.ts';
import {
  ann,
  channel,
  chat,
  conversations,
  type Delivered,
  member,
  placeIn,
  signPress,
  silence,
  startTeamsBot,
  type TeamsBot,
  tenant,
} from '../../support/teams-bot.ts';
import { cardFaults } from '../../support/teams-payload.ts';

const press = { do: 'incident', incident: 'incident-1' } as const;
const card: Card = {
  headline: 'INC-1042: Beacon',
  simulated: false,
  parts: [
    { part: 'heading', tone: 'malicious', word: 'Incident', spans: [text('INC-1042 Beacon')] },
    { part: 'buttons', buttons: [{ text: 'Show incident', label: 'Show incident INC-1042', press }] },
  ],
};
const toAsker: Reply = { kind: 'card', card, audience: 'asker', dialog: true };
const toAll: Reply = { kind: 'card', card, audience: 'room' };
const page = 'https://xdr.us.security.cisco.com/incidents/incident-00000000-0000-4000-8000-000000001042';

let core: Answer;
let bot: TeamsBot;
beforeEach(async () => {
  core = async () => toAsker;
  bot = await startTeamsBot((incoming) => core(incoming));
  await bot.deliver(); // we are in the channel,
  await bot.deliver({ conversation: conversations.chat }); // and in the chat
  bot.told.length = 0;
});
afterEach(() => bot.stop());

/** A message as the menu gives it. https://learn.microsoft.com/microsoftteams/platform/messaging-extensions/how-to/action-commands/create-task-module */
const payload = (facts: Record<string, unknown> = {}) => ({
  linkToMessage: 'https://teams.microsoft.com/l/message/19:incidents@thread.tacv2/1700000000123?tenantId=t',
  id: '1700000000123',
  replyToId: '1000',
  createdDateTime: '2026-11-30T06:12:05.000Z',
  lastModifiedDateTime: null,
  deleted: false,
  subject: null,
  summary: null,
  importance: 'normal',
  locale: 'en-us',
  body: { contentType: 'html', content: '<div>beacon at <b>45.83.10.7</b><br>&lt;script&gt;</div>' },
  from: {
    device: null,
    conversation: null,
    user: { userIdentityType: 'aadUser', id: '00000000-0000-4000-8000-0000000000B0', displayName: 'Bob' },
    application: null,
  },
  reactions: [],
  mentions: [],
  attachments: [],
  ...facts,
});
const invoke = (name: string, value: unknown, change: Record<string, unknown> = {}): Promise<Delivered> =>
  bot.deliver({ type: 'invoke', name: `composeExtension/${name}`, value, text: undefined, ...change });
const add = (facts: Record<string, unknown> = {}, change: Record<string, unknown> = {}, name = 'submitAction') =>
  invoke(
    name,
    {
      commandId: 'addToIncident',
      commandContext: 'message',
      data: {},
      messagePayload: payload(facts),
      context: { theme: 'default' },
    },
    change,
  );
const marks = () => bot.told.filter((one): one is IncomingMark => one.kind === 'mark');
const links = () => bot.told.filter((one): one is IncomingLink => one.kind === 'link');

describe('the action “Add to incident”', () => {
  test('is a mark of the message that it was used on, and its answer a dialog', async () => {
    const { status, body } = await add();
    expect(marks()).toEqual([
      {
        kind: 'mark',
        key: `action:${channel}:1700000000123:${ann.id}`,
        message: { place: placeIn(channel, { thread: '1000', outsiders: false }), id: '1700000000123' },
        how: 'action',
        person: {
          platform: 'teams',
          workspace: tenant,
          id: ann.aadObjectId,
          standing: 'member',
          groups: [],
          name: 'Ann',
        },
        text: 'beacon at 45.83.10.7\n<script>',
        author: { id: '00000000-0000-4000-8000-0000000000b0', name: 'Bob' },
        saidAt: Date.UTC(2026, 10, 30, 6, 12, 5),
        permalink: 'https://teams.microsoft.com/l/message/19:incidents@thread.tacv2/1700000000123?tenantId=t',
      },
    ]);
    expect(status).toBe(200);
    const { task } = body as { task: { type: string; value: { card: { contentType: string; content: unknown } } } };
    expect([task.type, task.value.card.contentType]).toEqual(['continue', adaptiveCardType]);
    expect(cardFaults(task.value.card.content)).toEqual([]);
    expect(JSON.stringify(task)).toContain('INC-1042 Beacon');
  });

  test('reads the same where Teams asks for a dialog first', async () => {
    await add({}, {}, 'fetchTask');
    expect(marks()).toMatchObject([{ how: 'action', text: 'beacon at 45.83.10.7\n<script>' }]);
  });

  test('on the post of a thread names no thread, as when the post was heard', async () => {
    await add({ id: '1000', replyToId: null });
    expect(marks()[0]?.message).toEqual({ place: placeIn(channel, { outsiders: false }), id: '1000' });
  });

  test('in a chat names none either', async () => {
    await add({}, { conversation: conversations.chat });
    expect(marks()[0]?.message).toEqual({ place: placeIn(chat, { outsiders: false }), id: '1700000000123' });
  });

  test.each([
    ['an app', { user: null, application: { id: 'APP-1', displayName: 'Alerts' } }, { id: 'app-1', name: 'Alerts' }],
    ['nobody', null, { id: '' }],
  ])('on a message of %s says so', async (_, from, author) => {
    await add({ from });
    expect(marks()[0]?.author).toEqual(author);
  });

  test.each([
    'http://teams.microsoft.com/l/x',
    'https://teams.microsoft.com.evil.example/l/x',
    'javascript:alert(1)',
    5,
  ])('passes on no address %j', async (linkToMessage) => {
    await add({ linkToMessage });
    expect(marks()[0]).not.toHaveProperty('permalink');
  });

  test('tells of guests in the conversation', async () => {
    bot.teams.rosters.set(chat, [member(ann), member({ id: '29:gil', aadObjectId: 'g' }, { userRole: 'guest' })]);
    await add({}, { conversation: conversations.chat });
    expect(marks()[0]?.message.place.outsiders).toBe(true);
  });

  test('where we are not, outsiders may read', async () => {
    await add({}, { conversation: { id: '19:elsewhere@thread.v2', conversationType: 'groupChat', tenantId: tenant } });
    expect(marks()[0]?.message.place.outsiders).toBe(true);
  });

  test.each<[string, unknown]>([
    ['a message', undefined],
    ['an id', payload({ id: undefined })],
  ])('without %s makes no sense', async (_, messagePayload) => {
    expect((await invoke('submitAction', { commandId: 'addToIncident', messagePayload })).status).toBe(400);
    expect(bot.told).toEqual([]);
  });

  test('that the core does not take is told so', async () => {
    core = async () => {
      throw new Failure('store-unavailable', 'away');
    };
    const { status, body } = await add();
    expect(status).toBe(200);
    expect(JSON.stringify(body)).toContain('could not be done just now');
  });

  test('of another command is none', async () => {
    expect((await invoke('submitAction', { commandId: 'checkMessage', messagePayload: payload() })).status).toBe(200);
    expect(bot.told).toEqual([]);
  });
});

test('a receipt is a card in the thread of the message', async () => {
  const place = placeIn(channel, { thread: '1000' });
  await bot.adapter.post(
    place,
    { kind: 'receipt', on: '1700000000123', orElse: card },
    { id: 'noted', maybePosted: false },
  );
  const [posted] = bot.teams.callsOf('post');
  expect(posted?.conversation).toBe(conversations.channel.id);
  expect(JSON.stringify(posted?.body)).toContain('INC-1042 Beacon');
});

describe('a link that somebody pastes', () => {
  const paste = (url: unknown, change = {}) => invoke('queryLink', { url }, change);
  const shown = ({ body }: Delivered) =>
    (
      body as {
        composeExtension: { type: string; attachments: { contentType: string; content: { version: string } }[] };
      }
    ).composeExtension;

  test('is the card that the core has for it, of a version that Teams shows under links', async () => {
    core = async () => toAll;
    const answer = shown(await paste(page));
    expect(links()).toMatchObject([
      { url: page, person: { id: ann.aadObjectId, standing: 'member' }, place: { channel, outsiders: false } },
    ]);
    expect([answer.type, answer.attachments.length]).toEqual(['result', 1]);
    const [{ content, contentType } = { content: { version: '' }, contentType: '' }] = answer.attachments;
    expect([contentType, content.version]).toEqual([adaptiveCardType, '1.3']);
    expect(JSON.stringify(content)).toContain(JSON.stringify(signPress(press)));
  });

  test.each<[string, Reply]>([
    ['silence', silence],
    ['a card for one person', toAsker],
  ])('%s shows nothing', async (_, reply) => {
    core = async () => reply;
    expect(shown(await paste(page)).attachments).toEqual([]);
  });

  test('shows nothing when the core fails', async () => {
    core = async () => {
      throw new Error('fault');
    };
    expect(shown(await paste(page)).attachments).toEqual([]);
  });

  test('where we are not, outsiders may read', async () => {
    await paste(page, {
      conversation: { id: '19:elsewhere@thread.v2', conversationType: 'groupChat', tenantId: tenant },
    });
    expect(links()[0]?.place.outsiders).toBe(true);
  });

  test.each([undefined, 5, { x: 1 }])('%j is none', async (url) => {
    expect((await paste(url)).status).toBe(400);
    expect(bot.told).toEqual([]);
  });
});
