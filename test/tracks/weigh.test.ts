import { weigh } from '../../src/tracks/weigh.ts';
import type { Finding } from '../../src/verdicts/finding.ts';
import type { Disposition, Gap } from '../../src/verdicts/verdict.ts';
import { address, finding, gap, host, says, url } from '../cards/samples.ts';

const now = Date.UTC(2026, 2, 2, 12);
const past = '2026-03-02T11:00:00.000Z';
const [talos, umbrella] = ['Talos Intelligence', 'Umbrella'];
const known = (verdicts: [Disposition, string, string?][], more: Partial<Finding> = {}): Finding =>
  finding(address, {
    verdicts: verdicts.map(([disposition, module, until]) => says(address, disposition, module, until)),
    answered: [talos, umbrella],
    headline: verdicts[0]?.[0] ?? 'unknown',
    ...more,
  });
const newsOf = (before: Finding, found: Finding) => weigh(before, found, now).news;

test('nothing has changed: nothing is told', () => {
  expect(newsOf(known([['malicious', talos]]), known([['malicious', talos]]))).toBeUndefined();
  expect(newsOf(known([['malicious', talos]]), known([['malicious', umbrella]]))).toBeUndefined();
});

test.each([
  ['malicious', 'clean'],
  ['clean', 'malicious'],
  ['suspicious', 'malicious'],
  ['common', 'clean'],
] as const)('%s becomes %s: told', (one, other) => {
  expect(newsOf(known([[one, talos]]), known([[other, talos]]))).toEqual({ news: 'changed', from: one, ranOut: [] });
});

test.each(['timed-out', 'rate-limited', 'failed'] as const)(
  'a source that %s keeps its last word, whatever it was',
  (why) => {
    for (const said of ['malicious', 'suspicious', 'common', 'clean'] as const) {
      const silent = known([], { gaps: [gap(talos, why)], answered: [umbrella] });
      expect(newsOf(known([[said, talos]]), silent)).toBeUndefined();
      expect(weigh(known([[said, talos]]), silent, now).known).toMatchObject({ headline: said });
      // Even when it would have ended meanwhile: whether it was given again is not known.
      expect(newsOf(known([[said, talos, past]]), silent)).toBeUndefined();
    }
  },
);

test.each(['not-permitted', 'unsupported'] as const)('a source that is %s has no word any more', (why: Gap['why']) => {
  const found = known([], { gaps: [gap(talos, why)], answered: [umbrella] });
  expect(newsOf(known([['malicious', talos]]), found)).toMatchObject({ news: 'changed', from: 'malicious' });
});

test('what others say meanwhile counts, and a last word goes when its source speaks again', () => {
  const silent = [gap(talos, 'timed-out')];
  const worse = weigh(known([['suspicious', talos]]), known([['malicious', umbrella]], { gaps: silent }), now);
  expect(worse.news).toEqual({ news: 'changed', from: 'suspicious', ranOut: [] });
  const still = weigh(worse.known, known([], { gaps: silent, answered: [umbrella] }), now);
  expect(still.known.headline).toBe('suspicious');
  expect(newsOf(still.known, known([['clean', talos]]))).toMatchObject({ news: 'changed', from: 'suspicious' });
});

test('when nobody answers at all nothing is believed but ends', () => {
  const nobody = known([], { answered: [] });
  expect(newsOf(known([['malicious', talos]]), nobody)).toBeUndefined();
  expect(newsOf(known([['malicious', talos, past]]), nobody)).toEqual({
    news: 'changed',
    from: 'malicious',
    ranOut: [talos],
  });
});

test('a verdict that ran out is named; one given again is not; one that made no headline is not', () => {
  const before = known([
    ['malicious', talos, past],
    ['malicious', umbrella],
    ['clean', 'Other', past],
  ]);
  expect(newsOf(before, known([['malicious', umbrella]]))).toEqual({ news: 'ran-out', ranOut: [talos] });
  expect(
    newsOf(
      before,
      known([
        ['malicious', umbrella],
        ['malicious', talos, '2026-03-09T11:00:00.000Z'],
      ]),
    ),
  ).toBeUndefined();
});

test('what is said of the host counts, and stands while its source is silent', () => {
  const via = [{ observable: host, verdicts: [says(host, 'malicious', talos)] }];
  const before = finding(url, { via, headline: 'malicious' });
  expect(newsOf(before, finding(url, { gaps: [gap(talos, 'failed')], answered: [umbrella] }))).toBeUndefined();
  expect(newsOf(before, finding(url, {}))).toMatchObject({ news: 'changed', from: 'malicious' });
});

test('an answer that was incomplete and is whole now changes the card alone', () => {
  const incomplete = known([], { gaps: [gap(talos, 'timed-out')], answered: [umbrella] });
  expect(newsOf(incomplete, known([]))).toEqual({ news: 'redrawn' });
});
