import type { Form } from '../../../src/cards/form.ts';
import type { IncomingPress } from '../../../src/incoming.ts';
import type { Press } from '../../../src/presses/press.ts';
import type { Answer, Reply } from '../../../src/reply.ts';
import { type SlackBot, signPress, startSlackBot, until } from '../../support/slack-bot.ts';

const confirm: Press = { do: 'confirm', request: 'r1' };
const approve = signPress({ do: 'approve', request: 'r1' });
const choose = signPress({ do: 'choose', offers: 'o1', action: 0 });
const refuse = signPress({ do: 'refuse', request: 'r1' });

const form = (wrong?: string): Form => ({
  card: { headline: 'Isolate', simulated: true, parts: [{ part: 'text', spans: [{ span: 'text', text: 'Isolate' }] }] },
  fields: [
    { field: 'text', name: 'reason', label: 'Reason', long: true, most: 500 },
    { field: 'text', name: 'typed', label: 'Type it back', hint: '45.83.10[.]7', most: 200, ...(wrong && { wrong }) },
    {
      field: 'choice',
      name: 'hours',
      label: 'Reverse',
      options: [
        { text: 'Never', value: 'never' },
        { text: 'After 4 hours', value: '4' },
      ],
      initial: 'never',
    },
  ],
  submit: { text: 'Isolate now', press: confirm },
});
const formReply = (wrong?: string): Reply => ({ kind: 'form', form: form(wrong) });
const noted: Reply = { kind: 'silence', reason: 'noted' };
const words = 'It was refused';
const card = {
  headline: words,
  simulated: false,
  parts: [{ part: 'text', spans: [{ span: 'text', text: words }] }],
} as const;
const toAsker: Reply = { kind: 'card', card, audience: 'asker' };
const listing: Reply = {
  kind: 'card',
  audience: 'asker',
  card: {
    headline: 'Many lines',
    simulated: false,
    parts: [
      {
        part: 'rows',
        rows: Array.from({ length: 500 }, (_, at) => ({
          tone: 'info' as const,
          word: 'Line',
          spans: [{ span: 'text' as const, text: String(at) }],
        })),
      },
    ],
  },
};

let core: Answer;
let bot: SlackBot;
beforeEach(async () => {
  core = async () => formReply();
  bot = await startSlackBot((incoming) => core(incoming));
});
afterEach(() => bot.stop());

type View = Record<string, unknown> & {
  callback_id?: string;
  blocks: Record<string, unknown>[];
  private_metadata: string;
};
const calls = (method: string) => bot.slack.callsOf(method).map(({ args }) => args);
const lastView = (method: string): View => calls(method).at(-1)!['view'] as View;
const inputsOf = ({ blocks }: View) => blocks.filter(({ type }) => type === 'input');
const presses = () => bot.told as IncomingPress[];
const throws: Answer = async () => {
  throw new Error('no database');
};

async function opened(press = choose): Promise<View> {
  await bot.press(press);
  // On a busy machine "Looking …" may have been there first.
  const forms = () => bot.slack.calls.filter(({ args }) => (args['view'] as View | undefined)?.callback_id === 'form');
  await until(() => forms().length === 1);
  return forms()[0]!.args['view'] as View;
}

test('a form opens as a modal: the card, an input for each field, and its button', async () => {
  const view = await opened();
  expect(view).toMatchObject({ callback_id: 'form', submit: { text: 'Isolate now' }, close: { text: 'Close' } });
  expect(JSON.stringify(view.blocks)).toContain('SIMULATED');
  expect(inputsOf(view)).toEqual([
    {
      type: 'input',
      block_id: 'reason',
      label: { type: 'plain_text', text: 'Reason', emoji: false },
      element: { type: 'plain_text_input', action_id: 'reason', multiline: true, max_length: 500 },
      optional: false,
    },
    {
      type: 'input',
      block_id: 'typed',
      label: { type: 'plain_text', text: 'Type it back', emoji: false },
      element: { type: 'plain_text_input', action_id: 'typed', multiline: false, max_length: 200 },
      optional: false,
      hint: { type: 'plain_text', text: '45.83.10[.]7', emoji: false },
    },
    {
      type: 'input',
      block_id: 'hours',
      label: { type: 'plain_text', text: 'Reverse', emoji: false },
      element: {
        type: 'static_select',
        action_id: 'hours',
        options: [
          { text: { type: 'plain_text', text: 'Never', emoji: false }, value: 'never' },
          { text: { type: 'plain_text', text: 'After 4 hours', emoji: false }, value: '4' },
        ],
        initial_option: { text: { type: 'plain_text', text: 'Never', emoji: false }, value: 'never' },
      },
      optional: false,
    },
  ]);
});

