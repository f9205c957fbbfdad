import type { Card } from '../../../src/cards/card.ts';
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
  until,
} from '../../support/teams-bot.ts';
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
const inPlaceWithin = 100;
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

test.each(['task/fetch', 'composeExtension/queryLink', 'application/search'])('%s is not ours', async (name) => {
  expect(await bot.deliver({ type: 'invoke', name, value: {} })).toEqual({ status: 501, body: undefined });
});
