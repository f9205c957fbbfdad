import fc from 'fast-check';
import type { Observable } from '../../src/observables/observable.ts';
import type { LookedAt } from '../../src/rooms/collected.ts';
import type { MarkedMessage } from '../../src/rooms/happening.ts';
import { stixBundle } from '../../src/rooms/stix-bundle.ts';
import { observableId, uuidV5 } from '../../src/rooms/stix-id.ts';
import { stixObservable } from '../../src/rooms/stix-observable.ts';
import { patternString } from '../../src/rooms/stix-pattern.ts';
import type { Disposition } from '../../src/verdicts/verdict.ts';
import { hostile } from '../support/hostile-strings.ts';
import { stixFaults } from '../support/stix-shape.ts';

const room = { platform: 'slack', workspace: 'T1', channel: 'C1' } as const;
const now = Date.UTC(2026, 10, 30, 7);
const hour = 3_600_000;
const named = (id: string) => ({ platform: 'slack', id }) as const;

const collected = (
  observable: Observable,
  disposition: Disposition = 'malicious',
  more: Partial<LookedAt> = {},
): LookedAt => ({
  observable,
  mentions: 2,
  firstAt: now - 5 * hour,
  lastAt: now - hour,
  atFirst: 'unknown',
  atLast: disposition,
  people: ['U1'],
  byBots: false,
  first: { id: '1' },
  ...more,
});
const bundleOf = (
  observables: readonly LookedAt[],
  marks: readonly MarkedMessage[] = [],
  incident?: string,
  at = now,
) => [...stixBundle({ room, observables, marks, named, now: at, ...(incident ? { incident } : {}) })].join('');
const objectsIn = (text: string) => (JSON.parse(text) as { objects: Record<string, unknown>[] }).objects;

const sha256 = '275a021bbfb6489e54d471899f7db9d1663fc695ec2fe2a2c4538aabf651fd0f';

test('ids of observables are those of STIX 2.1, section 2.9', () => {
  // RFC 9562, appendix A.4.
  expect(uuidV5('6ba7b810-9dad-11d1-80b4-00c04fd430c8', 'www.example.com')).toBe(
    '2ed6657d-e927-568b-95e1-2665a8aea6a2',
  );
  // The specification's own example, and ids that other makers of STIX give.
  for (const [type, value, id] of [
    ['ipv4-addr', '198.51.100.3', '28bb3599-77cd-5a82-a950-b5bc3caf07c4'],
    ['ipv6-addr', '2001:db8::1', '6469e3a9-b053-5e34-a025-9396ae051d26'],
    ['domain-name', 'example.com', 'bedb4899-d24b-5401-bc86-8f6b4cc18ec7'],
  ] as const)
    expect(observableId(type, { value })).toBe(`${type}--${id}`);
});

test.each([
  ['ip', '198.51.100.3', "[ipv4-addr:value = '198.51.100.3']"],
  ['ip', '2001:DB8::1', "[ipv6-addr:value = '2001:db8::1']"],
  ['ipv6', '2001:db8::1', "[ipv6-addr:value = '2001:db8::1']"],
  ['domain', 'Evil.Example', "[domain-name:value = 'evil.example']"],
  ['domain', 'bücher.example', "[domain-name:value = 'xn--bcher-kva.example']"],
  ['hostname', 'WS-042', "[domain-name:value = 'ws-042']"],
  ['url', "http://evil.example/a?b='c'", "[url:value = 'http://evil.example/a?b=\\'c\\'']"],
  ['url', 'http://evil.example/a b', "[url:value = 'http://evil.example/a%20b']"],
  ['email', 'a.b+c@evil.example', "[email-addr:value = 'a.b+c@evil.example']"],
  ['md5', 'D41D8CD98F00B204E9800998ECF8427E', "[file:hashes.MD5 = 'd41d8cd98f00b204e9800998ecf8427e']"],
  [
    'sha1',
    'da39a3ee5e6b4b0d3255bfef95601890afd80709',
    "[file:hashes.'SHA-1' = 'da39a3ee5e6b4b0d3255bfef95601890afd80709']",
  ],
  ['sha256', sha256, `[file:hashes.'SHA-256' = '${sha256}']`],
  ['file_name', "it's.exe", "[file:name = 'it\\'s.exe']"],
  ['file_path', 'C:\\Temp\\x.exe', "[file:name = 'x.exe' AND file:parent_directory_ref.path = 'C:\\\\Temp']"],
  ['file_path', '/x', "[file:name = 'x' AND file:parent_directory_ref.path = '/']"],
  ['file_path', '/var/tmp/', "[directory:path = '/var/tmp']"],
  ['mac_address', '02-00-5E-10-00-42', "[mac-addr:value = '02:00:5e:10:00:42']"],
  ['mac_address', '0200.5e10.0042', "[mac-addr:value = '02:00:5e:10:00:42']"],
  ['mutex', 'Global\\x', "[mutex:name = 'Global\\\\x']"],
  ['registry_key', 'hklm\\Software\\Run', "[windows-registry-key:key = 'HKEY_LOCAL_MACHINE\\\\Software\\\\Run']"],
  ['user', 'EXAMPLE\\anna', "[user-account:user_id = 'EXAMPLE\\\\anna']"],
])('%s %s has the pattern %s, and a valid bundle', (type, value, pattern) => {
  expect(stixObservable({ type, value })?.pattern).toBe(pattern);
  const text = bundleOf([collected({ type, value })]);
  expect(stixFaults(text)).toEqual([]);
  expect(objectsIn(text).filter((one) => one['type'] === 'indicator')).toMatchObject([{ pattern }]);
});

