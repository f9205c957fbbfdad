import { plainText } from '../../src/cards/plain-text.ts';
import { headlineOf } from '../../src/verdicts/look-up.ts';
import type { Disposition, Verdict } from '../../src/verdicts/verdict.ts';
import { allRowsCard, type VerdictCardFacts, verdictCard } from '../../src/verdicts/verdict-card.ts';
import { address, finding, gap, host, says, url } from '../cards/samples.ts';

const offers = { details: true, pivot: true };
const card = (facts: Partial<VerdictCardFacts>) => verdictCard({ findings: [], simulated: false, offers, ...facts });
const buttonsOf = (facts: Partial<VerdictCardFacts>) =>
  card(facts).parts.flatMap((part) => (part.part === 'buttons' ? part.buttons : []));

test('the request that a judgement of ours was made by is not shown', () => {
  const reason = `Our scanner (request ${'s'.repeat(22)})`;
  const verdict: Verdict = { ...says(address, 'clean', 'Private Intelligence'), own: true, reason };
  expect(plainText(card({ findings: [finding(address, { verdicts: [verdict] })] }))).toMatch(
    /judgement: Our scanner$/m,
  );
});

test('one observable shows who says what, worst first, with the disagreement', () => {
  const verdicts = [
    says(address, 'clean', 'Umbrella', '2525-01-01T00:00:00.000Z'),
    says(address, 'malicious', 'Talos Intelligence', '2026-04-01T09:15:00.000Z'),
  ];
  expect(plainText(card({ findings: [finding(address, { verdicts, headline: 'malicious' })] }))).toMatchInlineSnapshot(`
"Malicious: 45.83.10[.]7 (ip), by Talos Intelligence
  Malicious  Talos Intelligence (until 2026-04-01 09:15 UTC)
  Clean  Umbrella (no end)
Sources disagree: 1 malicious, 1 clean.
What XDR says, at most 30 minutes old."
`);
});

test.each([
  ['common', 'clean', false],
  ['suspicious', 'clean', true],
  ['malicious', 'suspicious', true],
] as const)('%s and %s: do the sources disagree? %s', (one, other, disagree) => {
  const verdicts = [says(address, one, 'Umbrella'), says(address, other, 'Talos Intelligence')];
  const shownText = plainText(card({ findings: [finding(address, { verdicts, headline: one })] }));
  expect(shownText.includes('Sources disagree')).toBe(disagree);
});

describe('what the organisation itself says', () => {
  const own = (observable: typeof address, disposition: Disposition, more: Partial<Verdict> = {}): Verdict => ({
    ...says(observable, disposition, 'Private Intelligence'),
    own: true,
    ...more,
  });

  test('stands first, with its reason and its end, and is the headline; that sources disagree is still told', () => {
    const verdicts = [
      says(address, 'malicious', 'Talos Intelligence'),
      own(address, 'clean', { reason: 'Our scanner', until: '2026-04-01T09:15:00.000Z' }),
    ];
    const headline = headlineOf(verdicts, []);
    expect(plainText(card({ findings: [finding(address, { verdicts, headline })] }))).toMatchInlineSnapshot(`
"Clean: 45.83.10[.]7 (ip), by your organisation
  Clean  your organisation's judgement: Our scanner (until 2026-04-01 09:15 UTC)
  Malicious  Talos Intelligence
Sources disagree: 1 malicious, 1 clean.
No verdict from Umbrella.
What XDR says, at most 30 minutes old."
`);
    const two = [finding(address, { verdicts, headline }), finding(host)];
    expect(plainText(card({ findings: two }))).toContain(
      'Clean  45.83.10[.]7 ip (by your organisation; sources disagree)',
    );
  });

  test('without a reason or an end no more is said', () => {
    const text = plainText(card({ findings: [finding(address, { verdicts: [own(address, 'malicious')] })] }));
    expect(text).toContain('Malicious: 45.83.10[.]7 (ip), by your organisation\n');
    expect(text).toContain("Malicious  your organisation's judgement\n");
  });

  test('a host of which it says something is named with it', () => {
    const via = [{ observable: host, verdicts: [own(host, 'suspicious'), says(host, 'malicious', 'Umbrella')] }];
    const headline = headlineOf(
      [],
      via.flatMap(({ verdicts }) => verdicts),
    );
    expect(card({ findings: [finding(url, { via, headline })] }).headline).toBe(
      'Suspicious: hxxp://internetbadguys[.]com/login (url), by your organisation via host internetbadguys[.]com',
    );
  });
});

