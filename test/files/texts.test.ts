import { decodeText } from '../../src/files/decode-text.ts';
import { kindOfBytes } from '../../src/files/kind-of-bytes.ts';
import { looksLikeMail } from '../../src/files/read-mail.ts';
import { textStretches } from '../../src/files/text-stretches.ts';

const utf16be = (text: string) => Buffer.from(text, 'utf16le').swap16();
const csv = 'indicator,type\r\n45.83.10.7,ip\r\nmünchen.example,domain\r\n';

test.each<[string, Uint8Array, unknown]>([
  ['text', Buffer.from(csv), { kind: 'text', encoding: 'utf-8' }],
  ['nothing', Buffer.alloc(0), { kind: 'text', encoding: 'utf-8' }],
  ['UTF-8 with a mark', Buffer.from(`\ufeff${csv}`), { kind: 'text', encoding: 'utf-8' }],
  ['Latin-1', Buffer.from(csv, 'latin1'), { kind: 'text', encoding: 'latin1' }],
  ['UTF-16 with a mark', Buffer.from(`\ufeff${csv}`, 'utf16le'), { kind: 'text', encoding: 'utf-16le' }],
  ['UTF-16 without', Buffer.from(csv, 'utf16le'), { kind: 'text', encoding: 'utf-16le' }],
  ['big-endian UTF-16 with a mark', utf16be(`\ufeff${csv}`), { kind: 'text', encoding: 'utf-16be' }],
  ['big-endian UTF-16 without', utf16be(csv), { kind: 'text', encoding: 'utf-16be' }],
  ["a terminal's log", Buffer.from('\u001b[31mred\u001b[0m 45.83.10.7\r\n'), { kind: 'text', encoding: 'utf-8' }],
  ['a program', Buffer.from('MZ\x90and so on'), { kind: 'other' }],
  ['ELF', Buffer.from('\x7fELF\x02\x01\x01\0\0\0', 'latin1'), { kind: 'other' }],
  ['a PDF, which begins as text', Buffer.from('%PDF-1.7\n1 0 obj'), { kind: 'other' }],
  ['a picture', Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), { kind: 'other' }],
  ['gzip', Buffer.from('\x1f\x8b\x08', 'latin1'), { kind: 'other' }],
  ['a zip', Buffer.from('PK\x03\x04'), { kind: 'zip' }],
  ['an empty zip', Buffer.from('PK\x05\x06'), { kind: 'zip' }],
  ['zeros', Buffer.alloc(5_000), { kind: 'other' }],
  ['one zero in text', Buffer.from('some text \0 and more'), { kind: 'other' }],
  ['characters of control', Buffer.from(Array.from({ length: 500 }, (_, n) => n % 32 || 1)), { kind: 'other' }],
])('%s is told by its bytes', (_, bytes, kind) => {
  expect(kindOfBytes(bytes)).toEqual(kind);
});

test('a character that is cut at the end of what is looked at does not make a text another', () => {
  expect(kindOfBytes(Buffer.from(`${'x'.repeat(4_095)}ü`))).toEqual({ kind: 'text', encoding: 'utf-8' });
});

test.each(['utf-8', 'utf-16le', 'utf-16be', 'latin1'] as const)('%s is decoded whole, over every seam', (encoding) => {
  const text = 'aü\n'.repeat(200_000);
  const bytes =
    encoding === 'utf-16be' ? utf16be(text) : Buffer.from(text, encoding === 'utf-16le' ? 'utf16le' : encoding);
  const stretches = [...decodeText(bytes, encoding)];
  expect(stretches.join('') === text).toBe(true);
  expect(stretches.length).toBeGreaterThan(1);
});

test('a text that stops being UTF-8 is read on', () => {
  const bytes = Buffer.concat([Buffer.from('x'.repeat(300_000)), Buffer.from('m\xfcnchen 45.83.10.7', 'latin1')]);
  expect([...decodeText(bytes, 'utf-8')].join('')).toContain('münchen 45.83.10.7');
});

const said = (text: string | Buffer) => [...textStretches(Buffer.from(text), 'utf-8')].join('');

test("JSON's escapes stand for what they mean", () => {
  expect(said('{"log": "from 45.83.10.7\\nevil.example\\u0020x \\\\n", "url": "http:\\/\\/a.example"}')).toBe(
    '{"log": "from 45.83.10.7\nevil.example x \\n", "url": "http://a.example"}',
  );
});

test("JSON's escapes are put together over a seam", () => {
  for (let before = 65_512; before < 65_540; before++) {
    const text = said(`{"a": "${'x'.repeat(before)}\\u0041\\\\\\nend"}`);
    expect(text.endsWith('xA\\\nend"}')).toBe(true);
  }
});

test('other text is left as it is', () => {
  expect(said('[2026-11-30] C:\\new\\table')).toBe('[2026-11-30] C:\\new\\table');
});

