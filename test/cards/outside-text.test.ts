import fc from 'fast-check';
import { fold, outsideText, printable, sourceName } from '../../src/cards/outside-text.ts';
import { hostile } from './hostile-strings.ts';

test.each([
  ['plain words stay', 'Poor reputation score (90 %)', 'Poor reputation score (90 %)'],
  ['versions and abbreviations stay', 'v1.2.3, e.g. 10:30', 'v1.2.3, e.g. 10:30'],
  ['a domain is broken', 'see sub.evil.example now', 'see sub[.]evil[.]example now'],
  ['a domain with an ideographic dot is broken', 'evil。example', 'evil[.]example'],
  ['an internationalised domain is broken', 'bücher.example', 'bücher[.]example'],
  ['a short top level is broken', 'bit.ly t.co', 'bit[.]ly t[.]co'],
  ['a URL is broken', 'https://evil.example/x', 'hxxps://evil[.]example/x'],
  ['another scheme is broken', 'ftp://evil.example', 'ftp[://]evil[.]example'],
  ['an address is broken', '45.83.10.7:80', '45.83.10[.]7:80'],
  ['an e-mail address is broken', 'a@evil.example', 'a[@]evil[.]example'],
  ['defanged text stays', 'hxxp://evil[.]example a[@]b[.]example', 'hxxp://evil[.]example a[@]b[.]example'],
  ['lines become one', 'one\r\n two\tthree\u2028four', 'one two three four'],
  ['directions and zero widths go', '\u202Ea\u200Bb\u2066', 'ab'],
  ['escape sequences lose their teeth', '\u001b[31mred', '[31mred'],
  ['a mention cannot start', '<!channel> <@U1> <b>', '‹!channel> ‹@U1> ‹b>'],
  ['comparison stays', '1 < 2', '1 < 2'],
])('%s', (_name, given, expected) => {
  expect(outsideText(given)).toBe(expected);
});

test('text is cut by characters and shows it', () => {
  expect(fold('abcdef', 4)).toBe('abc…');
  expect(fold('🙂🙂🙂🙂', 4)).toBe('🙂🙂🙂🙂');
  expect(fold('🙂🙂🙂🙂🙂', 4)).toBe('🙂🙂🙂…');
});

test('a blank name is named', () => {
  expect(sourceName('\u200B ')).toBe('a source without a name');
});

test('cleaning twice changes nothing more', () => {
  fc.assert(
    fc.property(hostile, (bad) => {
      const once = outsideText(bad, 100);
      expect(printable(once)).toBe(once);
      expect(Array.from(once).length).toBeLessThanOrEqual(100);
    }),
  );
});

test('a hundred thousand characters are cut before they are read', () => {
  expect(outsideText('a.'.repeat(50_000), 50)).toMatch(/^.{49}…$/);
});
