import { CHANNELS, PEOPLE } from '../../../../demo/playground/sample-workspace.ts';
import { type Stage, startPlayground } from '../support/start-playground.ts';

let stage: Stage;
beforeEach(async () => {
  stage = await startPlayground();
});
afterEach(() => stage.close());

const soc = CHANNELS['soc-alerts'];
const { analyst } = PEOPLE;
const page = 'https://xdr.us.security.cisco.com/incidents/incident-00000000-0000-4000-8000-000000001042?a=1&b=2';
const act = async (doing: Record<string, unknown>) =>
  fetch(`${stage.url}playground/act`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ as: analyst, channel: soc, ...doing }),
  });
type Shown = Readonly<{ ts: string; html: string; pinned: boolean; reactions: { name: string; count: number }[] }>;
const shown = async (ts: string): Promise<Shown> => {
  const view = await fetch(`${stage.url}playground/view?${new URLSearchParams({ as: analyst, channel: soc })}`);
  const { messages } = (await view.json()) as { messages: Shown[] };
  return messages.find((one) => one.ts === ts)!;
};
const settled = () => stage.playground.idle();

test('a reaction is told to the app, and pressed again it is gone without a word', async () => {
  const message = await stage.playground.say('soc-alerts', analyst, 'the beacon');
  await act({ do: 'react', ts: message?.ts, reaction: 'memo' });
  await settled();
  expect(stage.events('reaction_added')).toMatchObject([
    { user: analyst, reaction: 'memo', item_user: analyst, item: { type: 'message', channel: soc, ts: message?.ts } },
  ]);
  expect((await shown(message!.ts)).reactions).toMatchObject([{ name: 'memo', count: 1 }]);
  await act({ do: 'react', ts: message?.ts, reaction: 'memo' });
  await settled();
  expect((await shown(message!.ts)).reactions).toEqual([]);
  expect(stage.events('reaction_added')).toHaveLength(1);
});

test('a pin is told to the app with the message, once', async () => {
  const message = await stage.playground.say('soc-alerts', analyst, 'the beacon');
  expect((await act({ do: 'pin', ts: message?.ts })).status).toBe(200);
  expect((await act({ do: 'pin', ts: message?.ts })).status).toBe(409);
  await settled();
  expect(stage.events('pin_added')).toMatchObject([
    { user: analyst, channel_id: soc, item: { type: 'message', message: { ts: message?.ts, text: 'the beacon' } } },
  ]);
  expect((await shown(message!.ts)).pinned).toBe(true);
});

test('a shortcut is used by its name', async () => {
  const message = await stage.playground.say('soc-alerts', analyst, 'the beacon');
  await act({ do: 'shortcut', ts: message?.ts, name: 'Add to incident' });
  expect(stage.handed.at(-1)?.body).toMatchObject({ type: 'message_action', callback_id: 'add_to_incident' });
});

test('links of the app’s hosts are told, and what it shows for them stands under the message', async () => {
  const message = await stage.playground.say('soc-alerts', analyst, `see ${page} and https://other.example/x`);
  await settled();
  expect(stage.events('link_shared')).toMatchObject([
    {
      channel: soc,
      user: analyst,
      message_ts: message?.ts,
      source: 'conversations_history',
      links: [{ domain: 'xdr.us.security.cisco.com', url: page }],
    },
  ]);
  const button = {
    type: 'button',
    text: { type: 'plain_text', text: 'Show incident' },
    value: 'signed',
    action_id: 'press-0',
  };
  const blocks = [
    { type: 'section', text: { type: 'plain_text', text: 'INC-1042' } },
    { type: 'actions', block_id: 'act', elements: [button] },
  ];
  const unfurls = { [page]: { blocks } };
  expect(await stage.call('chat.unfurl', { channel: soc, ts: message?.ts, unfurls })).toMatchObject({ ok: true });
  expect((await shown(message!.ts)).html).toContain('INC-1042');
  await act({ do: 'press', ts: message?.ts, block: 'act', action: 'press-0' });
  expect(stage.handed.at(-1)?.body).toMatchObject({
    type: 'block_actions',
    container: { type: 'message_attachment' },
    actions: [{ value: 'signed' }],
  });
  const other = { ['https://elsewhere.example/']: { blocks } };
  expect(await stage.call('chat.unfurl', { channel: soc, ts: message?.ts, unfurls: other })).toMatchObject({
    ok: false,
  });
});
