import { permalinkIn } from '../../../adapters/slack/permalink.ts';
import { messageSpans } from '../../../src/rooms/room-spans.ts';

const place = { platform: 'slack', workspace: 'T1', channel: 'C0123ABC', kind: 'channel', outsiders: false } as const;
const workspace = 'https://acme.slack.com/';

test.each([
  ['a message', undefined, 'https://acme.slack.com/archives/C0123ABC/p1700000000000100'],
  ['the first message of a thread', '1700000000.000100', 'https://acme.slack.com/archives/C0123ABC/p1700000000000100'],
  [
    'a reply',
    '1699999999.000200',
    'https://acme.slack.com/archives/C0123ABC/p1700000000000100?thread_ts=1699999999.000200&cid=C0123ABC',
  ],
])('the address of %s is that of chat.getPermalink', (_, thread, url) => {
  const message = { place: { ...place, ...(thread ? { thread } : {}) }, id: '1700000000.000100' };
  expect(permalinkIn(workspace, message)).toBe(url);
});

test.each([
  ['no workspace', undefined, 'C0123ABC', '1700000000.000100'],
  ['a workspace that is no address', 'acme', 'C0123ABC', '1700000000.000100'],
  ['a channel that is none', workspace, '../evil', '1700000000.000100'],
  ['an id that is none', workspace, 'C0123ABC', '1700000000/../../x'],
])('there is none for %s', (_, url, channel, id) => {
  expect(permalinkIn(url, { place: { ...place, channel }, id })).toBeUndefined();
});

test('only addresses of the chat platforms become links', () => {
  const room = { platform: 'slack', workspace: 'T1', channel: 'C1' } as const;
  const spans = (url: string) => messageSpans({ id: '1' }, room, () => url);
  for (const url of ['https://acme.slack.com/archives/C1/p1', 'https://teams.microsoft.com/l/message/x/1'])
    expect(spans(url)).toMatchObject([{ span: 'link', url }]);
  for (const url of [
    'http://acme.slack.com/x',
    'https://slack.com.evil.example/x',
    'https://evilslack.com/x',
    'https://a@acme.slack.com/x',
    'javascript:alert(1)',
    'x',
  ])
    expect(spans(url)).toEqual([]);
});
