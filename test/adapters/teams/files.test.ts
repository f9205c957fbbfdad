import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { consentCardType, infoCardType } from '../../../adapters/teams/file-messages.ts';
import { isOneDrive } from '../../../adapters/teams/read-consent.ts';
import { largestFile } from '../../../src/cards/file.ts';
import type { Answer, Reply } from '../../../src/reply.ts';
import type { Database } from '../../../src/store/database.ts';
import { createFileConsents } from '../../../src/store/file-consents.ts';
import { removeDirectories, testDatabase } from '../../support/database.ts';
import {
  ann,
  channel,
  conversations,
  member,
  personal,
  placeIn,
  signPress,
  startTeamsBot,
  type TeamsBot,
  until,
} from '../../support/teams-bot.ts';
import { file, fileCard } from '../file-cards.ts';

type Row = Readonly<Record<string, unknown>>;
type Put = Readonly<{ url: string; headers: Row; bytes: Buffer }>;

const ben = { id: '29:ben', aadObjectId: '00000000-0000-4000-8000-0000000000b0', name: 'Ben' } as const;
const chatOf = (who: { id: string }) => `a:${who.id}`;
const contentUrl = 'https://contoso-my.sharepoint.com/personal/ann_contoso_com/Documents/Applications/room.csv';
const uploadUrl =
  'https://contoso-my.sharepoint.com/personal/ann/_api/v2.0/drive/items/01/uploadSession?guid=1&tempauth=s3cret';
const uploadInfo = {
  contentUrl,
  uploadUrl,
  name: 'room.csv',
  uniqueId: '1150D938-8870-4044-9F2C-5BBDEBA70C8C',
  fileType: 'csv',
  etag: '1',
};

let database: Database;
let core: Answer;
let answerPress: Answer;
let bot: TeamsBot;
let puts: Put[];
let answer: () => number;
let logged: string[];
const oneDrive = createServer(async (request, response) => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  puts.push({ url: request.url ?? '', headers: request.headers, bytes: Buffer.concat(chunks) });
  response.writeHead(answer(), { 'content-type': 'application/json', ...(answer() === 307 && { location: '/other' }) });
  response.end('{"id":"01"}');
});

beforeAll(async () => {
  database = await testDatabase();
  await new Promise<void>((resolve) => oneDrive.listen(0, '127.0.0.1', resolve));
}, 60_000);
afterAll(async () => {
  oneDrive.close();
  await database.close();
  await removeDirectories();
});
async function start(): Promise<TeamsBot> {
  const note = (...said: unknown[]) => void logged.push(JSON.stringify(said));
  const log = { debug: note, info: note, warn: note, error: note } as unknown as Parameters<typeof startTeamsBot>[2];
  const { port } = oneDrive.address() as AddressInfo;
  return startTeamsBot(
    (incoming) =>
      incoming.kind === 'command'
        ? core(incoming)
        : incoming.kind === 'press'
          ? answerPress(incoming)
          : Promise.resolve<Reply>({ kind: 'silence', reason: 'stored' }),
    {
      waitingFiles: createFileConsents({ query: database.query, secret: Buffer.alloc(32, 7) }),
      // What goes to SharePoint comes to the test; all else goes its way.
      fetch: (input, init) => {
        const url = new URL(String(input));
        const isOurs = url.hostname === 'contoso-my.sharepoint.com';
        return fetch(isOurs ? `http://127.0.0.1:${port}${url.pathname}${url.search}` : input, init);
      },
    },
    log,
  );
}

beforeEach(async () => {
  puts = [];
  logged = [];
  answer = () => 201;
  core = async () => ({ kind: 'card', card: fileCard(file()), audience: 'room' });
  bot = await start();
  bot.teams.rosters.get(channel)!.push(member(ben));
  await bot.deliver({ conversation: conversations.channel });
});
afterEach(async () => {
  expect(logged.join()).not.toMatch(/tempauth|s3cret/);
  await bot.stop();
});

const said = (what: unknown) => JSON.stringify(what ?? {});
const attachments = () =>
  bot.teams.messages.flatMap(({ conversation, id, activity }) =>
    ((activity['attachments'] ?? []) as Row[]).map((one) => ({ conversation, id, ...one }) as Row),
  );
