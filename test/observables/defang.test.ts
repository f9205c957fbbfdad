import fc from 'fast-check';
import { defang } from '../../src/observables/defang.ts';
import { anyText } from './observable-texts.ts';

test.each([
  ['url', 'https://bad.example/a.php?b=1', 'hxxps://bad[.]example/a[.]php?b=1'],
  ['url', 'HTTP://bad.example', 'hxxp://bad[.]example'],
  ['url', 'ftp://bad.example', 'ftp[://]bad[.]example'],
  ['domain', 'mail.bad.example', 'mail[.]bad[.]example'],
  ['email', 'bob@bad.example', 'bob[@]bad[.]example'],
  ['ip', '192.0.2.7', '192[.]0[.]2[.]7'],
  ['ipv6', '2001:db8::7', '2001[:]db8[:][:]7'],
  ['file_name', 'setup.zip', 'setup[.]zip'],
  ['md5', '9b2cf535f27731c974343645a3985328', '9b2cf535f27731c974343645a3985328'],
  ['domain', 'bad。example', 'bad[.]example'],
  ['domain', 'bad[.]example', 'bad[.]example'],
  ['domain', 'a\u202Eb\u200Bc\nd\u0000', 'a{U+202E}b{U+200B}c{U+000A}d{U+0000}'],
])('%s %j is shown as %j', (type, value, shown) => {
  expect(defang({ type, value })).toBe(shown);
  expect(defang(value, type)).toBe(shown);
});

test('of any string nothing live and nothing invisible is left, whatever its type is said to be', () => {
  const type = fc.constantFrom(undefined, 'url', 'domain', 'email', 'ip', 'ipv6', 'md5', 'file_name', 'user');
  fc.assert(
    fc.property(anyText, type, (text, typeOf) => {
      const shown = defang(text, typeOf);
      expect(shown).not.toMatch(/(?<!\[)[.@\uFF0E\u3002\uFF61\u2024\uFE52\uFF20]|[.@](?!\])/u);
      expect(shown.replace(/hxxps?:\/\//gi, '').replaceAll('[://]', '')).not.toMatch(/:\/\//);
      expect(shown).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
    }),
    { numRuns: 3000 },
  );
});

test('defanging twice changes nothing more', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      expect(defang(defang(text))).toBe(defang(text));
    }),
    { numRuns: 2000 },
  );
});