const mail = (body: string, headers = '') =>
  [
    'Received: from mx.evil.example ([45.83.10.7])',
    '\tby mx.example.org; Mon, 30 Nov 2026 10:00:00 +0000',
    'From: =?utf-8?Q?M=C3=BCller?= <a@evil.example>',
    'Subject: =?utf-8?B?aHR0cDovL3N1YmplY3QuZXhhbXBsZS8=?=',
    'Date: Mon, 30 Nov 2026 10:00:00 +0000',
    `MIME-Version: 1.0${headers && `\r\n${headers}`}`,
    '',
    body,
  ].join('\r\n');

describe('a mail', () => {
  test('is told from text by its headers', () => {
    expect(looksLikeMail(mail('x'))).toBe(true);
    expect(looksLikeMail(`From x@y Mon Nov 30\r\n${mail('x')}`)).toBe(true);
    expect(looksLikeMail(csv)).toBe(false);
    expect(looksLikeMail('From: here\nTo: there\n\nthat is all')).toBe(false);
    expect(looksLikeMail('')).toBe(false);
  });

  test('says its headers, decoded', () => {
    const text = said(mail('x'));
    expect(text).toContain('from mx.evil.example ([45.83.10.7]) by mx.example.org');
    expect(text).toContain('Müller <a@evil.example>');
    expect(text).toContain('http://subject.example/');
  });

  test('says quoted-printable over soft line ends', () => {
    const text = said(mail('see http://evil.exam=\r\nple/?a=3D1', 'Content-Transfer-Encoding: quoted-printable'));
    expect(text).toContain('http://evil.example/?a=1');
  });

  test('says base64, in its character set', () => {
    const body = Buffer.from('für http://evil.example/', 'latin1').toString('base64').replace(/.{8}/g, '$&\r\n');
    const headers = 'Content-Type: text/plain; charset="iso-8859-1"\r\nContent-Transfer-Encoding: base64';
    expect(said(mail(body, headers))).toContain('für http://evil.example/');
  });

  test('says all texts of its parts, and of a mail inside, and nothing of what is attached', () => {
    const body = [
      '--b1',
      'Content-Type: multipart/alternative; boundary=b2',
      '',
      '--b2',
      'Content-Type: text/plain',
      '',
      'plain.example',
      '--b2',
      'Content-Type: text/html',
      '',
      '<a href="http://html.example/?a=1&amp;b=2">x</a>',
      '--b2--',
      '--b1',
      'Content-Type: message/rfc822',
      '',
      'Subject: inner.example',
      '',
      'inside.example',
      '--b1',
      'Content-Type: application/octet-stream; name=x.exe',
      'Content-Transfer-Encoding: base64',
      '',
      Buffer.from('attached.example').toString('base64'),
      '--b1--',
    ].join('\r\n');
    const text = said(mail(body, 'Content-Type: multipart/mixed; boundary="b1"'));
    for (const words of ['plain.example', 'http://html.example/?a=1&b=2', 'inner.example', 'inside.example'])
      expect(text).toContain(words);
    expect(text).not.toContain('attached');
  });

  test('built to be read for ever lets everybody else have a turn', () => {
    const parts = '--b\n'.repeat(1_300_000);
    const words = (charset: (n: number) => string) =>
      Array.from({ length: 15_000 }, (_, n) => `=?${charset(n)}?Q?x?=`).join(' ');
    for (const text of [
      mail(parts, 'Content-Type: multipart/mixed; boundary=b'),
      mail('x', `X-A: ${words(() => 'utf-8')}`),
      mail('x', `X-A: ${words(() => 'no-such-charset')}`),
      mail('x', `X-A: ${words((n) => `none-${n}`)}`),
    ]) {
      const stretches = textStretches(Buffer.from(text), 'utf-8')[Symbol.iterator]();
      let longest = 0;
      for (let is = false; !is; ) {
        const began = process.threadCpuUsage();
        is = stretches.next().done === true;
        const { user, system } = process.threadCpuUsage(began);
        longest = Math.max(longest, (user + system) / 1000);
      }
      // 50 ms are meant; a machine whose cores are shared is given more. Before there were limits: 540 to 5,800.
      expect(longest).toBeLessThan(250);
    }
  });

  test('of its encoded words the first 200 are decoded, the others stay', () => {
    const text = said(mail('x', `X-A: ${'=?nobody-knows?Q?=E4?= '.repeat(300)}`));
    expect(text.split('ä')).toHaveLength(200 - 2 + 1); // two stand in other headers
    expect(text.split('=?nobody-knows?')).toHaveLength(102 + 1);
  });

  test('built to be read for ever is not', () => {
    const deep = Array.from({ length: 3_000 }, () => 'Content-Type: multipart/mixed; boundary=b\n\n--b\n').join('');
    const wide = '--b\n\nx\n'.repeat(100_000);
    const began = performance.now();
    said(mail(deep, 'Content-Type: multipart/mixed; boundary=b'));
    said(mail(wide, 'Content-Type: multipart/mixed; boundary=b'));
    said(mail(`=?${'a'.repeat(100_000)}`, `X-A: ${'=?utf-8?q?'.repeat(20_000)}`));
    expect(performance.now() - began).toBeLessThan(5_000);
  });
});
