import type { Card } from '../../../src/cards/card.ts';
import type { Form } from '../../../src/cards/form.ts';
import { Failure } from '../../../src/failure.ts';
import type { IncomingPress } from '../../../src/incoming.ts';
import type { Answer, Reply } from '../../../src/reply.ts';
import {
  ann,
  cardOf,
  channel,
  conversations,
  personal,
  placeIn,
  signPress,
  startTeamsBot,
  type TeamsBot,
  tenant,
  until,
} from '../../support/teams-bot.ts';
import type { Stored } from '../../support/teams-connector.ts';
import { filledIn, formIn } from '../../support/teams-form.ts';
import { cardFaults } from '../../support/teams-payload.ts';

const details: Reply = { kind: 'card', card: cardOf('Secret details'), audience: 'asker', dialog: true };
const press = signPress({ do: 'details', observable: { type: 'ip', value: '45.83.10.7' } });
const verdict: Card = {
  headline: 'Malicious',
  simulated: false,
  parts: [
    {
      part: 'buttons',
      buttons: [
        {
          text: 'Details',
          label: 'Details',
          press: { do: 'details', observable: { type: 'ip', value: '45.83.10.7' } },
        },
      ],
    },
  ],
};
const inPlaceWithin = 700;
const slowly: Answer = () => new Promise((resolve) => setTimeout(() => resolve(details), 3 * inPlaceWithin));

let core: Answer;
let bot: TeamsBot;
let card: string;
beforeEach(async () => {
  core = async () => details;
  bot = await startTeamsBot((incoming) => (incoming.kind === 'press' ? core(incoming) : Promise.resolve(quiet)), {
    inPlaceWithin,
  });
  await bot.deliver();
  bot.told.length = 0;
  const ref = await bot.adapter.post(
    placeIn(channel, { thread: '1000' }),
    { kind: 'card', card: verdict },
    { id: 'k', maybePosted: false },
  );
  card = ref === 'gone' ? '' : ref.id;
});
afterEach(() => bot.stop());
const quiet: Reply = { kind: 'silence', reason: 'stored' };

const execute = (action: Record<string, unknown>, change: Record<string, unknown> = {}) =>
  bot.deliver({
    type: 'invoke',
    name: 'adaptiveCard/action',
    text: undefined,
    replyToId: card,
    value: { action: { type: 'Action.Execute', ...action }, trigger: 'manual' },
    ...change,
  });
const executed = (change: Record<string, unknown> = {}) => execute({ verb: 'press', data: { press } }, change);
const saidIn = (where: string) =>
  bot.teams.messages.filter(({ conversation }) => conversation === where).map(({ activity }) => activity['summary']);
const alone = `a:${ann.id}`;
const adaptive = 'application/vnd.microsoft.card.adaptive';
const message = 'application/vnd.microsoft.activity.message';
const shownIn = ({ body }: { body: unknown }): unknown => Reflect.get(Object(body), 'value');

test('the answer stands in place of the card for who pressed, with a way back, and nobody else sees it', async () => {
  const answer = await executed();
  expect(answer).toMatchObject({ status: 200, body: { statusCode: 200, type: adaptive } });
  expect(JSON.stringify(shownIn(answer))).toContain('Secret details');
  const { body, ...frame } = shownIn(answer) as { body: unknown[] };
  expect(body.at(-1)).toMatchObject({ actions: [{ type: 'Action.Execute', verb: 'back' }] });
  expect(cardFaults({ ...frame, body: body.slice(0, -1) })).toEqual([]);
  expect(bot.told).toMatchObject([
    {
      kind: 'press',
      press,
      person: { id: ann.aadObjectId, standing: 'member' },
      place: placeIn(channel, { thread: '1000', outsiders: false }),
    },
  ]);
  expect(saidIn(channel)).toEqual(['Malicious']);
  expect(bot.teams.messages).toHaveLength(1);
});

test('back leads to the card that everybody sees, also after it changed', async () => {
  await bot.adapter.update({ place: placeIn(channel, { thread: '1000' }), id: card }, cardOf('Clean now'));
  const answer = await execute({ verb: 'back', data: {} });
  expect(answer).toMatchObject({ status: 200, body: { type: adaptive } });
  expect(JSON.stringify(shownIn(answer))).toContain('Clean now');
  expect(bot.told).toEqual([]);
});

test('back to a card that is not remembered says what to do', async () => {
  const answer = await execute({ verb: 'back', data: {} }, { replyToId: 'unknown' });
  expect(answer).toMatchObject({ status: 200, body: { type: message, value: expect.stringContaining('enrich') } });
});

test('where there is no way back the answer goes to the personal chat', async () => {
  const answer = await executed({ replyToId: 'unknown' });
  await bot.adapter.stop();
  expect(answer).toMatchObject({ status: 200, body: { type: message } });
  expect(saidIn(alone)).toEqual(['Secret details']);
  expect(saidIn(channel)).toEqual(['Malicious']);
});

