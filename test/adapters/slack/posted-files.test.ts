import { createIsFileAddress } from '../../../adapters/slack/slack-address.ts';
import { Failure } from '../../../src/failure.ts';
import type { FileContent } from '../../../src/files/posted-file.ts';
import type { Place } from '../../../src/incoming.ts';
import { type SlackBot, silence, startSlackBot, until } from '../../support/slack-bot.ts';
import { messageOf } from '../../support/slack-deliveries.ts';
import { bot as us } from '../../support/slack-web-api.ts';

let bot: SlackBot;
beforeAll(async () => {
  bot = await startSlackBot(async () => silence);
});
afterAll(() => bot.stop());
beforeEach(() => {
  bot.told.length = 0;
});

type Facts = Record<string, unknown>;
const place: Place = { platform: 'slack', workspace: 'T1', channel: 'C1', kind: 'channel', outsiders: true };
const file = (id: string, facts: Facts = {}) => ({ id, name: `${id}.bin`, size: 5, mode: 'hosted', ...facts });
const share = (files: Facts[], text = '', facts: Facts = {}) =>
  bot.event(messageOf(text, { subtype: 'file_share', files, ...facts }));
const filesTold = () => bot.told.map((one) => ('files' in one ? one.files : undefined));
const open = (handle: string) => bot.adapter.openFile!({ handle, name: 'x' }, place);
const read = async (content: FileContent) => {
  const chunks: Uint8Array[] = [];
  for await (const chunk of content.chunks) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
};
const failureOf = (work: Promise<unknown>): Promise<Failure> =>
  work.then(
    () => {
      throw new Error('it was opened');
    },
    (error: unknown) => error as Failure,
  );

test('files posted with a message are told by their ids, without an address', async () => {
  await share([file('F0HOSTED1', { url_private: 'https://files.slack.com/files-pri/T1-F0HOSTED1/x' })], 'look');
  expect(bot.told).toMatchObject([
    { kind: 'message', text: 'look', files: [{ handle: 'F0HOSTED1', name: 'F0HOSTED1.bin', size: 5 }] },
  ]);
  expect(JSON.stringify(filesTold())).not.toContain('http');
});

test('what Slack keeps no bytes of is passed over', async () => {
  await share([
    file('F0TOMB001', { mode: 'tombstone' }),
    file('F0HIDDEN1', { mode: 'hidden_by_limit' }),
    file('F0DRIVE01', { mode: 'external', is_external: true }),
    file('F0DRIVE02', { is_external: true }),
    file('F0CANVAS1', { mode: 'canvas' }),
    file('F0NOTFOUND', { file_access: 'file_not_found' }),
    file('F0DENIED1', { file_access: 'access_denied' }),
    file('https://evil.example/F1'),
    file('../../F1'),
    { name: 'no id' },
  ]);
  expect(filesTold()).toEqual([undefined]);
});

test('a file of another organisation comes as an id, and is asked for', async () => {
  await share([{ id: 'F0OTHER01', file_access: 'check_file_info' }]);
  expect(filesTold()).toEqual([[{ handle: 'F0OTHER01', name: '' }]]);
});

test('what was pasted is told as such, with what Slack shows of it', async () => {
  await share([file('F0PASTE01', { mode: 'snippet', name: 'Untitled', preview: 'begins so' })]);
  expect(filesTold()).toMatchObject([[{ handle: 'F0PASTE01', paste: true, preview: 'begins so' }]]);
});

test('a mention and a direct message bring their files', async () => {
  await share([file('F0HOSTED1')], `<@${us.user}> enrich`);
  await share([file('F0HOSTED2')], '', { channel: 'D1', channel_type: 'im', ts: '1690000001.000100' });
  await until(() => bot.told.length === 2);
  expect(bot.told).toMatchObject([
    { kind: 'command', words: 'enrich', files: [{ handle: 'F0HOSTED1' }] },
    { kind: 'command', words: '', from: 'direct', files: [{ handle: 'F0HOSTED2' }] },
  ]);
});

test('what is pasted beside a command is its words, but not what is very large, nor a text file with a name', async () => {
  const paste = { mode: 'snippet', name: 'Untitled', preview: 'pasted' };
  const files = [
    file('F0PASTE01', { ...paste, size: 100_000 }),
    file('F0PASTE02', { ...paste, size: 2_000_000 }),
    file('F0TEXT001', { mode: 'snippet', name: 'iocs.csv' }),
  ];
  await share(files, `<@${us.user}> enrich`);
  await until(() => bot.told.length === 1);
  expect(bot.told).toMatchObject([{ kind: 'command', words: 'enrich\npasted' }]);
  expect(filesTold()[0]!.map(({ handle, paste }) => [handle, paste])).toEqual([
    ['F0PASTE02', true],
    ['F0TEXT001', undefined],
  ]);
});

test('the shortcut brings the files of the message', async () => {
  const message = messageOf('', { files: [file('F0HOSTED1')] });
  const payload = {
    type: 'message_action',
    callback_id: 'check_in_xdr',
    user: { id: 'U1' },
    channel: { id: 'C1' },
    message,
    team: { id: 'T1' },
  };
  await bot.form({ payload: JSON.stringify(payload) });
  await until(() => bot.told.length === 1);
  expect(bot.told).toMatchObject([{ kind: 'command', from: 'shortcut', files: [{ handle: 'F0HOSTED1' }] }]);
});