test.each([
  ['user_agent', 'curl/8'],
  ['ip', '999.1.1.1'],
  ['ip', 'fe80::1%eth0'],
  ['domain', 'not a domain'],
  ['url', 'evil.example/x'],
  ['email', 'a b@evil.example'],
  ['md5', 'xyz'],
  ['mac_address', '02:00'],
  ['registry_key', 'Software\\Run'],
  ['file_name', ' '],
  ['constructor', 'x'],
  ['', ''],
])('%s %j, for which STIX has no object, is said in a note', (type, value) => {
  expect(stixObservable({ type, value })).toBeUndefined();
  const text = bundleOf([collected({ type, value })]);
  expect(stixFaults(text)).toEqual([]);
  expect(objectsIn(text).map((one) => one['type'])).toEqual(['marking-definition', 'identity', 'note', 'grouping']);
});

test('what is neither malicious nor suspicious has no indicator; what is known now decides', () => {
  const types = (one: LookedAt) => objectsIn(bundleOf([one])).map((each) => each['type']);
  const observable = { type: 'domain', value: 'example.org' };
  for (const disposition of ['unknown', 'common', 'clean'] as const)
    expect(types(collected(observable, disposition))).not.toContain('indicator');
  expect(types(collected(observable, 'suspicious'))).toContain('indicator');
  expect(types(collected(observable, 'malicious', { now: { disposition: 'clean', at: now } }))).not.toContain(
    'indicator',
  );
});

test('two spellings of one thing are one object and one indicator, whenever each was said first', () => {
  const spellings = ['2001:DB8::1', '2001:db8:0::1'].map((value, at) =>
    collected({ type: 'ipv6', value }, 'malicious', { firstAt: now - (at + 2) * hour }),
  );
  const text = bundleOf(spellings);
  expect(stixFaults(text)).toEqual([]);
  expect(objectsIn(text).map((one) => one['type'])).toEqual([
    'marking-definition',
    'identity',
    'ipv6-addr',
    'indicator',
    'grouping',
  ]);
});

test('the same room has the same ids in its next export; another room has its own', () => {
  const one = [collected({ type: 'ip', value: '198.51.100.3' })];
  const ids = (text: string) => objectsIn(text).map((each) => each['id']);
  expect(ids(bundleOf(one, [], undefined, now + hour))).toEqual(ids(bundleOf(one)));
  const other = [...stixBundle({ room: { ...room, channel: 'C2' }, observables: one, marks: [], named, now })].join('');
  const shared = ids(other).filter((id) => ids(bundleOf(one)).includes(id));
  expect(shared.map((id) => String(id).split('--')[0])).toEqual(['marking-definition', 'identity', 'ipv4-addr']);
});

test('marked messages are notes with who wrote them and when', () => {
  const mark = {
    message: { id: '7' },
    markedBy: 'U2',
    markedAt: now,
    text: 'We saw <!channel> it',
    author: 'U1',
    saidAt: now - 9 * hour,
  };
  const text = bundleOf([], [mark], 'incident-acb6e46c-9d2c-5ec8-a98f-77291f9a9f70');
  expect(stixFaults(text)).toEqual([]);
  expect(objectsIn(text)).toContainEqual(
    expect.objectContaining({
      type: 'note',
      content: 'We saw <!channel> it',
      authors: ['slack:U1'],
      created: '2026-11-29T22:00:00.000Z',
    }),
  );
});

/** A string of the grammar of STIX patterns, and what stands in it: read here anew. */
function readString(text: string): string {
  expect(text).toMatch(/^'(?:[^'\\]|\\'|\\\\)*'$/s);
  return text.slice(1, -1).replace(/\\(.)/gs, '$1');
}

test('any text at all comes back out of a pattern’s string', () => {
  fc.assert(fc.property(hostile, (text) => expect(readString(patternString(text))).toBe(text)));
});

const types = [
  'ip',
  'ipv6',
  'domain',
  'url',
  'email',
  'md5',
  'sha256',
  'file_name',
  'file_path',
  'mac_address',
  'mutex',
  'registry_key',
  'user',
  'user_agent',
];

test('whatever is collected and marked, the bundle is valid', () => {
  const observable = fc.record({ type: fc.oneof(fc.constantFrom(...types), hostile), value: hostile });
  fc.assert(
    fc.property(
      fc.array(observable, { minLength: 1, maxLength: 5 }),
      fc.array(hostile, { maxLength: 2 }),
      (all, texts) => {
        const marks = texts.map((text, at) => ({ message: { id: `${at}` }, markedBy: 'U2', markedAt: now - at, text }));
        expect(
          stixFaults(
            bundleOf(
              all.map((one) => collected(one)),
              marks,
            ),
          ),
        ).toEqual([]);
      },
    ),
    { numRuns: 200 },
  );
});