test('a slow answer is announced and goes to the personal chat', async () => {
  core = slowly;
  const answer = await executed();
  const before = bot.teams.messages.length;
  await bot.adapter.stop();
  expect(answer).toMatchObject({ status: 200, body: { type: message, value: expect.stringContaining('Looking …') } });
  expect(before).toBe(1);
  expect(saidIn(alone)).toEqual(['Secret details']);
  expect(saidIn(channel)).toEqual(['Malicious']);
});

test('a client that submits gets a message: in the personal chat, never in the room', async () => {
  const { status } = await bot.deliver({ text: undefined, replyToId: card, value: { press } });
  await until(() => bot.told.length === 1);
  await bot.adapter.stop();
  expect(status).toBe(200);
  expect((bot.told[0] as IncomingPress).press).toBe(press);
  expect(saidIn(alone)).toEqual(['Secret details']);
  expect(saidIn(channel)).toEqual(['Malicious']);
});

test('what is submitted in a personal chat is answered there', async () => {
  await bot.deliver({ text: undefined, conversation: conversations.personal, value: { press } });
  await until(() => bot.told.length === 1);
  await bot.adapter.stop();
  expect(bot.told).toMatchObject([{ kind: 'press', place: { kind: 'direct' } }]);
  expect(saidIn(personal)).toEqual(['Secret details']);
});

test('what fails is told in place', async () => {
  core = async () => {
    throw new Error('boom');
  };
  const answer = await executed();
  expect(JSON.stringify(shownIn(answer))).toContain('could not be done');
});

test('an answer to the room stands in the thread', async () => {
  core = async () => ({ kind: 'card', card: cardOf('For all'), audience: 'room' });
  await executed();
  await bot.adapter.stop();
  expect(saidIn(channel)).toEqual(['Malicious', 'For all']);
  expect(bot.teams.messages[1]).toMatchObject({ thread: '1000' });
});

test('a press in a place that cannot be remembered is answered all the same', async () => {
  bot.store(false);
  const answer = await executed({ conversation: conversations.chat, replyToId: 'unknown' });
  await bot.adapter.stop();
  expect(answer.status).toBe(200);
  expect(saidIn(alone)).toEqual(['Secret details']);
});

const approve = signPress({ do: 'approve', request: 'r1' });
const confirm = signPress({ do: 'confirm', request: 'r1' });
const form: Form = {
  card: cardOf('Isolate host-7'),
  fields: [{ field: 'text', name: 'reason', label: 'Reason', most: 200 }],
  submit: { text: 'Isolate', press: { do: 'confirm', request: 'r1' } },
};
const asForm: Answer = async () => ({ kind: 'form', form });
const noted: Answer = async () => ({ kind: 'silence', reason: 'noted' });
const down: Answer = async () => {
  throw new Failure('store-unavailable', 'the store is down');
};
const press1 = () => bot.told.at(-1) as IncomingPress;
const shownInPlace = (answer: { body: unknown }) => JSON.stringify(shownIn(answer));

describe('a press after which something is stored', () => {
  test.each(['Execute', 'Submit'])('is acknowledged only when it is: %s', async (way) => {
    const send = () =>
      way === 'Execute'
        ? execute({ verb: 'press', data: { press: approve } })
        : bot.deliver({ text: undefined, replyToId: card, value: { press: approve } });
    core = down;
    expect(await send()).toEqual({ status: 503, body: undefined });
    core = noted;
    expect((await send()).status).toBe(200);
    await bot.adapter.stop();
    expect(saidIn(alone)).toEqual([]);
    expect(saidIn(channel)).toEqual(['Malicious']);
  });

  test('is waited for, however long it takes, and announced by nothing', async () => {
    core = () => new Promise((resolve) => setTimeout(() => resolve(details), 3 * inPlaceWithin));
    expect(shownInPlace(await execute({ verb: 'press', data: { press: approve } }))).toContain('Secret details');
    await bot.adapter.stop();
    expect(saidIn(alone)).toEqual([]);
  });

  test('leaves a card that all see alone: what comes of it changes that', async () => {
    core = noted;
    const answer = await execute({ verb: 'press', data: { press: approve } });
    expect(answer).toMatchObject({ status: 200, body: { type: message, value: expect.stringContaining('Noted.') } });
  });

  test.each([
    ['a form', { press: confirm, form: true, 'field-reason': 'x' }],
    ['a view of his own', { press: approve, own: true }],
  ])('leads from %s back to the card, as it is now', async (_, data) => {
    core = async () => {
      await bot.adapter.update({ place: placeIn(channel, { thread: '1000' }), id: card }, cardOf('Requested'));
      return { kind: 'silence', reason: 'noted' };
    };
    const answer = await execute({ verb: 'press', data });
    expect(answer).toMatchObject({ body: { type: adaptive } });
    expect(shownInPlace(answer)).toContain('Requested');
    expect(shownInPlace(answer)).not.toContain('Malicious');
  });
});