test('a file that is taken away from its message is an edit at that time; a preview is none', async () => {
  const change = (before: Facts[], after: Facts[]) =>
    bot.event({
      type: 'message',
      subtype: 'message_changed',
      channel: 'C1',
      channel_type: 'channel',
      ts: '1690000009.000900',
      message: messageOf('x', { files: after }),
      previous_message: messageOf('x', { files: before }),
    });
  await change([file('F0HOSTED1')], [file('F0HOSTED1', { thumb_64: 'x' })]);
  expect(bot.told).toEqual([]);
  await change([file('F0HOSTED1')], [file('F0HOSTED1', { mode: 'tombstone' })]);
  expect(bot.told).toMatchObject([{ kind: 'message', version: '1690000009.000900' }]);
  expect(filesTold()).toEqual([undefined]);
});

describe('opening', () => {
  test('asks Slack where it lies and reads it with the token', async () => {
    bot.slack.files.set('F0HOSTED1', 'what is in it');
    const content = await open('F0HOSTED1');
    expect(await read(content)).toBe('what is in it');
    expect(bot.slack.callsOf('files.info').at(-1)?.args).toEqual({ file: 'F0HOSTED1' });
  });

  test.each([
    'https://evil.example/F1',
    'https://files.slack.com.evil.example/F1',
    'http://files.slack.com/F1',
    'https://user@files.slack.com/F1',
    'https://files.slack.com:8443/F1',
    'https://acme.slack.com/F1',
    'https://files.slack.com@evil.example/',
    'file:///etc/passwd',
    '/etc/passwd',
    '',
  ])('the token goes nowhere else: %s', async (url) => {
    const asked: string[] = [];
    const other = await startSlackBot(async () => silence, {
      fetch: async (input, init) => {
        const address = input instanceof Request ? input.url : String(input);
        if (!address.includes('/api/')) asked.push(address);
        return fetch(input, init);
      },
    });
    other.slack.posts.set('F0EVIL001', { url_private_download: url });
    const failure = await failureOf(other.adapter.openFile!({ handle: 'F0EVIL001', name: '' }, place));
    expect(failure.kind).toBe('place-gone');
    expect(asked).toEqual([]);
    await other.stop();
  });

  test('a redirect is not followed', async () => {
    bot.slack.files.set('F0HOSTED1', 'x');
    bot.slack.next('file', { status: 302, headers: { location: 'https://evil.example/' } });
    expect(await failureOf(open('F0HOSTED1'))).toMatchObject({
      kind: 'platform-refused',
      facts: { scopes: ['files:read'] },
    });
  });

  test('the page for signing in is no file', async () => {
    bot.slack.files.set('F0HOSTED1', 'x');
    bot.slack.next('file', { headers: { 'content-type': 'text/html; charset=utf-8' }, body: '<html>' });
    expect((await failureOf(open('F0HOSTED1'))).kind).toBe('platform-refused');
  });

  test('a file that is a page itself is read', async () => {
    bot.slack.files.set('F0PAGE001', '<html>45.83.10.7</html>');
    bot.slack.posts.set('F0PAGE001', {
      mimetype: 'text/html',
      url_private_download: `${bot.slack.url}/files/F0PAGE001`,
    });
    bot.slack.next('file', { headers: { 'content-type': 'text/html' }, body: '<html>45.83.10.7</html>' });
    expect(await read(await open('F0PAGE001'))).toContain('45.83.10.7');
  });

  test.each([
    ['file_not_found', 'place-gone'],
    ['file_deleted', 'place-gone'],
    ['not_visible', 'place-gone'],
    ['missing_scope', 'platform-refused'],
  ])('%s is told as %s', async (error, kind) => {
    bot.slack.next('files.info', { body: { ok: false, error, needed: 'files:read' } });
    const failure = await failureOf(open('F0HOSTED9'));
    expect(failure).toBeInstanceOf(Failure);
    expect(failure.kind).toBe(kind);
  });

  test('a host of files that is unwell is asked again later', async () => {
    bot.slack.files.set('F0HOSTED1', 'x');
    bot.slack.next('file', { status: 503 });
    expect((await failureOf(open('F0HOSTED1'))).kind).toBe('platform-unavailable');
  });

  test('external files and what is left of deleted ones are not opened', async () => {
    const url = `${bot.slack.url}/files/x`;
    bot.slack.posts.set('F0DRIVE01', { is_external: true, url_private: url });
    bot.slack.posts.set('F0TOMB001', { mode: 'tombstone', url_private: url });
    for (const id of ['F0DRIVE01', 'F0TOMB001']) expect((await failureOf(open(id))).kind).toBe('place-gone');
  });
});

test('files lie on hosts for files alone', () => {
  const isFile = createIsFileAddress('https://slack.com/api/');
  expect(isFile(new URL('https://files.slack.com/x'))).toBe(true);
  expect(isFile(new URL('https://files.slack-gov.com/x'))).toBe(true);
  expect(isFile(new URL('https://slack.com/x'))).toBe(false);
  expect(createIsFileAddress('http://127.0.0.1:80/api/')(new URL('http://127.0.0.1/x'))).toBe(true);
  expect(createIsFileAddress('http://127.0.0.1:80/api/')(new URL('http://127.0.0.1:81/x'))).toBe(false);
});