const asked = () => attachments().filter(({ contentType }) => contentType === consentCardType);
const shown = () => attachments().filter(({ contentType }) => contentType === infoCardType);
const saying = (words: string) => bot.teams.messages.filter(({ activity }) => said(activity).includes(words));

/** Waits for the question, and answers it as Teams does. */
async function answerWith(action: 'accept' | 'decline', change: Row = {}, who: { id: string } = ann, value: Row = {}) {
  await until(() => asked().length > 0);
  const { id, content } = asked()[0]!;
  const { acceptContext, declineContext } = content as Row;
  return bot.deliver({
    type: 'invoke',
    name: 'fileConsent/invoke',
    text: undefined,
    from: who,
    conversation: { ...conversations.personal, id: chatOf(who) },
    replyToId: id,
    value: {
      type: 'fileUpload',
      action,
      context: action === 'accept' ? acceptContext : declineContext,
      ...(action === 'accept' ? { uploadInfo } : {}),
      ...value,
    },
    ...change,
  });
}

test('in a channel the card says where the file comes, and the question for it goes to who asked, alone', async () => {
  await bot.mention('room export csv');
  await until(() => asked().length === 1);
  const [card] = saying('Exported');
  expect(card?.conversation).toBe(channel);
  expect(said(card?.activity)).toContain('incident-room-2026-11-30.csv, 24 bytes');
  expect(said(card?.activity)).toContain('The file comes to whoever asked, in the chat with me');
  const { conversation, name, content } = asked()[0]!;
  const { acceptContext, declineContext, ...facts } = content as Row;
  expect([conversation, name]).toEqual([chatOf(ann), 'incident-room-2026-11-30.csv']);
  expect(facts).toEqual({ description: '24 bytes. It waits for an hour.', sizeInBytes: 24 });
  expect(acceptContext).toEqual(declineContext);
});

test('what he allows goes into his OneDrive whole, and the file stands in the place of the question', async () => {
  await bot.mention('room export csv');
  const { status, body } = await answerWith('accept');
  expect([status, body]).toEqual([200, undefined]);
  await until(() => shown().length === 1);
  expect(puts).toHaveLength(1);
  expect(puts[0]!.url).toContain('/uploadSession?guid=1');
  expect(puts[0]!.headers).toMatchObject({
    'content-type': 'application/octet-stream',
    'content-length': '24',
    'content-range': 'bytes 0-23/24',
  });
  expect(puts[0]!.headers).not.toHaveProperty('authorization');
  expect(puts[0]!.bytes.equals(Buffer.from(file().bytes))).toBe(true);
  expect(asked()).toEqual([]);
  expect(shown()[0]).toMatchObject({
    conversation: chatOf(ann),
    contentUrl,
    name: 'incident-room-2026-11-30.csv',
    content: { uniqueId: uploadInfo.uniqueId, fileType: 'csv' },
  });
});

test('in a personal chat the question stands below the answer', async () => {
  await bot.deliver({ conversation: conversations.personal, text: 'room export csv' });
  await until(() => asked().length === 1);
  expect(asked()[0]!['conversation']).toBe(personal);
  expect(said(saying('Exported')[0])).toContain('allow it there, and it goes into your OneDrive');
});

test('what was for him alone has card and question in the personal chat', async () => {
  core = async () => ({ kind: 'card', card: fileCard(file()), audience: 'asker' });
  await bot.mention('room export csv');
  await until(() => asked().length === 1);
  expect(bot.teams.messages.map(({ conversation }) => conversation)).toEqual([chatOf(ann), chatOf(ann)]);
});

test('what is posted to somebody by his id goes into the chat that was opened with him; without one there is no such place', async () => {
  const place = placeIn(ann.aadObjectId, { kind: 'direct' });
  const what = { kind: 'card', card: fileCard() } as const;
  await expect(bot.adapter.post(place, what, { id: 'alone', maybePosted: false })).rejects.toMatchObject({
    kind: 'place-gone',
  });
  core = async () => ({ kind: 'card', card: fileCard(file()), audience: 'asker' });
  await bot.mention('room export csv');
  await until(() => asked().length === 1);
  expect(await bot.adapter.post(place, what, { id: 'alone', maybePosted: false })).toMatchObject({
    place: { channel: chatOf(ann), kind: 'direct' },
  });
});