test('buttons of a view of one’s own say so', async () => {
  core = async () => ({ kind: 'card', card: verdict, audience: 'asker' });
  expect(shownInPlace(await executed())).toContain('"own":true');
  expect(JSON.stringify(bot.teams.messages)).not.toContain('"own"');
});

describe('a form', () => {
  test('stands in place of the card for the presser alone, with the way back', async () => {
    core = asForm;
    const answer = await executed();
    expect(shownIn(answer)).toMatchObject({ body: [{}, { type: 'Input.Text', id: 'field-reason' }, {}] });
    expect(shownInPlace(answer)).toContain('"verb":"back"');
    expect(bot.teams.messages).toHaveLength(1);
    expect(cardFaults(shownIn(answer))).toEqual([]);
  });

  /** The form as a message in the personal chat, where it was pressed in the room. */
  const posted = async (): Promise<Stored> => {
    core = asForm;
    await bot.deliver({ text: undefined, replyToId: card, value: { press } });
    await until(() => saidIn(alone).length > 0);
    return bot.teams.messages.find(({ conversation }) => conversation === alone)!;
  };
  const inChat = { id: alone, conversationType: 'personal', tenantId: tenant };
  const send = (on: Stored, way: string, fields = { reason: 'seen' }) => {
    const data = filledIn(formIn(on.activity), fields);
    const where = { conversation: inChat, replyToId: on.id };
    return way === 'Execute'
      ? execute({ verb: 'press', data }, where)
      : bot.deliver({ text: undefined, value: data, ...where });
  };

  test.each(['Execute', 'Submit'])(
    'where nothing leads back it is a message in the personal chat, and gives way to what comes of it: %s',
    async (way) => {
      const on = await posted();
      core = async () => ({ kind: 'form', form: { ...form, card: cardOf('Again') } });
      expect((await send(on, way)).status).toBe(200);
      await until(() => JSON.stringify(on.activity).includes('Again'));
      expect(formIn(on.activity)).toBeDefined();
      core = noted;
      expect((await send(on, way)).status).toBe(200);
      await until(() => formIn(on.activity) === undefined);
      expect(on.activity['summary']).toContain('Noted.');
      expect(press1()).toMatchObject({ press: confirm, fields: { reason: 'seen' }, place: { channel: alone } });
      expect(bot.teams.messages).toHaveLength(2);
    },
  );

  test('sent from a message of before a restart, it is answered by another', async () => {
    const on = await posted();
    core = async () => ({ kind: 'form', form: { ...form, card: cardOf('Again') } });
    await bot.deliver({
      text: undefined,
      value: filledIn(formIn(on.activity), {}),
      conversation: inChat,
      replyToId: 'x',
    });
    await until(() => saidIn(alone).length === 2);
    expect(saidIn(alone)).toEqual(['Isolate host-7', 'Again']);
  });

  test('that comes too late goes to the personal chat', async () => {
    core = () => new Promise((resolve) => setTimeout(() => resolve({ kind: 'form', form }), 3 * inPlaceWithin));
    expect(await executed()).toMatchObject({ body: { value: 'Looking … It comes in our chat.' } });
    await bot.adapter.stop();
    expect(saidIn(alone)).toEqual(['Isolate host-7']);
  });
});

describe('who presses what, where', () => {
  const other = '00000000-0000-4000-8000-00000000ffff';
  test.each<[string, Record<string, unknown>, Record<string, unknown>]>([
    ['people', { aadObjectId: other, from: { aadObjectId: other }, person: { id: other }, userId: other }, {}],
    ['fields of our own names', { 'field-press': approve, 'field-verb': 'back', 'field-action': 'x' }, {}],
    ['places', { place: { channel: 'x' }, conversation: { id: 'x' }, key: 'x', card: 'x' }, {}],
    ['keys beside it', {}, { data: undefined, press: approve, from: { aadObjectId: other } }],
  ])('is never told by the data of a button: %s', async (_, data, beside) => {
    core = noted;
    await bot.deliver({
      type: 'invoke',
      id: 'a1',
      name: 'adaptiveCard/action',
      text: undefined,
      replyToId: card,
      value: { ...beside, action: { type: 'Action.Execute', verb: 'press', data: { press: confirm, ...data } } },
    });
    expect(press1()).toMatchObject({
      press: confirm,
      key: `press:${conversations.channel.id}:a1`,
      person: { id: ann.aadObjectId, standing: 'member', name: 'Ann' },
      place: placeIn(channel, { thread: '1000', outsiders: false }),
    });
  });

  test('a press is told with the place where it was pressed, wherever its button was made', async () => {
    core = noted;
    await execute({ verb: 'press', data: { press: confirm } }, { conversation: conversations.chat });
    expect(press1().place).toMatchObject({ channel: conversations.chat.id });
  });
});

test.each(['task/fetch', 'application/search'])('%s is not ours', async (name) => {
  expect(await bot.deliver({ type: 'invoke', name, value: {} })).toEqual({ status: 501, body: undefined });
});