test('what is said of the host of a URL stands under it', () => {
  const via = [{ observable: host, verdicts: [says(host, 'suspicious', 'Umbrella')] }];
  expect(plainText(card({ findings: [finding(url, { via, headline: 'suspicious' })] }))).toMatchInlineSnapshot(`
"Suspicious: hxxp://internetbadguys[.]com/login (url), by Umbrella via host internetbadguys[.]com
Via host internetbadguys[.]com:
  Suspicious  Umbrella
No verdict from Talos Intelligence.
What XDR says, at most 30 minutes old."
`);
});

test('a source that is down and a source that knows nothing do not look alike', () => {
  const down = finding(address, { gaps: [gap('Umbrella', 'timed-out')], answered: ['Talos Intelligence'] });
  expect(plainText(card({ findings: [finding(address)] }))).toMatchInlineSnapshot(`
"Unknown: 45.83.10[.]7 (ip), none of 2 sources knows it
No verdict from Talos Intelligence and Umbrella.
What XDR says, at most 5 minutes old."
`);
  expect(plainText(card({ findings: [down] }))).toMatchInlineSnapshot(`
"Incomplete: 45.83.10[.]7 (ip), no verdict, 1 source did not answer
No verdict from Talos Intelligence.
1 of 2 sources answered: Umbrella timed out.
What XDR says, at most 5 minutes old."
`);
});

test('all gaps are told with their reasons', () => {
  const gaps = [
    gap('Secure Endpoint', 'timed-out'),
    gap('Secure Malware Analytics', 'not-permitted'),
    gap('Umbrella', 'failed', true),
    gap('Mail', 'unsupported'),
  ];
  const verdicts = [says(address, 'clean', 'Talos Intelligence')];
  const text = plainText(card({ findings: [finding(address, { verdicts, gaps })] }));
  expect(text).toContain('2 of 4 sources answered: Secure Endpoint timed out, Secure Malware Analytics not permitted.');
  expect(text).toContain('Answered only in part: Umbrella.');
  expect(text).toContain('Not for this type: Mail.');
});

test('no source at all is not a clean bill', () => {
  expect(card({ findings: [finding(address, { answered: [] })] }).headline).toBe(
    'Unknown: 45.83.10[.]7 (ip), no source answered',
  );
  const gaps = [gap('Umbrella', 'failed')];
  const text = plainText(card({ findings: [finding(address, { answered: [], gaps })] }));
  expect(text).toContain('Incomplete: 45.83.10[.]7 (ip), no source answered');
  expect(text).toContain('None of 1 source answered: Umbrella failed.');
});

test('several observables are counted and stand worst first', () => {
  const findings = [
    finding(url),
    finding(address, { gaps: [gap('Private Intelligence', 'failed')] }),
    finding(host, { verdicts: [says(host, 'malicious', 'Umbrella')] }),
    finding(address, { verdicts: [says(address, 'clean', 'Umbrella')] }),
  ];
  expect(plainText(card({ findings, simulated: true }))).toMatchInlineSnapshot(`
"SIMULATED
1 malicious, 1 incomplete, 1 unknown, 1 clean of 4 observables
  Malicious  internetbadguys[.]com domain (by Umbrella)
  Incomplete  45.83.10[.]7 ip (no verdict, 1 source did not answer)
  Unknown  hxxp://internetbadguys[.]com/login url (none of 2 sources knows it)
  Clean  45.83.10[.]7 ip (by Umbrella)
2 of 3 sources answered: Private Intelligence failed.
What XDR says, at most 60 minutes old."
`);
});

