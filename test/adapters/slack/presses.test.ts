import type { Card } from '../../../src/cards/card.ts';
import type { IncomingPress } from '../../../src/incoming.ts';
import type { Answer, Reply } from '../../../src/reply.ts';
import { type SlackBot, silence, startSlackBot, until } from '../../support/slack-bot.ts';

const rows = Array.from({ length: 400 }, (_, at) => ({
  tone: 'malicious' as const,
  word: 'Malicious',
  spans: [{ span: 'value' as const, text: `198.51.100[.]${at}` }],
}));
const card: Card = { headline: 'Details', simulated: false, parts: [{ part: 'rows', rows }] };
const dialog: Reply = { kind: 'card', card, audience: 'asker', dialog: true };

/** Far longer than a ready answer takes on a busy machine. */
const patience = 1_500;

let core: Answer;
let bot: SlackBot;
beforeEach(async () => {
  core = async () => dialog;
  bot = await startSlackBot((incoming) => core(incoming), { patience });
});
afterEach(() => bot.stop());

const calls = (method: string) => bot.slack.callsOf(method).map(({ args }) => args);
type View = { private_metadata: string; blocks: unknown[]; id?: string };
const viewOf = (method: string) => calls(method)[0]!['view'] as View;

test('a press is told with what it carries and where it was', async () => {
  expect(await bot.press('signed string')).toBe(200);
  await until(() => bot.told.length === 1);
  expect(bot.told[0]).toMatchObject({
    kind: 'press',
    press: 'signed string',
    person: { id: 'U1', standing: 'member' },
    place: { channel: 'C1', thread: '1690000000.000100' },
  });
});

test('a ready dialog is opened with its content', async () => {
  await bot.press('signed');
  await until(() => calls('views.open').length === 1);
  expect(JSON.stringify(viewOf('views.open'))).toContain('198.51.100[.]0');
});

test('a slow dialog is opened at once and filled later', async () => {
  let ready: (reply: Reply) => void;
  core = () => new Promise((resolve) => (ready = resolve));
  await bot.press('signed');
  await until(() => calls('views.open').length === 1);
  ready!(dialog);
  await until(() => calls('views.update').length === 1);
  expect(JSON.stringify(viewOf('views.open'))).toContain('Looking');
  expect(calls('views.update')[0]).toMatchObject({ view_id: 'V1' });
  expect(JSON.stringify(viewOf('views.update'))).toContain('198.51.100[.]0');
});

const inDialog = (state: object, action: object = {}) => ({
  channel: undefined,
  container: { type: 'view', view_id: 'V7' },
  message: undefined,
  view: {
    id: 'V7',
    private_metadata: JSON.stringify({ channel: 'C1', thread: '1.1', press: 'first', depth: 1, ...state }),
  },
  actions: [{ type: 'button', action_id: 'press-0', value: 'second', ...action }],
});

test('a press in a dialog lies its answer upon it, and three deep replaces it', async () => {
  await bot.press('', inDialog({}));
  await until(() => calls('views.push').length === 1);
  expect(JSON.parse(viewOf('views.push').private_metadata)).toMatchObject({ press: 'second', depth: 2, thread: '1.1' });
  await bot.press('', inDialog({ depth: 3 }));
  await until(() => calls('views.update').length === 1);
  expect(calls('views.update')[0]).toMatchObject({ view_id: 'V7' });
});

test('turning a page asks the press of the dialog again and stays in it', async () => {
  await bot.press('', inDialog({}, { action_id: 'page-1', value: '1' }));
  await until(() => calls('views.update').length === 1);
  expect((bot.told[0] as IncomingPress).press).toBe('first');
  expect(calls('views.update')[0]).toMatchObject({ view_id: 'V7' });
  expect(JSON.stringify(viewOf('views.update'))).toContain('Page 2 of');
});

test('an answer that is no dialog goes to the asker alone', async () => {
  core = async () => ({ kind: 'card', card, audience: 'asker' });
  await bot.press('signed', { response_url: bot.slack.responseUrl() });
  await until(() => bot.slack.responses.length === 1);
  expect(calls('views.open')).toEqual([]);
});

test('an answer for the room is posted in the thread', async () => {
  core = async () => ({ kind: 'card', card, audience: 'room' });
  await bot.press('signed');
  await until(() => calls('chat.postMessage').length === 1);
  expect(calls('chat.postMessage')[0]).toMatchObject({ channel: 'C1', thread_ts: '1690000000.000100' });
});

test('an expired trigger still gets its answer', async () => {
  bot.slack.next('views.open', { body: { ok: false, error: 'expired_trigger_id' } });
  await bot.press('signed', { response_url: bot.slack.responseUrl() });
  await until(() => bot.slack.responses.length === 1);
});

test('silence opens nothing', async () => {
  core = async () => silence;
  await bot.press('signed');
  await until(() => bot.told.length === 1);
  await bot.adapter.stop();
  expect(calls('views.open')).toEqual([]);
});
