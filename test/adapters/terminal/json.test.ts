import fc from 'fast-check';
import { jsonLine } from '../../../adapters/terminal/json.ts';
import { busyCard } from '../../../src/cards/busy-card.ts';
import type { Card } from '../../../src/cards/card.ts';
import { expiredCard } from '../../../src/cards/expired-card.ts';
import { failureCard } from '../../../src/cards/failure-card.ts';
import { helpCard } from '../../../src/cards/help-card.ts';
import { regionsCard } from '../../../src/cards/regions-card.ts';
import { statusCard } from '../../../src/cards/status-card.ts';
import { detailsCard } from '../../../src/verdicts/details-card.ts';
import { inspectedCard } from '../../../src/verdicts/inspected-card.ts';
import { pivotCard } from '../../../src/verdicts/pivot-card.ts';
import { verdictCard } from '../../../src/verdicts/verdict-card.ts';
import { hostile } from '../../cards/hostile-strings.ts';
import { address, finding, gap, host, says, url } from '../../cards/samples.ts';

const parsed = (card: Card) => JSON.parse(jsonLine(card)) as unknown;

test('verdicts have a stable shape', () => {
  const one = finding(url, {
    verdicts: [says(url, 'malicious', 'Talos Intelligence', '2026-04-01T09:15:00.000Z')],
    via: [{ observable: host, verdicts: [says(host, 'clean', 'Umbrella')] }],
    gaps: [gap('Mail', 'timed-out')],
  });
  const card = verdictCard({
    findings: [one],
    simulated: true,
    offers: { details: true, pivot: true },
    found: 3,
    kept: 1,
  });
  expect(parsed(card)).toEqual({
    schema: 1,
    simulated: true,
    headline: 'Malicious: hxxp://internetbadguys[.]com/login (url), by Talos Intelligence',
    kind: 'verdicts',
    found: 3,
    kept: 1,
    observables: [
      {
        type: 'url',
        value: 'http://internetbadguys.com/login',
        disposition: 'malicious',
        verdicts: [{ module: 'Talos Intelligence', disposition: 'malicious', until: '2026-04-01T09:15:00.000Z' }],
        via: [
          { type: 'domain', value: 'internetbadguys.com', verdicts: [{ module: 'Umbrella', disposition: 'clean' }] },
        ],
        gaps: [{ module: 'Mail', why: 'timed-out', partial: false }],
        answered: ['Talos Intelligence', 'Umbrella'],
        askedAt: '2026-03-02T09:15:00.000Z',
      },
    ],
  });
});

test('every other kind has its own', () => {
  const simulated = false;
  const observation = { verdicts: [], judgements: [], sightings: [], indicators: [], gaps: [], answered: [] };
  const status = {
    version: '0.1.0',
    xdr: { state: 'ok' as const },
    region: 'us',
    budget: { limit: 1, used: 0 },
    here: {},
    platforms: [],
  };
  const cards: readonly Card[] = [
    detailsCard({ observable: address, observation, simulated, trustedHosts: [], offers: { pivot: false } }),
    pivotCard({ observable: address, links: [], gaps: [], simulated, trustedHosts: [] }),
    inspectedCard({ observables: [address], sent: 1, simulated }),
    statusCard({ status, simulated }),
    helpCard({ verbs: [], prefix: '', simulated }),
    regionsCard({ clouds: [], from: 'built-in' }),
    busyCard({ why: 'rate-limited', retryAt: 0, simulated }),
    failureCard({ failure: { kind: 'timed-out', facts: {} }, reference: 'K7Q2', simulated }),
    expiredCard({ simulated }),
    { headline: 'x', simulated, parts: [] },
  ];
  const facts = cards.map((card) => JSON.parse(jsonLine({ ...card, headline: '' })) as Record<string, unknown>);
  expect(
    facts.map(({ schema: _v, simulated: _s, headline: _h, ...rest }) => JSON.stringify(rest)).join('\n'),
  ).toMatchInlineSnapshot(`
"{"kind":"details","type":"ip","value":"45.83.10.7","verdicts":[],"judgements":[],"sightings":[],"indicators":[],"gaps":[],"answered":[]}
{"kind":"pivots","type":"ip","value":"45.83.10.7","links":[],"gaps":[]}
{"kind":"inspected","observables":[{"type":"ip","value":"45.83.10.7"}]}
{"kind":"status","version":"0.1.0","xdr":{"state":"ok"},"region":"us","budget":{"limit":1,"used":0},"here":{},"platforms":[]}
{"kind":"help","verbs":[]}
{"kind":"regions","clouds":[],"from":"built-in"}
{"kind":"refusal","why":"rate-limited","retryAt":"1970-01-01T00:00:00.000Z"}
{"kind":"failure","failure":"timed-out","reference":"K7Q2"}
{"kind":"refusal","why":"expired"}
{"kind":"text"}"
`);
});

test('a line of JSON is one line and holds nothing that a terminal obeys', () => {
  fc.assert(
    fc.property(hostile, (bad) => {
      const observable = { type: bad, value: bad };
      const findings = [finding(observable, { gaps: [gap(bad, 'failed')] })];
      const card = verdictCard({ findings, simulated: false, offers: { details: true, pivot: true } });
      const line = jsonLine(card);
      expect(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u.test(line)).toBe(false);
      const { observables } = JSON.parse(line) as { observables: [{ value: string }] };
      expect(observables[0].value).toBe(bad);
    }),
  );
});
