import type { Card } from '../../../src/cards/card.ts';
import { text } from '../../../src/cards/card.ts';
import type { Incoming, IncomingLink } from '../../../src/incoming.ts';
import type { Reply } from '../../../src/reply.ts';
import { type SlackBot, signPress, silence, startSlackBot, until } from '../../support/slack-bot.ts';
import { bot as us } from '../../support/slack-web-api.ts';

const ts = '1690000000.000100';
const page = 'https://xdr.us.security.cisco.com/incidents/incident-00000000-0000-4000-8000-000000001042';
const press = { do: 'incident', incident: 'incident-1' } as const;
const card: Card = {
  headline: 'INC-1042 (New): Beacon',
  simulated: false,
  parts: [
    { part: 'heading', tone: 'malicious', word: 'Incident', spans: [text('INC-1042 Beacon')] },
    { part: 'buttons', buttons: [{ text: 'Show incident', label: 'Show incident INC-1042', press }] },
  ],
};
let bot: SlackBot;
let core: (incoming: Incoming) => Promise<Reply>;
beforeAll(async () => {
  bot = await startSlackBot((incoming) => core(incoming));
  bot.slack.messages.push({ channel: 'C1', ts, user: 'U1', text: page });
  bot.slack.users.set('UGUEST', { id: 'UGUEST', is_restricted: true });
  bot.slack.channels.set('C2', { is_channel: true, is_member: false });
  bot.slack.members.set('C2', ['U1', 'UGUEST']);
});
afterAll(() => bot.stop());
beforeEach(() => {
  core = async () => ({ kind: 'card', card, audience: 'room' });
  bot.told.length = 0;
  bot.slack.calls.length = 0;
});

/** As Slack sends it. https://docs.slack.dev/reference/events/link_shared */
const shared = (facts: Record<string, unknown> = {}) => ({
  type: 'link_shared',
  channel: 'C1',
  is_bot_user_member: true,
  user: 'U1',
  message_ts: ts,
  unfurl_id: 'C1.1690000000.000100.0123456789abcdef',
  source: 'conversations_history',
  links: [{ domain: 'xdr.us.security.cisco.com', url: page }],
  event_ts: '1690000001.000100',
  ...facts,
});
const links = () => bot.told.filter((one): one is IncomingLink => one.kind === 'link');
const unfurls = () => bot.slack.callsOf('chat.unfurl');

test('a link that the core has a card for is shown as the card, under its message', async () => {
  expect(await bot.event(shared(), { event_id: 'Ev042' })).toBe(200);
  await until(() => unfurls().length > 0);
  expect(links()).toEqual([
    {
      kind: 'link',
      key: 'Ev042:0',
      url: page,
      person: { platform: 'slack', workspace: 'T1', id: 'U1', standing: 'member', groups: [] },
      place: { platform: 'slack', workspace: 'T1', channel: 'C1', kind: 'channel', outsiders: false },
    },
  ]);
  const { args } = unfurls()[0]!;
  expect(args).toMatchObject({ channel: 'C1', ts });
  const said = JSON.stringify(args['unfurls']);
  expect(Object.keys(args['unfurls'] as object)).toEqual([page]);
  expect(said).toContain('INC-1042 Beacon');
  expect(said).toContain(JSON.stringify(signPress(press)));
});

test('of many links a few are shown, each once', async () => {
  const many = Array.from({ length: 9 }, (_, at) => ({ domain: 'x', url: `${page}/${Math.floor(at / 2)}` }));
  await bot.event(shared({ links: many }));
  await until(() => unfurls().length > 0);
  expect(links().map(({ url }) => url)).toEqual([`${page}/0`, `${page}/1`, `${page}/2`]);
});

test.each<[string, Reply]>([
  ['silence', silence],
  ['a card for one person', { kind: 'card', card, audience: 'asker' }],
])('%s shows nothing', async (_, reply) => {
  core = async () => reply;
  await bot.event(shared());
  await until(() => links().length > 0);
  await new Promise((resolve) => setTimeout(resolve, 30));
  expect(unfurls()).toEqual([]);
});

test.each<[string, Record<string, unknown>]>([
  ['what somebody is still typing', { source: 'composer', channel: 'COMPOSER', message_ts: 'd3b4f4d0-12ab' }],
  ['what was typed again in a message that stands', { source: 'composer' }],
  ['what stands in no message', { message_ts: 'd3b4f4d0-12ab' }],
  ['our own words', { user: us.user }],
])('%s is left alone', async (_, facts) => {
  expect(await bot.event(shared(facts))).toBe(200);
  expect(bot.told).toEqual([]);
});

test('where a guest reads, the core is told, also where we are no member', async () => {
  await bot.event(shared({ channel: 'C2', is_bot_user_member: false }));
  await until(() => links().length > 0);
  expect(links()[0]?.place.outsiders).toBe(true);
});

test('links without a message are nonsense', async () => {
  expect(await bot.event({ type: 'link_shared', channel: 'C1' })).toBe(400);
});

test('the button under a link is a press in its channel', async () => {
  core = async () => ({ kind: 'card', card, audience: 'asker', dialog: true });
  // Slack names the message of an unfurled card only in the container.
  const container = {
    type: 'message_attachment',
    message_ts: ts,
    attachment_id: 1,
    channel_id: 'C1',
    is_ephemeral: false,
    is_app_unfurl: true,
  };
  await bot.press(signPress(press), { container, message: undefined, app_unfurl: { id: 1, app_unfurl_url: page } });
  await until(() => bot.slack.callsOf('views.open').length > 0);
  expect(bot.told).toMatchObject([{ kind: 'press', place: { channel: 'C1' } }]);
});
