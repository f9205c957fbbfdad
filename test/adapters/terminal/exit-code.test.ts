import { exitCodeOf } from '../../../adapters/terminal/exit-code.ts';
import type { Card } from '../../../src/cards/card.ts';
import type { CardData } from '../../../src/cards/card-data.ts';
import { address, finding, gap, says } from '../../cards/samples.ts';

const card = (data?: CardData): Card => ({ headline: 'x', simulated: false, parts: [], ...(data ? { data } : {}) });
const verdicts = (...findings: ReturnType<typeof finding>[]) =>
  card({ kind: 'verdicts', findings, found: findings.length, kept: 0 });

const malicious = finding(address, { verdicts: [says(address, 'malicious', 'Umbrella')] });
const suspicious = finding(address, { verdicts: [says(address, 'suspicious', 'Umbrella')] });
const unknown = finding(address);
const down = finding(address, { answered: [], gaps: [gap('Umbrella', 'failed')] });

test.each([
  ['nothing is failed on without --fail-on', verdicts(malicious), undefined, 0],
  ['malicious fails on malicious', verdicts(unknown, malicious), 'malicious', 1],
  ['suspicious does not fail on malicious', verdicts(suspicious), 'malicious', 0],
  ['suspicious fails on suspicious', verdicts(suspicious), 'suspicious', 1],
  ['malicious fails on suspicious', verdicts(malicious), 'suspicious', 1],
  ['unknown does not fail', verdicts(unknown), 'suspicious', 0],
  ['no source answering must not pass for harmless', verdicts(unknown, down), 'malicious', 69],
  ['found outweighs not answered', verdicts(down, malicious), 'malicious', 1],
  ['no source answering is shown, not failed on, without --fail-on', verdicts(down), undefined, 0],
  ['no source at all is no outage', verdicts(finding(address, { answered: [] })), 'malicious', 0],
  ['a card without data is done', card(), 'malicious', 0],
] as const)('%s', (_name, given, failOn, code) => {
  expect(exitCodeOf(given, failOn)).toBe(code);
});

test('a sandbox’s score counts where it is the observable’s own', () => {
  const sandbox = (disposition?: 'malicious' | 'suspicious' | 'unknown') =>
    card({ kind: 'sandbox', observable: address, submissions: [], total: 1, ...(disposition ? { disposition } : {}) });
  expect(exitCodeOf(sandbox('malicious'), 'malicious')).toBe(1);
  expect(exitCodeOf(sandbox('suspicious'), 'malicious')).toBe(0);
  expect(exitCodeOf(sandbox('suspicious'), 'suspicious')).toBe(1);
  expect(exitCodeOf(sandbox('unknown'), 'suspicious')).toBe(0);
  expect(exitCodeOf(sandbox(), 'suspicious')).toBe(0);
  expect(exitCodeOf(sandbox('malicious'), undefined)).toBe(0);
});

test('details fail on judgements too', () => {
  const observation = { verdicts: [], sightings: [], indicators: [], gaps: [], answered: ['Umbrella'] };
  const judgements = [{ module: 'Umbrella', disposition: 'malicious' as const }];
  const details = (parts: object) =>
    card({ kind: 'details', observable: address, observation: { ...observation, judgements, ...parts } });
  expect(exitCodeOf(details({}), 'malicious')).toBe(1);
  expect(exitCodeOf(details({ judgements: [] }), 'malicious')).toBe(0);
  expect(exitCodeOf(details({ judgements: [], answered: [], gaps: [gap('Umbrella', 'failed')] }), 'malicious')).toBe(
    69,
  );
});

test.each([
  ['usage', 2],
  ['over-budget', 75],
  ['rate-limited', 75],
  ['too-many', 75],
  ['missing-scope', 77],
  ['not-permitted', 77],
  ['not-yours', 77],
  ['not-now', 75],
] as const)('a refusal has its code: %s', (why, code) => {
  expect(exitCodeOf(card({ kind: 'refusal', why }), undefined)).toBe(code);
});

test.each([
  ['unreachable', 69],
  ['timed-out', 69],
  ['unavailable', 69],
  ['malformed', 69],
  ['unauthorized', 78],
] as const)('a failure has its code: %s', (failure, code) => {
  expect(exitCodeOf(card({ kind: 'failure', failure, reference: 'K7Q2' }), undefined)).toBe(code);
});