test.each([
  ['in place of the card', 'invoke', 'asker'],
  ['in a message', 'message', 'asker'],
  ['to the room', 'message', 'room'],
] as const)('the answer to a button, %s, has its file offered to the presser alone', async (_, type, audience) => {
  const observable = { type: 'domain', value: 'x.example' };
  const buttons = [{ text: 'Details', label: 'Details', press: { do: 'details', observable } }] as const;
  const card = { headline: 'Malicious', simulated: false, parts: [{ part: 'buttons', buttons }] } as const;
  const place = placeIn(channel, { thread: '1000' });
  const ref = await bot.adapter.post(place, { kind: 'card', card }, { id: 'k', maybePosted: false });
  answerPress = async () => ({ kind: 'card', card: fileCard(file()), audience });
  const data = { press: signPress({ do: 'details', observable }) };
  const isExecuted = type === 'invoke';
  const { body } = await bot.deliver({
    type,
    text: undefined,
    ...(isExecuted && { name: 'adaptiveCard/action' }),
    replyToId: ref === 'gone' ? '' : ref.id,
    value: isExecuted ? { action: { type: 'Action.Execute', verb: 'press', data }, trigger: 'manual' } : data,
  });
  await until(() => asked().length === 1);
  expect(asked()[0]!['conversation']).toBe(chatOf(ann));
  const answered = isExecuted ? body : saying('Exported')[0]?.activity;
  expect(said(answered)).toContain(audience === 'room' ? 'in the chat with me' : 'in our chat');
  expect(saying('Exported')).toHaveLength(isExecuted ? 0 : 1);
});

test('pressed twice, and delivered again, it is sent once', async () => {
  await bot.mention('room export csv');
  await until(() => asked().length === 1);
  const [{ id, content }] = asked() as [Row];
  const value = { context: (content as Row)['acceptContext'] };
  await Promise.all([answerWith('accept'), answerWith('accept')]);
  await until(() => shown().length === 1);
  const { status } = await bot.deliver({
    type: 'invoke',
    name: 'fileConsent/invoke',
    from: ann,
    conversation: { ...conversations.personal, id: chatOf(ann) },
    replyToId: id,
    value: { type: 'fileUpload', action: 'accept', uploadInfo, ...value },
  });
  expect([status, puts.length, shown().length]).toEqual([200, 1, 1]);
});

test('another process that hears the answer sends the file', async () => {
  await bot.mention('room export csv');
  await until(() => asked().length === 1);
  const { content } = asked()[0]!;
  const other = await start();
  await other.deliver({
    type: 'invoke',
    name: 'fileConsent/invoke',
    from: ann,
    conversation: { ...conversations.personal, id: personal },
    value: { type: 'fileUpload', action: 'accept', uploadInfo, context: (content as Row)['acceptContext'] },
  });
  await until(() => other.teams.messages.length === 1);
  expect(said(other.teams.messages[0]!.activity)).toContain(infoCardType);
  expect(puts).toHaveLength(1);
  await other.stop();
});

test('declined, nothing is sent or kept', async () => {
  await bot.mention('room export csv');
  expect((await answerWith('decline')).status).toBe(200);
  await until(() => saying('Not saved: incident-room-2026-11-30.csv').length === 1);
  expect([asked(), puts]).toEqual([[], []]);
  const kept = () => database.query('select 1 from file_consents where length(bytes) > 0 and taken_until is not null');
  for (let n = 0; n < 100 && (await kept()).length > 0; n++) await new Promise((resolve) => setTimeout(resolve, 10));
  expect(await kept()).toEqual([]);
});

test('another’s press gets nothing, and leaves the file to whom it is for', async () => {
  await bot.mention('room export csv');
  await until(() => asked().length === 1);
  await bot.deliver({ conversation: { ...conversations.personal, id: chatOf(ben) }, from: ben, text: 'help' });
  bot.teams.rosters.set(chatOf(ben), [member(ben)]);
  await answerWith('accept', { replyToId: undefined }, ben);
  await until(() => saying('was meant for somebody else').length === 1);
  expect(saying('was meant for somebody else')[0]!.conversation).toBe(chatOf(ben));
  expect(puts).toEqual([]);
  await answerWith('accept');
  await until(() => shown().length === 1);
});

