import type { Adapter } from '../../../adapters/adapter.ts';
import { createSlackAdapter } from '../../../adapters/slack/index.ts';
import { createPlayground, type Playground } from '../../../demo/playground/playground.ts';
import { PEOPLE } from '../../../demo/playground/sample-workspace.ts';
import type { Card } from '../../../src/cards/card.ts';
import type { Incoming } from '../../../src/incoming.ts';
import { createListener, type Listener } from '../../../src/listener.ts';
import { silentLog } from '../../../src/log.ts';
import type { Press } from '../../../src/presses/press.ts';
import { createPressStrings } from '../../../src/presses/press.ts';
import type { Answer, Reply } from '../../../src/reply.ts';

/** The adapter on the Slack of the playground, with a core that plays one response action. */
const { signPress, readPress } = createPressStrings(Buffer.alloc(32, 7));
const { analyst, approver } = PEOPLE;
const text = (words: string) => ({ part: 'text' as const, spans: [{ span: 'text' as const, text: words }] });
const buttons = (...some: [string, Press][]) => ({
  part: 'buttons' as const,
  buttons: some.map(([words, press]) => ({ text: words, label: words, press })),
});
const cardOf = (headline: string, ...parts: Card['parts'][number][]): Card => ({
  headline,
  simulated: true,
  parts: [text(headline), ...parts],
});
const noted: Reply = { kind: 'silence', reason: 'noted' };
const confirmForm = (wrong?: string): Reply => ({
  kind: 'form',
  form: {
    card: cardOf('Block 45.83.10[.]7'),
    fields: [{ field: 'text', name: 'reason', label: 'Reason', most: 500, ...(wrong && { wrong }) }],
    submit: { text: 'Ask for it', press: { do: 'confirm', request: 'r1' } },
  },
});

let playground: Playground;
let listener: Listener;
let adapter: Adapter;
const told: Incoming[] = [];

const core: Answer = async (incoming) => {
  told.push(incoming);
  if (incoming.kind === 'command') {
    const card = cardOf('Offers', buttons(['Block', { do: 'choose', offers: 'o1', action: 0 }]));
    return { kind: 'card', card, audience: 'asker' };
  }
  if (incoming.kind !== 'press') return { kind: 'silence', reason: 'done' };
  const press = readPress(incoming.press);
  if (press?.do === 'choose') return confirmForm();
  if (press?.do === 'refuse' && !incoming.fields) return confirmForm();
  if (press?.do === 'confirm' && incoming.fields?.['reason'] === 'short') return confirmForm('Say more than "short".');
  if (press?.do === 'approve' && incoming.person.id === analyst) {
    return { kind: 'card', card: cardOf('Somebody else has to approve it.'), audience: 'asker' };
  }
  return noted;
};

beforeAll(async () => {
  listener = createListener({ log: silentLog });
  let port = 0;
  playground = await createPlayground({
    botUrl: () => `http://127.0.0.1:${port}/slack/events`,
    signingSecret: 'shhh',
    botToken: 'xoxb-test',
    log: silentLog,
  });
  await playground.start();
  adapter = createSlackAdapter({
    botToken: 'xoxb-test',
    signingSecret: 'shhh',
    apiUrl: playground.apiUrl(),
    route: listener.route,
    groups: [],
    signPress,
    log: silentLog,
  });
  await adapter.start(core);
  port = await listener.listen(0, '127.0.0.1');
});
afterAll(async () => {
  await adapter.stop();
  await playground.close();
  await listener.close();
});

async function eventually<T>(look: () => T | undefined): Promise<T> {
  const end = Date.now() + 10_000;
  for (let found = look(); ; found = look()) {
    if (found !== undefined) return found;
    if (Date.now() > end) throw new Error(`never seen: ${look}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
const seen = (user: string, words: string) =>
  eventually(() => playground.messages('soc-alerts', user).findLast((message) => message.text.includes(words)));
const modalSays = (words: string) =>
  eventually(() => (JSON.stringify(playground.modal(analyst))?.includes(words) ? words : undefined));
const lastPress = () => told.findLast((one) => one.kind === 'press');

test('offered, filled in wrongly, filled in, asked for; approved by somebody else', async () => {
  await playground.command('soc-alerts', analyst, 'respond 45.83.10.7 @vera');
  const offers = await seen(analyst, 'Offers');
  expect(told.at(-1)).toMatchObject({ mentioned: [approver], person: { name: 'ana' } });
  expect(offers.onlyFor).toBe(analyst);
  await playground.press('soc-alerts', offers.ts, analyst, 'Block');
  await modalSays('Reason');

  expect(await playground.submit(analyst, { reason: 'short' })).toBeUndefined();
  await modalSays('Say more than');
  await playground.submit(analyst, { reason: 'It phones home.' });
  expect(playground.modal(analyst)).toBeUndefined();
  expect(lastPress()).toMatchObject({ fields: { reason: 'It phones home.' }, person: { id: analyst } });
  const { place } = lastPress() as { place: Parameters<Adapter['post']>[0] };

  const request: Card = cardOf(
    'Waits for approval',
    { part: 'note', spans: [{ span: 'person', platform: 'slack', id: analyst, name: 'Ana' }] },
    buttons(['Approve', { do: 'approve', request: 'r1' }], ['Refuse', { do: 'refuse', request: 'r1' }]),
  );
  const ref = await adapter.post(place, { kind: 'card', card: request }, { id: 'k', maybePosted: false });
  if (ref === 'gone') throw new Error('not posted');
  await playground.press('soc-alerts', ref.id, analyst, 'Approve');
  expect((await seen(analyst, 'Somebody else')).onlyFor).toBe(analyst);
  await playground.press('soc-alerts', ref.id, approver, 'Approve');
  expect(lastPress()).toMatchObject({ person: { id: approver, name: 'vera' } });
  await playground.press('soc-alerts', ref.id, approver, 'Refuse');
  await eventually(() => playground.modal(approver));
});

test('who somebody is now is asked of the playground too', async () => {
  const place = { platform: 'slack', workspace: 'T1', channel: 'C1', kind: 'channel', outsiders: false } as const;
  expect(await adapter.personNow(PEOPLE.guest, place)).toMatchObject({ standing: 'guest', name: 'gus' });
});
