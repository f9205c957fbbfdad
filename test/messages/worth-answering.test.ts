import { cardsPerBotChannel, cardsPerBotThread, worthAnswering } from '../../src/messages/worth-answering.ts';
import { observableKey } from '../../src/observables/observable.ts';
import type { Finding } from '../../src/verdicts/finding.ts';
import type { Disposition, Gap } from '../../src/verdicts/verdict.ts';

const finding = (headline: Disposition, more: Partial<Finding> = {}): Finding => ({
  observable: { type: 'domain', value: `${headline}.example` },
  verdicts: [],
  via: [],
  gaps: [],
  answered: ['Talos'],
  headline,
  askedAt: 0,
  ...more,
});
const gap = (why: Gap['why']): Gap => ({ module: 'Umbrella', why, partial: false });
const before = (disposition: Disposition, at: Disposition) =>
  new Map([[observableKey(finding(disposition).observable), at]]);
const listed = (disposition: Disposition) => new Set([observableKey(finding(disposition).observable)]);
const decide = (findings: readonly Finding[], more: Partial<Parameters<typeof worthAnswering>[0]> = {}) => {
  const decision = worthAnswering({
    findings,
    mode: 'quiet',
    carded: new Map(),
    late: false,
    botCards: 0,
    inThread: true,
    ...more,
  });
  return decision.say === 'nothing' ? decision.why : decision.say === 'sign' ? decision.sign : 'card';
};
const clean = {
  observable: { type: 'domain', value: 'host.example' },
  verdicts: [{ observable: { type: 'domain', value: 'host.example' }, disposition: 'clean', module: 'Talos' }],
} as const;

test.each<[string, Finding[], Partial<Parameters<typeof worthAnswering>[0]>, string]>([
  ['malicious', [finding('malicious')], {}, 'card'],
  ['suspicious among clean', [finding('clean'), finding('suspicious')], {}, 'card'],
  ['clean', [finding('clean')], {}, 'nothing-bad'],
  ['clean where all is answered', [finding('clean')], { mode: 'all' }, 'card'],
  ['unknown', [finding('unknown')], {}, 'unknown'],
  ['unknown page of a clean host', [finding('unknown', { via: [clean] })], {}, 'nothing-bad'],
  ['unknown, a source timed out', [finding('unknown', { gaps: [gap('timed-out')] })], {}, 'incomplete'],
  ['unknown, a source may not answer', [finding('unknown', { gaps: [gap('not-permitted')] })], {}, 'unknown'],
  ['nothing found', [], {}, 'no-observable'],
  ['unknown on a watchlist', [finding('unknown')], { listed: listed('unknown') }, 'card'],
  ['clean on a watchlist, late', [finding('clean')], { listed: listed('clean'), late: true }, 'card'],
  ['another on a watchlist', [finding('unknown')], { listed: listed('clean') }, 'unknown'],
  [
    'on a watchlist, carded before',
    [finding('unknown')],
    { listed: listed('unknown'), carded: before('unknown', 'unknown') },
    'answered-before',
  ],
  [
    'on a watchlist, a bot too often',
    [finding('unknown')],
    { listed: listed('unknown'), botCards: cardsPerBotThread },
    'too-many-from-a-bot',
  ],
  ['malicious, carded before', [finding('malicious')], { carded: before('malicious', 'malicious') }, 'answered-before'],
  ['malicious, suspicious before', [finding('malicious')], { carded: before('malicious', 'suspicious') }, 'card'],
  [
    'suspicious, malicious before',
    [finding('suspicious')],
    { carded: before('suspicious', 'malicious') },
    'answered-before',
  ],
  ['malicious, late', [finding('malicious')], { late: true }, 'card'],
  ['unknown, late', [finding('unknown')], { late: true }, 'late'],
  ['clean, late, where all is answered', [finding('clean')], { late: true, mode: 'all' }, 'late'],
  ['malicious, in a loop of bots', [finding('malicious')], { botCards: cardsPerBotThread }, 'too-many-from-a-bot'],
  [
    'malicious, in a flood of bots in the channel',
    [finding('malicious')],
    { botCards: cardsPerBotChannel, inThread: false },
    'too-many-from-a-bot',
  ],
])('%s', (_, findings, more, expected) => {
  expect(decide(findings, more)).toBe(expected);
});
