import fc from 'fast-check';

/** Strings that somebody would send to break a renderer or to come alive in a chat. */
export const hostileStrings: readonly string[] = [
  '<!channel> <!here|x> <!subteam^S1> <!date^1392734382^{date}^https://evil.example|x>',
  '<@U1> <#C1|general>',
  '<http://evil.example|https://cisco.com>',
  'http://evil.example/x https://evil.example',
  '`a` ```fence``` *bold* _it_ ~no~ > quote',
  '[label](https://evil.example) ![x](https://evil.example/x.png)',
  '<b>html</b><script>alert(1)</script>&amp;&lt;',
  ':skull: :+1::skin-tone-2:',
  '\u202egnp.exe\u202c \u2066x\u2069',
  'a\u200bb\u200c\u200d\ufeff\u00ad',
  '\u0000\u0007\u001b[31m\r\n\t',
  '\ud800 half \udfff',
  'e\u0301\u0301\u0301\u0301\u0301\u0301\u0301',
  '👩‍👩‍👧‍👦🏴‍☠️',
  '',
  ' ',
  '\n',
  '"\'\\{}$`',
  '__proto__',
];

/** Any of them, joined, or anything at all; now and then very long. */
export const hostile: fc.Arbitrary<string> = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...hostileStrings) },
  {
    weight: 4,
    arbitrary: fc.array(fc.constantFrom(...hostileStrings), { maxLength: 6 }).map((all) => all.join('')),
  },
  { weight: 4, arbitrary: fc.string({ unit: 'binary', maxLength: 300 }) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      'x'.repeat(100_000),
      '<!channel>'.repeat(10_000),
      '😀'.repeat(50_000),
      'http://e.example '.repeat(6_000),
    ),
  },
);
