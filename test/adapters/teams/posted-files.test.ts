import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { isFileAddress, sentFiles } from '../../../adapters/teams/posted-files.ts';
import { createSeal } from '../../../src/store/seal.ts';
import {
  conversations,
  personal,
  placeIn,
  silence,
  startTeamsBot,
  type TeamsBot,
  until,
} from '../../support/teams-bot.ts';

let bot: TeamsBot;
let host: Server;
let served: Readonly<{ status: number; headers?: Record<string, string>; body?: string }>[] = [];
let asked: { url: string; authorization: string | undefined }[] = [];
beforeAll(async () => {
  host = createServer((request, response) => {
    asked.push({ url: request.url ?? '', authorization: request.headers.authorization });
    const { status, headers = {}, body = '' } = served.shift() ?? { status: 200, body: 'what is in it' };
    response.writeHead(status, headers).end(body);
  });
  await new Promise<void>((done) => host.listen(0, '127.0.0.1', done));
  bot = await startTeamsBot(async () => silence);
});
afterAll(async () => {
  await bot.stop();
  await new Promise((done) => host.close(done));
});
beforeEach(() => {
  bot.told.length = 0;
  [served, asked] = [[], []];
});

const address = () => `http://127.0.0.1:${(host.address() as AddressInfo).port}/download.aspx?tempauth=secret`;
const place = placeIn(personal, { kind: 'direct' });
const download = (downloadUrl: unknown, name: unknown = 'iocs.csv') => ({
  contentType: 'application/vnd.microsoft.teams.file.download.info',
  contentUrl: 'https://example.sharepoint.com/personal/ann/Documents/iocs.csv',
  name,
  content: { downloadUrl, uniqueId: '1150D938-8870-4044-9F2C-5BBDEBA70C9D', fileType: 'csv' },
});

/** Sends a file in the personal chat; resolves with its handle. */
async function send(attachments: readonly unknown[], text = ''): Promise<string> {
  await bot.deliver({ conversation: conversations.personal, text, attachments });
  await until(() => bot.told.length > 0);
  const [told] = bot.told;
  return (told?.kind === 'command' && told.files?.[0]?.handle) || '';
}

test('a file in a personal chat comes with the command, its address sealed', async () => {
  const handle = await send([download(address())], 'enrich');
  expect(bot.told).toMatchObject([{ kind: 'command', words: 'enrich', files: [{ name: 'iocs.csv' }] }]);
  expect(Object.keys(bot.told[0]?.kind === 'command' ? bot.told[0].files![0]! : {})).toEqual(['handle', 'name']);
  expect(JSON.stringify(bot.told)).not.toMatch(/tempauth|secret|127\.0\.0\.1/);
  const { chunks } = await bot.adapter.openFile!({ handle, name: '' }, place);
  const read: Uint8Array[] = [];
  for await (const chunk of chunks) read.push(chunk);
  expect(Buffer.concat(read).toString()).toBe('what is in it');
  expect(asked).toEqual([{ url: '/download.aspx?tempauth=secret', authorization: undefined }]);
});

test('words alone, pictures within them and links to SharePoint are no files', async () => {
  await send([
    { contentType: 'text/html', content: '<p>see <img src="https://x.example/i.png"></p>' },
    { contentType: 'image/png', contentUrl: 'https://smba.example/i.png' },
    { contentType: 'reference', contentUrl: 'https://example.sharepoint.com/x', name: 'x' },
    download(undefined),
    download(12),
  ]);
  expect(bot.told[0]).not.toHaveProperty('files');
});

test.each([
  [{ status: 302, headers: { location: 'https://evil.example/' } }, 'place-gone'],
  [{ status: 401 }, 'place-gone'],
  [{ status: 404 }, 'place-gone'],
  [{ status: 429 }, 'platform-unavailable'],
  [{ status: 503 }, 'platform-unavailable'],
])('%j is told as %s, and asked once', async (answer, kind) => {
  const handle = await send([download(address())]);
  served.push(answer);
  await expect(bot.adapter.openFile!({ handle, name: '' }, place)).rejects.toMatchObject({ kind });
  expect(asked).toHaveLength(1);
});

test('only what this bot sealed is opened', async () => {
  const other = createSeal(Buffer.alloc(32, 8), 'test').seal(address(), 'teams');
  for (const handle of [other, address(), '', 'x'.repeat(100)])
    await expect(bot.adapter.openFile!({ handle, name: '' }, place)).rejects.toMatchObject({ kind: 'place-gone' });
  expect(asked).toEqual([]);
});

test.each(['https://127.0.0.1:1/x', 'https://evil.example/x', 'http://192.0.2.1/x', 'file:///etc/passwd'])(
  'nothing is fetched from %s',
  async (url) => {
    const handle = await send([download(url)]);
    expect(handle).not.toBe('');
    await expect(bot.adapter.openFile!({ handle, name: '' }, place)).rejects.toMatchObject({ kind: 'place-gone' });
  },
);

test('a Failure never names the address', async () => {
  const handle = await send([download('http://127.0.0.1:1/download.aspx?tempauth=secret')]);
  const failure = await bot.adapter.openFile!({ handle, name: '' }, place).catch((error: unknown) => error);
  expect(`${failure} ${JSON.stringify(failure)} ${(failure as Error).stack}`).not.toContain('secret');
});

test.each([
  ['https://example.sharepoint.com/x', true],
  ['https://example-my.sharepoint.us/x', true],
  ['https://sharepoint.com.evil.example/x', false],
  ['https://evilsharepoint.com/x', false],
  ['http://example.sharepoint.com/x', false],
  ['https://user@example.sharepoint.com/x', false],
  ['https://example.sharepoint.com:8443/x', false],
  ['https://graph.microsoft.com/x', false],
  ['http://127.0.0.1/x', false],
  ['http://169.254.169.254/latest/meta-data', false],
  ['file:///etc/passwd', false],
  ['', false],
])('%s may be fetched from: %s', (url, may) => {
  expect(isFileAddress(url, false)).toBe(may);
});

test.each([undefined, null, 1, {}, { attachments: 'x' }, { attachments: [1, {}, { content: {} }] }])(
  'no activity has files in %j',
  (raw) => {
    expect(sentFiles(raw)).toEqual([]);
  },
);