test('a slow form takes the place of the dialog that says "Looking …"', async () => {
  core = () => new Promise((resolve) => setTimeout(() => resolve(formReply()), 1_000));
  await bot.press(choose);
  await until(() => calls('views.update').length === 1);
  expect(JSON.stringify(lastView('views.open'))).toContain('Looking');
  expect(calls('views.update')[0]).toMatchObject({ view_id: 'V1' });
  expect(inputsOf(lastView('views.update'))).toHaveLength(3);
});

test('a form asked for in a dialog lies upon it, with a way back', async () => {
  const metadata = JSON.stringify({ channel: 'C1', thread: '1.1', press: 'first', depth: 1 });
  await bot.press(choose, { channel: undefined, message: undefined, view: { id: 'V7', private_metadata: metadata } });
  await until(() => calls('views.push').length === 1);
  expect(lastView('views.push')).toMatchObject({ close: { text: 'Back' }, callback_id: 'form' });
  expect(JSON.parse(lastView('views.push').private_metadata)).toMatchObject({ channel: 'C1', thread: '1.1', depth: 2 });
});

test('a form that Slack did not open in time is told to the asker', async () => {
  for (const _ of ['the waiting dialog, if the machine is busy', 'the form'])
    bot.slack.next('views.open', { body: { ok: false, error: 'expired_trigger_id' } });
  await bot.press(choose, { response_url: bot.slack.responseUrl() });
  await until(() => bot.slack.responses.length === 1);
  expect(bot.slack.responses[0]).toMatchObject({ text: expect.stringContaining('Press the button again') });
});

test('a form comes back as the press of its button, with what was typed, who and where', async () => {
  const view = await opened();
  core = async () => noted;
  const typed = { reason: 'two\nlines <@U2>', typed: null, hours: '4' };
  expect(await bot.submit(view, typed)).toEqual({ status: 200, body: { response_action: 'clear' } });
  expect(presses()[1]).toMatchObject({
    kind: 'press',
    press: signPress(confirm),
    fields: { reason: 'two\nlines <@U2>', typed: '', hours: '4' },
    person: { id: 'U1', standing: 'member' },
    place: { channel: 'C1', thread: '1690000000.000100' },
  });
});

test('a form that is sent twice has one key, and one that was shown again has another', async () => {
  const view = await opened();
  core = async () => noted;
  const sent = { ...view, id: 'V1', hash: '1.a' };
  for (const facts of [sent, sent, { ...sent, hash: '2.b' }]) await bot.submit(facts, {});
  const [, first, again, changed] = presses().map(({ key }) => key);
  expect(first).toBe(again);
  expect(changed).not.toBe(first);
});

test('what was wrong is shown above its field, in the form again, which can be sent again', async () => {
  const view = await opened();
  core = async () => formReply('That is not 45.83.10[.]7.');
  const { body } = await bot.submit(view, { reason: 'x', typed: 'y' });
  const next = body.view as View;
  expect(body.response_action).toBe('update');
  const at = next.blocks.findIndex((block) => JSON.stringify(block).includes('That is not 45.83.10[.]7.'));
  expect(next.blocks[at + 1]).toMatchObject({ type: 'input', block_id: 'typed' });
  core = async () => noted;
  expect((await bot.submit(next, { typed: 'z' })).body).toEqual({ response_action: 'clear' });
  expect(presses().at(-1)).toMatchObject({
    press: signPress(confirm),
    fields: { typed: 'z' },
    place: { thread: '1690000000.000100' },
  });
});