test.each([
  ['http', 'http://contoso-my.sharepoint.com/x'],
  ['another host', 'https://sharepoint.com.evil.example/x'],
  ['nothing', undefined],
])('an upload address of %s gets nothing, and he is told', async (_, url) => {
  await bot.mention('room export csv');
  await answerWith('accept', {}, ann, { uploadInfo: { ...uploadInfo, uploadUrl: url } });
  await until(() => saying('could not be saved to your OneDrive').length === 1);
  expect([puts, asked(), shown()]).toEqual([[], [], []]);
});

test.each([
  [507, 'Your OneDrive is full.'],
  [413, 'Ask for less of it.'],
  [403, 'whoever administers it'],
  [503, 'Ask again in a minute.'],
  [202, 'Ask again in a minute.'],
  [307, 'Ask again in a minute.'],
])('when OneDrive answers %i, he is told what to do', async (status, words) => {
  answer = () => status;
  await bot.mention('room export csv');
  await answerWith('accept');
  await until(() => saying(words).length === 1);
  expect([shown(), puts.length]).toEqual([[], 1]);
});

test.each([
  ['in a channel', { conversation: conversations.channel }, {}, 403],
  ['without an id of ours', {}, { context: {} }, 400],
  ['that is neither yes nor no', {}, { action: 'maybe' }, 400],
])('an answer %s is refused', async (_, change, value, expected) => {
  await bot.mention('room export csv');
  expect((await answerWith('accept', change, ann, value)).status).toBe(expected);
  expect(puts).toEqual([]);
});

test('where Teams takes no question, the card stands and the other way is named', async () => {
  await bot.mention('room export csv');
  await until(() => asked().length === 1);
  bot.teams.next('post', { status: 201, body: { id: '1' } });
  bot.teams.next('post', { status: 400, body: { error: { code: 'BadSyntax', message: 'not supported' } } });
  await bot.mention('room export csv');
  await until(() => saying('Not sent: incident-room').length === 1);
  expect(said(saying('Not sent: incident-room')[0])).toContain('--file');
});

test('where no personal chat can be opened, the channel says what to do', async () => {
  bot.teams.next('create', { status: 403, body: { error: { code: 'BotNotInConversationRoster', message: 'no' } } });
  await bot.mention('room export csv');
  await until(() => saying('open a chat with me').length === 1);
  expect(saying('open a chat with me')[0]!.conversation).toBe(channel);
});

test.each([
  ['too large', new Uint8Array(largestFile + 1), 'larger than 5.0 MB'],
  ['empty', new Uint8Array(), 'is empty'],
])('a file that is %s is not offered, and the card says why', async (_, bytes, words) => {
  core = async () => ({ kind: 'card', card: fileCard(file({ bytes })), audience: 'room' });
  await bot.mention('room export csv');
  await until(() => saying(words).length === 1);
  expect(asked()).toEqual([]);
});

test('what nobody asked for says that its file comes only to who asks', async () => {
  const place = placeIn(channel, { thread: '1000' });
  await bot.adapter.post(place, { kind: 'card', card: fileCard(file()) }, { id: 'k', maybePosted: false });
  expect(said(bot.teams.messages[0]!.activity)).toContain('only to who asks me for it');
});

test.each([
  ['https://contoso-my.sharepoint.com/x?tempauth=1', true],
  ['https://sn3302.up.1drv.com/up/fe6987415ace7X4e1eF866337', true],
  ['https://graph.microsoft.com/v1.0/me/drive', true],
  ['https://sharepoint.com/', true],
  ['https://CONTOSO.SharePoint.com/', true],
  ['http://contoso.sharepoint.com/', false],
  ['https://contoso.sharepoint.com:8443/', false],
  ['https://user:pass@contoso.sharepoint.com/', false],
  ['https://contoso.sharepoint.com@evil.example/', false],
  ['https://evil.example/contoso.sharepoint.com', false],
  ['https://evil.example#.sharepoint.com', false],
  ['https://evilsharepoint.com/', false],
  ['https://sharepoint.com.evil.example/', false],
  ['https://microsoft.com/', false],
  ['https://127.0.0.1/', false],
  ['file:///etc/passwd', false],
  ['', false],
])('%j may be given a file: %s', (url, expected) => {
  expect(isOneDrive(url)).toBe(expected);
});
