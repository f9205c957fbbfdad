import type { Card } from '../../../src/cards/card.ts';
import type { Answer, Reply } from '../../../src/reply.ts';
import {
  ann,
  channel,
  conversations,
  placeIn,
  signPress,
  startTeamsBot,
  type TeamsBot,
  until,
} from '../../support/teams-bot.ts';
import { cardFaults } from '../../support/teams-payload.ts';
import { dot, picture, pictureCard } from '../picture-cards.ts';

const url = `data:image/png;base64,${dot.toString('base64')}`;
const high = picture({ png: Buffer.alloc(60_000), slices: [dot, dot] });
const press = signPress({ do: 'details', observable: { type: 'domain', value: 'evil.example' } });

const quiet: Reply = { kind: 'silence', reason: 'stored' };

let core: Answer;
let bot: TeamsBot;
beforeEach(async () => {
  core = async () => ({ kind: 'card', card: pictureCard(high), audience: 'room' });
  bot = await startTeamsBot((incoming) => (incoming.kind === 'message' ? Promise.resolve(quiet) : core(incoming)));
  await bot.deliver({ conversation: conversations.channel });
});
afterEach(() => bot.stop());

type Body = readonly Readonly<Record<string, unknown>>[];
const bodyOf = (activity: Readonly<Record<string, unknown>>): Body =>
  (activity['attachments'] as { content: { body: Body } }[])[0]!.content.body;
const imagesIn = (body: Body) => body.filter(({ type }) => type === 'Image');
const texts = (value: unknown) => JSON.stringify(value);

test('a picture stands in the card, in slices that join, the first of which is described', async () => {
  await bot.mention('details evil.example');
  await until(() => bot.teams.messages.length === 1);
  const body = bodyOf(bot.teams.messages[0]!.activity);
  expect(imagesIn(body)).toEqual([
    {
      type: 'Image',
      url,
      altText: 'Graph: evil[.]example resolved to 192.0.2[.]1.',
      size: 'Stretch',
      msteams: { allowExpand: true },
    },
    { type: 'Image', url, altText: '', size: 'Stretch', msteams: { allowExpand: true }, spacing: 'None' },
  ]);
  expect(cardFaults((bot.teams.messages[0]!.activity['attachments'] as { content: object }[])[0]!.content)).toEqual([]);
});

test('what Teams takes for too large is sent without the picture, and keeps its lines', async () => {
  const error = { code: 'MessageSizeTooBig', message: 'too big' };
  bot.teams.next('post', { status: 413, body: { error } });
  await bot.mention('details evil.example');
  await until(() => bot.teams.messages.length === 1);
  const said = texts(bot.teams.messages[0]!.activity);
  expect(said).toContain('Teams did not take the picture.');
  expect(said).toContain('192.0.2[.]1');
  expect(said).not.toContain('data:image');
});

test('a picture is not kept in memory: the way back leads to the card with a sentence in its place', async () => {
  await bot.mention('details evil.example');
  await until(() => bot.teams.messages.length === 1);
  const { body } = await bot.deliver({
    type: 'invoke',
    name: 'adaptiveCard/action',
    text: undefined,
    replyToId: bot.teams.messages[0]!.id,
    value: { action: { type: 'Action.Execute', verb: 'back', data: {} }, trigger: 'manual' },
  });
  expect(texts(body)).toContain('The picture is in the card that everybody sees.');
  expect(texts(body)).not.toContain('data:image');
});

describe('a press', () => {
  const dialog = (card: Card): Reply => ({ kind: 'card', card, audience: 'asker', dialog: true });
  const pressed = async (card: Card) => {
    core = async () => dialog(card);
    const buttons: Card = {
      headline: 'Malicious',
      simulated: false,
      parts: [
        {
          part: 'buttons',
          buttons: [
            { text: 'Details', label: 'Details', press: { do: 'details', observable: { type: 'domain', value: 'x' } } },
          ],
        },
      ],
    };
    const place = placeIn(channel, { thread: '1000' });
    const ref = await bot.adapter.post(place, { kind: 'card', card: buttons }, { id: 'k', maybePosted: false });
    return bot.deliver({
      type: 'invoke',
      name: 'adaptiveCard/action',
      text: undefined,
      replyToId: ref === 'gone' ? '' : ref.id,
      value: { action: { type: 'Action.Execute', verb: 'press', data: { press } }, trigger: 'manual' },
    });
  };

  test('is answered in place with a small picture', async () => {
    await bot.deliver();
    const { body } = await pressed(pictureCard(picture()));
    expect(texts(body)).toContain(url);
  });

  test('is answered in place without a large one, which comes to the presser alone', async () => {
    await bot.deliver();
    const { body } = await pressed(pictureCard(high));
    expect(texts(body)).toContain('The picture of it comes in our chat.');
    expect(texts(body)).not.toContain('data:image');
    const withPicture = () => bot.teams.messages.filter(({ activity }) => texts(activity).includes('data:image'));
    await until(() => withPicture().length === 1);
    expect(withPicture().map(({ conversation }) => conversation)).toEqual([`a:${ann.id}`]);
  });
});
