import { permalinkOf } from '../../../adapters/teams/permalink.ts';

const place = {
  platform: 'teams',
  workspace: '0a1b-tenant',
  channel: '19:abc@thread.tacv2',
  kind: 'channel',
  outsiders: false,
} as const;
const base = 'https://teams.microsoft.com/l/message/19%3Aabc%40thread.tacv2/1700000000100';

test.each([
  ['a message of a channel', place, `${base}?tenantId=0a1b-tenant&parentMessageId=1700000000100`],
  ['a reply', { ...place, thread: '1699999999200' }, `${base}?tenantId=0a1b-tenant&parentMessageId=1699999999200`],
  [
    'a message of a chat',
    { ...place, channel: '19:abc@thread.v2' },
    'https://teams.microsoft.com/l/message/19%3Aabc%40thread.v2/1700000000100?context=%7B%22contextType%22%3A%22chat%22%7D',
  ],
])('the deep link of %s', (_, where, url) => {
  expect(permalinkOf({ place: where, id: '1700000000100' })).toBe(url);
});

test('there is none for an id that is none, and nothing breaks out of the path', () => {
  expect(permalinkOf({ place, id: '1/../x' })).toBeUndefined();
  expect(permalinkOf({ place: { ...place, channel: '../../evil?x#' }, id: '1700000000100' })).toMatch(
    /^https:\/\/teams\.microsoft\.com\/l\/message\/[^/]*\/1700000000100\?/,
  );
});
