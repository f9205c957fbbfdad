import { createSlackAdapter } from '../../../adapters/slack/index.ts';
import type { PageView } from '../../../demo/playground/page-view.ts';
import { CHANNELS, PEOPLE } from '../../../demo/playground/sample-workspace.ts';
import { largestFile } from '../../../src/cards/file.ts';
import type { Place } from '../../../src/incoming.ts';
import { silentLog } from '../../../src/log.ts';
import { type Stage, startPlayground, TOKEN } from '../../demo/playground/support/start-playground.ts';
import { signPress, silence } from '../../support/slack-bot.ts';
import { file, fileCard } from '../file-cards.ts';

const channel = CHANNELS['soc-alerts'];
const place: Place = { platform: 'slack', workspace: 'T1', channel, kind: 'channel', outsiders: true };

let stage: Stage;
let adapter: ReturnType<typeof createSlackAdapter>;
beforeEach(async () => {
  stage = await startPlayground();
  adapter = createSlackAdapter({
    botToken: TOKEN,
    signingSecret: 'made-up-signing-secret',
    apiUrl: stage.playground.apiUrl(),
    route: () => {},
    groups: [],
    signPress,
    log: silentLog,
  });
  await adapter.start(async () => silence);
});
afterEach(async () => {
  await adapter.stop();
  await stage.close();
});

const messages = async (thread: string) => {
  const look = new URLSearchParams({ as: PEOPLE.analyst, channel, thread });
  const response = await fetch(`${stage.url}playground/view?${look}`);
  const view = (await response.json()) as ReturnType<PageView>;
  return JSON.stringify(view);
};

test('a file in a card is shared into its thread, and can be loaded down from the page, whatever is in it', async () => {
  const bytes = Buffer.from('<script>alert(1)</script>');
  const card = fileCard(file({ name: 'room.html', bytes }), file({ bytes: new Uint8Array(largestFile) }));
  const ref = await adapter.post(place, { kind: 'card', card }, { id: 'k', maybePosted: false });
  if (ref === 'gone') throw new Error('not posted');
  const html = await messages(ref.id);
  expect(html).toContain('download=\\"room.html\\"');
  expect(html).toContain('room.html, 25 bytes');
  expect(html).toContain('5,242,880 bytes');
  const [, id] = /playground\/file\?id=(\w+)\\" download=\\"room/.exec(html) ?? [];
  const loaded = await fetch(`${stage.url}playground/file?id=${id}`);
  expect(Buffer.from(await loaded.arrayBuffer()).equals(bytes)).toBe(true);
  expect(loaded.headers.get('content-disposition')).toBe('attachment; filename="room.html"');
  expect(loaded.headers.get('content-type')).toBe('application/octet-stream');
});

test('posted again after a crash, the file is found in the thread and not shared again', async () => {
  const card = fileCard(file());
  const ref = await adapter.post(place, { kind: 'card', card }, { id: 'k', maybePosted: false });
  expect(await adapter.post(place, { kind: 'card', card }, { id: 'k', maybePosted: true })).toEqual(ref);
  const html = await messages(ref === 'gone' ? '' : ref.id);
  expect(html.split('download=').length - 1).toBe(1);
});

test.each([
  ['a person', PEOPLE.analyst, 'invalid_arguments'],
  ['a channel that is not there', 'C0NOWHERE00', 'channel_not_found'],
  ['a channel without the bot', CHANNELS.general, 'not_in_channel'],
])('a file is not shared with %s', async (_, channel_id, error) => {
  const files = [{ id: 'F0UPLOAD0001', title: 'x' }];
  expect(await stage.call('files.completeUploadExternal', { files, channel_id })).toMatchObject({ ok: false, error });
});
