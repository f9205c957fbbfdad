import fc from 'fast-check';

/** Texts made of the signs and words that detection looks for, so that random ones come near to every branch of it. */
const piece = fc.constantFrom(
  ...'. , : ; :// // / \\ @ - _ ( ) [ ] { } < > " \' ` | % # ? & = + ~ *'.split(' '),
  ' ',
  '\t',
  'a',
  'f',
  '1',
  '255',
  '2001',
  'db8',
  'com',
  'example',
  'co.uk',
  'py',
  'exe',
  'http',
  'hxxps',
  'h__p',
  'dot',
  'DOT',
  'at',
  '[.]',
  '(dot)',
  '[at]',
  '[:]',
  'HKLM',
  'Q2KN',
  'AB12',
  'L_646829496481105433',
  '00',
  '001b',
  '9b2cf535f27731c974343645a3985328',
  'bad.example',
  '1.2.3.4',
  'www.',
  '%2F',
  'ü',
  '例え',
  '。',
  '．',
  '：',
  '\u200B',
  '\u00AD',
  '\u202E',
  '\uE000',
  '\x80',
  '\uFB03',
  '²',
  '…',
  '🔥',
  '\uD83D',
);

export const nearText = fc.array(piece, { maxLength: 14 }).map((pieces) => pieces.join(''));
export const anyText = fc.oneof(fc.string({ maxLength: 60 }), fc.string({ unit: 'binary', maxLength: 60 }), nearText);

const label = fc.stringMatching(/^[a-z][a-z0-9-]{2,8}[a-z0-9]$/).filter((one) => !one.includes('--'));
const domain = fc
  .tuple(fc.array(label, { minLength: 1, maxLength: 3 }), fc.constantFrom('com', 'net', 'example', 'co.uk', 'xn--p1ai'))
  .map(([labels, ending]) => [...labels, ending].join('.'));
const ip = fc.ipV4();
const ipv6 = fc.ipV6().filter((one) => /\d/.test(one) && one.length > 2);
const host = fc.oneof(domain, ip);
const path = fc.stringMatching(/^(?:\/[a-z0-9_-]{1,6}){0,3}$/);
const query = fc.stringMatching(/^(?:\?[a-z]{1,3}=[a-z0-9]{1,4})?$/);
const hex = (length: number) =>
  fc
    .array(fc.constantFrom(...'0123456789abcdef'), { minLength: length - 1, maxLength: length - 1 })
    .map((digits) => `a${digits.join('')}`);

/** One well-formed, live observable of a core shape. */
export const coreObservable = fc.oneof(
  domain.map((value) => ({ type: 'domain', value })),
  ip.map((value) => ({ type: 'ip', value })),
  ipv6.map((value) => ({ type: 'ipv6', value })),
  fc
    .tuple(fc.constantFrom('http', 'https', 'ftp'), host, path, query)
    .map(([scheme, name, where, what]) => ({ type: 'url', value: `${scheme}://${name}${where}${what}` })),
  fc
    .tuple(fc.stringMatching(/^[a-z0-9][a-z0-9_+-]{0,7}[a-z0-9]$/), domain)
    .map(([user, name]) => ({ type: 'email', value: `${user}@${name}` })),
  hex(32).map((value) => ({ type: 'md5', value })),
  hex(40).map((value) => ({ type: 'sha1', value })),
  hex(64).map((value) => ({ type: 'sha256', value })),
  fc
    .tuple(fc.constantFrom(':', '-'), fc.array(hex(2), { minLength: 6, maxLength: 6 }))
    .map(([between, pairs]) => ({ type: 'mac_address', value: pairs.join(between) })),
);
