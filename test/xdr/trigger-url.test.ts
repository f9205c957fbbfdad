import fc from 'fast-check';
import { isAbout, readTriggerUrl } from '../../src/xdr/trigger-url.ts';

const bad = { type: 'domain', value: 'internetbadguys.com' };
const module = '7f7dc073-1b2d-5e54-84d8-238bcce8fd51';
const query = 'observable_type=domain&observable_value=internetbadguys.com';
const good = `/respond/trigger/${module}/block?${query}`;

test('an address is read: who does what about which observable', () => {
  expect(readTriggerUrl(good)).toMatchObject({ module, actionId: 'block', type: 'domain' });
  expect(isAbout(readTriggerUrl(good)!, bad)).toBe(true);
  expect(readTriggerUrl(`/respond/trigger/AMP%20for%20Endpoints/x?list=1&${query}`)).toMatchObject({
    module: 'AMP for Endpoints',
  });
});

test.each([
  ['an empty one', ''],
  ['another route', good.replace('trigger', 'sighting')],
  ['a longer prefix', good.replace('/respond', '/iroh/iroh-response/respond')],
  ['no slash before it', good.slice(1)],
  ['two slashes before it', `/${good}`],
  ['an absolute address', `https://evil.example${good}`],
  ['another host without a scheme', `//evil.example${good}`],
  ['a scheme alone', `javascript:${good}`],
  ['user info', `@evil.example${good}`],
  ['a way up', good.replace('block', '..')],
  ['a way up inside', good.replace('block', '../block')],
  ['a way up inside a word', good.replace('block', 'a..b')],
  ['an encoded way up', good.replace('block', '%2e%2E')],
  ['a half encoded way up', good.replace('block', '.%2e')],
  ['a way up that is encoded twice', good.replace('block', '%252e%252e')],
  ['an encoded slash', good.replace('block', 'a%2Fb')],
  ['an encoded backslash', good.replace('block', 'a%5cb')],
  ['the place itself', good.replace('block', '.')],
  ['a backslash', good.replace('/block', '\\block')],
  ['a part too many', good.replace('block', 'block/more')],
  ['an empty part', good.replace('block', '')],
  ['a slash at the end of the path', good.replace('block?', 'block/?')],
  ['a slash in place of the question mark', good.replace('?', '/')],
  ['no query', good.replace(/\?.*/, '')],
  ['an empty query', good.replace(/\?.*/, '?')],
  ['a fragment', `${good}#x`],
  ['a line break', `${good}\n`],
  ['a line break inside', good.replace('block', 'blo\nck')],
  ['an encoded line break', good.replace('block', 'blo%0Ack')],
  ['an encoded line break in the module', good.replace(module, 'm%0a')],
  ['a character that nobody sees', good.replace('block', 'bl%E2%80%8Bock')],
  ['an encoded NUL in the value', `${good}%00`],
  ['a tab', good.replace('block', 'blo\tck')],
  ['a space', good.replace('block', 'blo ck')],
  ['a letter that is not ASCII', good.replace('block', 'blöck')],
  ['an escape that is cut off', `${good}%2`],
  ['an escape that is no UTF-8', `${good}%ff`],
  ['a semicolon, at which some servers part a query', `${good};observable_value=example.com`],
  ['no type', good.replace('observable_type=domain&', '')],
  ['no value', good.replace(/&observable_value.*/, '')],
  ['an empty value', good.replace(/internet.*/, '')],
  ['two values', `${good}&observable_value=example.com`],
  ['two values, one in capitals', `${good}&Observable_Value=example.com`],
  ['two values, one encoded', `${good}&observable%5Fvalue=example.com`],
  ['two types', `${good}&observable_type=ip`],
  ['a way up in another parameter', `${good}&list=../x`],
  ['over 2,000 characters', `${good}&more=${'a'.repeat(2_000)}`],
])('%s is none', (_what, url) => {
  expect(readTriggerUrl(url)).toBeUndefined();
});