test('a message holds ten rows and offers the rest', () => {
  const findings = Array.from({ length: 14 }, (_, at) => finding({ type: 'ip', value: `45.83.10.${at}` }));
  const rowsOf = (parts: readonly { part: string }[]) =>
    parts.flatMap((part) => ('rows' in part ? (part.rows as unknown[]) : [])).length;
  const facts = { findings, simulated: false, offers, listing: 'L1' };
  expect(rowsOf(verdictCard(facts).parts)).toBe(10);
  expect(plainText(verdictCard(facts))).toContain('4 more, none worse than these.');
  expect(buttonsOf(facts)).toEqual([
    { text: 'Show all 14', press: { do: 'show-all', listing: 'L1' }, label: 'Show all 14 observables' },
  ]);
  expect(rowsOf(allRowsCard(facts).parts)).toBe(14);
  expect(buttonsOf({ findings: findings.slice(0, 10), listing: 'L1' })).toEqual([]);
});

test('Show all is bounded and says so', () => {
  const findings = Array.from({ length: 620 }, (_, at) => finding({ type: 'domain', value: `h${at}.example.com` }));
  const shownAll = plainText(allRowsCard({ findings, simulated: false, offers }));
  expect(shownAll.includes('120 more, none worse than these.')).toBe(true);
});

test('of several, the worst get a button for their details', () => {
  const findings = [
    finding({ type: 'ip', value: '192.0.2.1' }),
    finding({ type: 'ip', value: '192.0.2.2' }, { headline: 'suspicious' }),
    finding({ type: 'ip', value: '192.0.2.3' }, { headline: 'malicious' }),
  ];
  const pressed = (details: boolean) =>
    verdictCard({ findings, simulated: false, offers: { details, pivot: true } }).parts.flatMap((part) =>
      part.part === 'buttons' ? part.buttons.map((button) => button.text) : [],
    );
  expect(pressed(true)).toEqual(['Details of 192.0.2[.]3', 'Details of 192.0.2[.]2']);
  expect(pressed(false)).toEqual([]);
});

test('buttons are those that are allowed and fit', () => {
  const one = [finding(address)];
  expect(buttonsOf({ findings: one })).toEqual([
    { text: 'Details', press: { do: 'details', observable: address }, label: 'Details of 45.83.10[.]7' },
    { text: 'Pivot', press: { do: 'pivot', observable: address }, label: 'Pivot from 45.83.10[.]7' },
  ]);
  expect(buttonsOf({ findings: one, offers: { details: false, pivot: true } })).toHaveLength(1);
  expect(buttonsOf({ findings: one, offers: { details: false, pivot: false } })).toEqual([]);
  expect(buttonsOf({ findings: [finding({ type: 'url', value: `http://e.example/${'a'.repeat(2000)}` })] })).toEqual(
    [],
  );
});

test('what was not looked up is told', () => {
  expect(plainText(card({}))).toBe('There is no observable in this text.');
  expect(plainText(card({ kept: 2 }))).toMatchInlineSnapshot(`
"Nothing was looked up: the settings keep back what this text holds.
Not looked up: 2 that the settings or the ignore list keep back."
`);
  const text = plainText(card({ findings: [finding(address), finding(host)], found: 40, kept: 3, late: 0 }));
  expect(text).toContain('Only the first 2 of 37 observables were looked up.');
  expect(text).toContain('Not looked up: 3 that the settings or the ignore list keep back.');
  expect(text).toContain('Late: XDR could not be asked when this was written, 1970-01-01 00:00 UTC.');
});

test('machines get the findings as they are', () => {
  const findings = [finding(address)];
  expect(card({ findings, found: 5, kept: 1 }).data).toEqual({ kind: 'verdicts', findings, found: 5, kept: 1 });
  expect(card({ findings, kept: 1 }).data).toEqual({ kind: 'verdicts', findings, found: 2, kept: 1 });
});
