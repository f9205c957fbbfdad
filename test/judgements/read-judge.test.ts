import fc from 'fast-check';
import { longest, readJudge, shortest, standard } from '../../src/judgements/read-judge.ts';
import { hostile } from '../support/hostile-strings.ts';

const hour = 3_600_000;
const day = 24 * hour;

test.each([
  ['evil.example malicious', 'evil.example', 'malicious', standard, undefined],
  ['malicious evil.example', 'evil.example', 'malicious', standard, undefined],
  ['evil.example as Clean', 'evil.example', 'clean', standard, undefined],
  ['evil.example is SUSPICIOUS for 12h', 'evil.example', 'suspicious', 12 * hour, undefined],
  ['evil.example for 1 hour common', 'evil.example', 'common', hour, undefined],
  ['for 2 weeks 192.0.2.1 unknown', '192.0.2.1', 'unknown', 14 * day, undefined],
  ['evil.example malicious --for 365d', 'evil.example', 'malicious', 365 * day, undefined],
  ['evil.example malicious --for=7d', 'evil.example', 'malicious', 7 * day, undefined],
  ['evil.example malicious —for 7 days', 'evil.example', 'malicious', 7 * day, undefined],
  ['evil.example malicious --reason seen in INC-42', 'evil.example', 'malicious', standard, 'seen in INC-42'],
  ['evil.example clean --reason blocked for 3 days --for 1w', 'evil.example', 'clean', 7 * day, 'blocked for 3 days'],
  [
    'evil.example malicious –reason “a clean copy of b.example”',
    'evil.example',
    'malicious',
    standard,
    'a clean copy of b.example',
  ],
  ['evil.example malicious --reason', 'evil.example', 'malicious', standard, undefined],
  ['evil.example malicious --reason --for 7d', 'evil.example', 'malicious', 7 * day, undefined],
  ['hxxps://evil[.]example/for/clean malicious', 'hxxps://evil[.]example/for/clean', 'malicious', standard, undefined],
] as const)('%s', (words, what, disposition, forMs, reason) => {
  expect(readJudge(words)).toEqual({ what, disposition, forMs, ...(reason === undefined ? {} : { reason }) });
});

test.each([
  ['', undefined],
  ['evil.example', /^the disposition is missing\. Write one of malicious, suspicious, clean, common, unknown\.$/],
  ['malicious', /^the observable is missing\.$/],
  ['evil.example evil', /^I do not know the disposition “evil”\. Write one of malicious/],
  ['evil evil.example', /^I do not know the disposition “evil”\./],
  ['evil.example b.example', /^the disposition is missing\./],
  ['evil.example malicious clean', /^these words hold 2 dispositions \(malicious, clean\); write one\.$/],
  ['evil.example malicious malicious', /2 dispositions/],
  ['evil.example malicious --force', /^I do not know the option “--force”\.$/],
  ['evil.example malicious for 1d for 2d', /more than one time/],
  ['for 30d malicious', /^the observable is missing\.$/],
  ['as is malicious', /^the observable is missing\.$/],
  ['evil.example --reason=it is malicious', /^the disposition is missing\./],
])('“%s” is usage, and says why', (words, why) => {
  expect(readJudge(words)).toEqual({ wrong: 'words', ...(why ? { why: expect.stringMatching(why) } : {}) });
});

test.each([
  ['evil.example malicious for ever', 'for ever'],
  ['evil.example malicious for 0d', 'for 0d'],
  ['evil.example malicious for 30m', 'for 30m'],
  ['evil.example malicious for 366d', 'for 366d'],
  ['evil.example malicious --for', '--for'],
  ['evil.example malicious --for 53w', '--for 53w'],
  ['evil.example malicious for 30', 'for 30'],
  ['evil.example malicious for 99999d', 'for 99999d'],
])('“%s” is no time', (words, given) => {
  expect(readJudge(words)).toEqual({ wrong: 'time', given });
});

test('any words are read within the bounds, or refused', () => {
  const piece = fc.oneof(
    hostile,
    fc.constantFrom('malicious', 'clean', 'for', '--for', '--reason', '30d', 'evil.example', '—for=', '  '),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
      const read = readJudge(pieces.join(' '));
      if ('wrong' in read) return;
      expect(read.forMs).toBeGreaterThanOrEqual(shortest);
      expect(read.forMs).toBeLessThanOrEqual(longest);
      expect(read.what.trim()).not.toBe('');
    }),
  );
});
