import fc from 'fast-check';

/** What a source, a file name or a message could hold to break out of a card. */
const nasty = [
  '<!channel>',
  '<@U012AB3CD>',
  '<http://evil.example|good>',
  '[good](http://evil.example)',
  '```',
  '<script>alert(1)</script>',
  '\u202Egpj.exe',
  '\u200Bzero\u200Cwidth\uFEFF',
  '\u001b[31mred\u001b]0;title\u0007',
  'line\r\nMalicious: forged\u2028line\u0085line',
  'https://evil.example/x',
  'www.evil.example',
  'evil。example',
  'someone@evil.example',
  'ftp://evil.example',
  'hxxp://evil[.]example',
  '1.2.3.4',
  '\uD800',
  `Z${'\u0301'.repeat(100)}`,
  'a'.repeat(100_000),
  '',
  '\u0000',
];

/** Any string, hostile pieces among it. */
export const hostile: fc.Arbitrary<string> = fc
  .array(fc.oneof(fc.constantFrom(...nasty), fc.string({ unit: 'grapheme' }), fc.string({ unit: 'binary' })), {
    maxLength: 4,
  })
  .map((pieces) => pieces.join(''));
