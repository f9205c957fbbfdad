import { plainText } from '../../src/cards/plain-text.ts';
import type { Intel, StoredJudgement } from '../../src/intel/intel.ts';
import { intelCard } from '../../src/intel/intel-card.ts';
import { address, host } from '../cards/samples.ts';

const nothing: Intel = { judgements: [], ended: 0, indicators: [], indicatorsInAll: 0, gaps: [] };
const card = (intel: Partial<Intel>, observable = host) =>
  intelCard({ observable, intel: { ...nothing, ...intel }, trustedHosts: [], simulated: false });
const shown = (intel: Partial<Intel>) => plainText(card(intel));
const judged = (more: Partial<StoredJudgement> = {}): StoredJudgement => ({
  module: 'AMP Global Intelligence',
  observable: host,
  disposition: 'suspicious',
  ...more,
});

test('verdict, judgements worst first with what they have, and indicators', () => {
  const text = shown({
    verdict: { observable: host, disposition: 'malicious', module: 'x', until: '2026-12-30T00:00:00.000Z' },
    judgements: [
      judged(),
      judged({
        disposition: 'malicious',
        severity: 'High',
        confidence: 'Medium',
        source: 'Talos',
        reason: 'Serves a phishing kit',
        sourceUrl: 'https://talosintelligence.com/x',
        reasonUrl: 'https://evil.example/why',
        from: '2026-11-01T00:00:00.000Z',
      }),
    ],
    ended: 1,
    indicators: [
      {
        module: 'x',
        title: 'Phishing kit',
        types: ['Domain Watchlist', 'C2'],
        tags: ['phishing'],
        producer: 'Talos',
        severity: 'High',
      },
      { module: 'x', title: 'Another', types: [], tags: [] },
    ],
    indicatorsInAll: 2,
  });
  expect(text).toMatchInlineSnapshot(`
"Global Intelligence: malicious – internetbadguys[.]com (domain): 2 judgements and 2 indicators
  Verdict: Malicious, until 2026-12-30 00:00 UTC
Judgements:
  Malicious  Talos: Serves a phishing kit (severity High, confidence Medium, since 2026-11-01 00:00 UTC, source (talosintelligence.com) https://talosintelligence.com/x, reason (evil[.]example))
  Suspicious  a source without a name
Indicators:
  Indicator  Phishing kit (Domain Watchlist and C2, producer Talos, severity High, tags phishing)
  Indicator  Another
1 more judgement has ended.
What Cisco’s Global Intelligence says, which is the same for all of its customers."
`);
});

test('nothing known is said plainly', () => {
  expect(shown({})).toMatchInlineSnapshot(`
"Global Intelligence: internetbadguys[.]com (domain): nothing is known of it
What Cisco’s Global Intelligence says, which is the same for all of its customers."
`);
  expect(shown({ ended: 2 })).toContain('2 judgements have ended.');
});

test('what is beyond ten is counted; of what was not read nobody knows how bad it is', () => {
  const many = Array.from({ length: 22 }, (_, at) => judged({ disposition: at === 20 ? 'malicious' : 'common' }));
  expect(shown({ judgements: many })).toContain('And 12 more judgements, none worse.');
  expect(shown({ judgements: many })).toMatch(/Judgements:\n {2}Malicious/);
  const rows = card({ judgements: many }).parts.flatMap((part) => (part.part === 'rows' ? part.rows : []));
  expect(rows).toHaveLength(10);
  expect(shown({ judgements: many, ended: 3, judgementsInAll: 125 })).toContain('And 112 more judgements.');
  const indicators = Array.from({ length: 7 }, () => ({ module: 'x', title: 'One', types: [], tags: [] }));
  expect(shown({ indicators, indicatorsInAll: 30 })).toContain('And 25 more indicators.');
});

test('what was not said just now is told, and is not the same as nothing', () => {
  const text = shown({ gaps: ['verdict', 'indicators'] });
  expect(text).toContain('no judgement');
  expect(card({ gaps: ['verdict'] }).parts[0]).toMatchObject({ tone: 'incomplete' });
  expect(text).not.toContain('nothing is known');
  expect(text).toContain('Its own verdict was not said just now');
  expect(text).toContain('Which indicators it belongs to was not said just now');
  expect(shown({ gaps: ['verdict'], judgements: [judged()] })).toContain('Suspicious');
});

test('the store’s own verdict is the headline, also where a judgement of less weight is worse', () => {
  const verdict = { observable: address, disposition: 'clean', module: 'x' } as const;
  expect(card({ verdict, judgements: [judged({ disposition: 'malicious' })] }).headline).toBe(
    'Global Intelligence: clean – internetbadguys[.]com (domain): 1 judgement and 0 indicators',
  );
});

test('no link but to Cisco’s hosts', () => {
  const urls = ['javascript:alert(1)', 'http://talosintelligence.com/', 'https://talosintelligence.com@evil.example/'];
  for (const sourceUrl of urls) {
    const links = JSON.stringify(card({ judgements: [judged({ sourceUrl })] }).parts);
    expect(links).not.toContain('"span":"link"');
  }
});