test('a card in answer to a form takes its place, without inputs and without asking again', async () => {
  const view = await opened();
  core = async () => listing;
  const { body } = await bot.submit(view, {});
  expect(body.response_action).toBe('update');
  const next = body.view as View;
  expect(inputsOf(next)).toEqual([]);
  expect(next).not.toHaveProperty('submit');
  expect(JSON.stringify(next)).toContain('more lines');
  expect(JSON.stringify(next)).not.toContain('page-1');
  expect(JSON.parse(next.private_metadata)).toMatchObject({ press: '' });
  expect(next.private_metadata).not.toContain('confirm');
});

test('a card for the room in answer to a form is posted, and the dialogs close', async () => {
  const view = await opened();
  core = async () => ({ kind: 'card', card, audience: 'room' });
  expect((await bot.submit(view, {})).body).toEqual({ response_action: 'clear' });
  await until(() => calls('chat.postMessage').length === 1);
  expect(calls('chat.postMessage')[0]).toMatchObject({ channel: 'C1', thread_ts: '1690000000.000100' });
});

test('a form that could not be stored is not acknowledged', async () => {
  const view = await opened();
  core = throws;
  expect(await bot.submit(view, {})).toEqual({ status: 503, body: {} });
});

test('the acknowledgement of a form waits for the store', async () => {
  const view = await opened();
  let store = () => {};
  core = () =>
    new Promise((resolve) => {
      store = () => resolve(noted);
    });
  let acknowledged = false;
  const sending = bot.submit(view, {}).then(() => {
    acknowledged = true;
  });
  await until(() => bot.told.length === 2);
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(acknowledged).toBe(false);
  store();
  await sending;
});

test.each([
  ['without anything of ours', { private_metadata: '' }],
  ['of a dialog that is no form', { private_metadata: JSON.stringify({ channel: 'C1', press: 'x', depth: 1 }) }],
  ['with nonsense where its state was', { private_metadata: '{"submit":5}' }],
])('a view %s is a bad request', async (_what, facts) => {
  const view = await opened();
  expect((await bot.submit({ ...view, ...facts }, {})).status).toBe(400);
  expect((await bot.submit({ ...view, callback_id: 'other' }, {})).status).toBe(400);
  expect(bot.told).toHaveLength(1);
});

test('an acting press is acknowledged when it is stored, and its silence says nothing', async () => {
  core = async () => noted;
  expect(await bot.press(approve)).toBe(200);
  core = throws;
  expect(await bot.press(approve, { response_url: bot.slack.responseUrl() })).toBe(503);
  await bot.adapter.stop();
  expect([calls('views.open'), calls('chat.postMessage'), calls('chat.postEphemeral')]).toEqual([[], [], []]);
  expect(bot.slack.responses).toEqual([]);
});

test('the acknowledgement of an acting press waits for the store, and no dialog says "Looking …"', async () => {
  let store = () => {};
  core = () =>
    new Promise((resolve) => {
      store = () => resolve(noted);
    });
  let acknowledged = false;
  const pressing = bot.press(approve).then(() => {
    acknowledged = true;
  });
  await until(() => bot.told.length === 1);
  await new Promise((resolve) => setTimeout(resolve, 900));
  expect(acknowledged).toBe(false);
  store();
  await pressing;
  expect(calls('views.open')).toEqual([]);
});

test('a press that does not act is acknowledged at once, whatever becomes of it', async () => {
  core = throws;
  expect(await bot.press(choose, { response_url: bot.slack.responseUrl() })).toBe(200);
  await until(() => bot.slack.responses.length === 1);
});

test('the answer to an acting press goes to the asker alone, or opens the form that asks why', async () => {
  core = async () => toAsker;
  await bot.press(approve, { response_url: bot.slack.responseUrl() });
  await until(() => bot.slack.responses.length === 1);
  expect(bot.slack.responses[0]).toMatchObject({ response_type: 'ephemeral', text: expect.stringContaining(words) });
  core = async () => formReply();
  expect(inputsOf(await opened(refuse))).toHaveLength(3);
});

test('a form in answer to words is a mistake: the asker is told that it failed', async () => {
  await bot.form({
    command: '/xdr',
    text: 'respond 1.2.3.4',
    team_id: 'T1',
    channel_id: 'C1',
    user_id: 'U1',
    response_url: bot.slack.responseUrl(),
  });
  await until(() => bot.slack.responses.length === 1);
  expect(bot.slack.responses[0]).toMatchObject({ text: expect.stringContaining('could not be done') });
});