test.each([
  ['domain', 'EVIL.example.', 'evil.EXAMPLE', true],
  ['domain', 'evil.example', 'not-evil.example', false],
  ['url', 'http://evil.example', 'http://EVIL.example:80/', true],
  ['url', 'http://evil.example/a/../b', 'http://evil.example/a/../b', true],
  ['url', 'http://evil.example/A', 'http://evil.example/a', false],
  ['url', 'http://evil.example/?a=1', 'http://evil.example/?a=2', false],
  ['url', 'http://evil.example/?q=a b', 'http://evil.example/?q=a b', true],
  ['url', 'http://evil.example/?q=a+b', 'http://evil.example/?q=a+b', true],
  ['ip', '192.0.2.1', '192.0.2.10', false],
  ['ipv6', '2001:db8:0:0::bad', '2001:DB8::bad', true],
  ['mac_address', '02-00-5E-10-00-42', '02:00:5e:10:00:42', true],
  ['sha256', 'AB'.repeat(32), 'ab'.repeat(32), true],
  ['file_path', 'C:\\..\\Evil.exe', 'C:\\..\\Evil.exe', true],
  ['file_name', 'Evil.exe', 'evil.exe', false],
])('%s %s and %s are the same: %s', (type, listed, asked, same) => {
  const url = `/respond/trigger/m/a?observable_type=${type}&observable_value=${encodeURIComponent(listed)}`;
  expect(isAbout(readTriggerUrl(url)!, { type, value: asked })).toBe(same);
  expect(isAbout(readTriggerUrl(url)!, { type: 'user', value: asked })).toBe(false);
});

test('a space is understood as both kinds of servers write it', () => {
  for (const written of ['a+b', 'a%20b']) {
    const read = readTriggerUrl(`/respond/trigger/m/a?observable_type=user&observable_value=${written}`)!;
    expect(isAbout(read, { type: 'user', value: 'a b' })).toBe(true);
  }
});

/** Pieces of addresses, good and bad, in any order. */
const pieces = fc.constantFrom(
  ...[
    '/respond/trigger/',
    '/',
    'm',
    'block',
    '..',
    '%2e',
    '%2E%2e',
    '%2f',
    '%5c',
    '\\',
    '?',
    '&',
    '=',
    '#',
    '@',
    ':',
    '//',
  ],
  ...[
    'https://',
    'evil.example',
    query,
    'observable_type=domain',
    'observable_value=internetbadguys.com',
    '\n',
    '%00',
    ';',
  ],
  ...['%', '%25', '\u202e', 'ü', ' ', '+', '"', "'", '[', ']', '|', '^', '`', '{', '}'],
);
const address = fc.oneof(
  fc.array(pieces, { maxLength: 12 }).map((all) => all.join('')),
  fc.array(pieces, { maxLength: 4 }).map((all) => `/respond/trigger/${all.join('')}`),
  fc
    .tuple(fc.nat({ max: good.length }), fc.nat({ max: 3 }), fc.array(pieces, { maxLength: 2 }))
    .map(([at, cut, put]) => good.slice(0, at) + put.join('') + good.slice(at + cut)),
  fc.string({ unit: 'binary' }),
);

test('whatever is read is asked exactly so: no parser of addresses takes it anywhere else', () => {
  let read = 0;
  const outcome = fc.check(
    fc.property(address, (url) => {
      if (!readTriggerUrl(url)) return true;
      read += 1;
      const base = 'https://xdr.test/iroh/iroh-response';
      const asked = new URL(base + url);
      return (
        // An apostrophe is the one character that the parser writes in another way.
        asked.href.replaceAll('%27', "'") === (base + url).replaceAll('%27', "'") &&
        asked.pathname.split('/').length === 7 &&
        !/\.\.|\\/.test(decodeURIComponent(decodeURIComponent(asked.pathname))) &&
        asked.searchParams.getAll('observable_value').length === 1 &&
        asked.hash === ''
      );
    }),
    { numRuns: 5_000 },
  );
  expect(outcome.counterexample).toBeNull();
  expect(read).toBeGreaterThan(50);
});
