import { plainText } from '../../src/cards/plain-text.ts';
import { detailsCard } from '../../src/verdicts/details-card.ts';
import type { Judgement, Observation } from '../../src/verdicts/observation.ts';
import { gap, host } from '../cards/samples.ts';

const empty: Observation = {
  verdicts: [],
  judgements: [],
  sightings: [],
  indicators: [],
  gaps: [],
  answered: ['Umbrella'],
};
const details = (observation: Partial<Observation>, trustedHosts: readonly string[] = []) =>
  detailsCard({
    observable: host,
    observation: { ...empty, ...observation },
    simulated: false,
    trustedHosts,
    offers: { pivot: true },
  });
const judgement = (parts: Partial<Judgement>): Judgement => ({
  module: 'Talos Intelligence',
  disposition: 'malicious',
  ...parts,
});

test('judgements, sightings and indicators are drawn out', () => {
  const card = details({
    judgements: [
      judgement({ disposition: 'clean', module: 'Umbrella', until: '2525-01-01T00:00:00Z' }),
      judgement({
        reason: 'Poor reputation score, see http://evil.example/why',
        severity: 'High',
        confidence: 'High',
        until: '2026-04-01T09:15:00Z',
        reasonUrl: 'https://talosintelligence.com/lookup?search=internetbadguys.com',
      }),
    ],
    sightings: [
      {
        module: 'Umbrella',
        title: 'DNS request to internetbadguys.com',
        count: 3,
        resolution: 'blocked',
        internal: true,
        from: '2026-03-02T08:58:03Z',
        until: '2026-03-02T09:04:47Z',
        targets: [{ type: 'endpoint', observables: [{ type: 'hostname', value: 'ws-042.example.com' }] }],
      },
    ],
    indicators: [
      { module: 'Talos Intelligence', title: 'Phishing infrastructure', severity: 'High', tags: ['phishing'] },
    ],
    gaps: [gap('Example Threat Feed', 'timed-out')],
  });
  expect(plainText(card)).toMatchInlineSnapshot(`
"Details of internetbadguys[.]com (domain): malicious; 2 judgements, 1 sighting and 1 indicator
Seen on:
  Endpoint  ws-042[.]example[.]com (1 sighting, last 2026-03-02 09:04 UTC)
Judgements:
  Malicious  Talos Intelligence: Poor reputation score, see hxxp://evil[.]example/why (severity High, confidence High, until 2026-04-01 09:15 UTC, reason (talosintelligence.com) https://talosintelligence.com/lookup?search=internetbadguys.com)
  Clean  Umbrella (no end)
Sightings:
  Seen here  Umbrella: DNS request to internetbadguys[.]com (3 times, from 2026-03-02 08:58 UTC, until 2026-03-02 09:04 UTC, blocked, on ws-042[.]example[.]com)
Indicators:
  Indicator  Talos Intelligence: Phishing infrastructure (severity High, tags phishing)
1 of 2 sources answered: Example Threat Feed timed out."
`);
});

test('nothing known and nobody answered differ', () => {
  expect(details({}).headline).toBe(
    'Details of internetbadguys[.]com (domain): unknown; 0 judgements, 0 sightings and 0 indicators',
  );
  expect(details({ gaps: [gap('Talos Intelligence', 'failed')] }).headline).toContain(': incomplete;');
});

test('a long list is folded and the rest counted', () => {
  const card = details({ judgements: Array.from({ length: 30 }, () => judgement({})) });
  expect(plainText(card)).toContain('And 22 more judgements.');
});

test('judgements stand worst first, then by priority', () => {
  const card = details({
    judgements: [
      judgement({ disposition: 'clean', priority: 100, module: 'C' }),
      judgement({ priority: 50, module: 'B' }),
      judgement({ priority: 90, module: 'A' }),
    ],
  });
  expect(
    plainText(card)
      .match(/ {2}(A|B|C)$/gm)
      ?.join(''),
  ).toBe('  A  B  C');
});

test('a reason is linked only where its host is trusted', () => {
  const judgements = [judgement({ reasonUrl: 'https://evil.example/why' })];
  expect(plainText(details({ judgements }))).toContain('(reason (evil[.]example))');
  expect(plainText(details({ judgements }, ['evil.example']))).toContain(
    'reason (evil.example) https://evil.example/why',
  );
});
