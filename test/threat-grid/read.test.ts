import fc from 'fast-check';
import { Failure } from '../../src/failure.ts';
import { readContacts } from '../../src/threat-grid/read-contacts.ts';
import { readReport, scoreOf } from '../../src/threat-grid/read-report.ts';
import { readSubmissions } from '../../src/threat-grid/read-submissions.ts';
import { hostile } from '../support/hostile-strings.ts';

test.each([
  [95, 100, 95],
  [70, 80, 56],
  [60, 60, 36],
  [25, 100, 25],
  [100, 0, 0],
  [undefined, 80, undefined],
  [80, undefined, undefined],
])('severity %s at confidence %s is a score of %s', (severity, confidence, score) => {
  expect(scoreOf(severity, confidence)).toBe(score);
});

test('a summary without severity keeps the score that is given; numbers beyond 0..100 are nobody’s', () => {
  const iocs = [
    { ioc: 'a', score: 40 },
    { ioc: 'b', severity: 1e9, confidence: 100, score: -3 },
    { severity: 90, confidence: 90 },
    'no object',
    null,
  ];
  expect(readReport({ iocs }).behaviours).toMatchObject([
    { name: 'a', score: 40 },
    { name: 'b', score: 0 },
  ]);
});

test('a search: what is no submission, or has an id that is none, is left out; the rank is no threat score', () => {
  const item = { sample: 'ab-12_c', state: 'succ', filename: 'x.exe', analysis: { threat_score: 7 } };
  const items = [
    { score: 1_000_000, item },
    { score: 99, item: { ...item, sample: '../../v3/session/whoami' } },
    { score: 99, item: { ...item, sample: 'a?api_key=' } },
    { score: 99 },
    5,
  ];
  expect(readSubmissions({ items, total: 5 })).toEqual({
    submissions: [
      { sample: 'ab-12_c', state: 'succ', name: 'x.exe', isPrivate: false, tags: [], behaviours: [], score: 7 },
    ],
    total: 5,
  });
});

test('streams: names that were asked for and addresses, each once, names first; what is neither is left out', () => {
  const dns = (name: unknown) => ({
    protocol: 'DNS',
    dst: '192.168.1.1',
    decoded: { 1: { query: { query_data: name } } },
  });
  const read = readContacts(
    {
      items: {
        1: { protocol: 'TCP', dst: '45.83.10.7' },
        2: dns('Evil.com.'),
        3: dns('evil.com'),
        4: dns('<!channel>.evil.com'),
        5: dns('two.com three.com'),
        6: { protocol: 'HTTP', dst: '999.1.1.1' },
        7: { protocol: 'DNS' },
        8: null,
        9: { protocol: 'TCP', dst: '2a00:1450::1' },
        10: { protocol: 'TCP', dst: '10.0.0.1' },
      },
    },
    ({ value }) => value !== '10.0.0.1',
  );
  expect(read.observables.map(({ type, value }) => `${type} ${value.toLowerCase()}`)).toEqual([
    'domain evil.com',
    'ip 45.83.10.7',
    'ipv6 2a00:1450::1',
  ]);
});

test('fifty contacts are kept, the others counted', () => {
  const items = Array.from({ length: 300 }, (_, at) => ({ protocol: 'TCP', dst: `45.83.${at % 256}.${at >> 8}` }));
  expect(readContacts({ items }, () => true)).toMatchObject({ observables: { length: 50 }, more: 250 });
});

test('whatever comes is read, or is a Failure', () => {
  const anything = fc.oneof(
    fc.jsonValue(),
    fc.record({
      items: fc.oneof(
        fc.array(fc.record({ item: fc.jsonValue(), score: fc.jsonValue() })),
        fc.dictionary(hostile, fc.jsonValue()),
      ),
      iocs: fc.array(fc.record({ ioc: hostile, title: hostile, severity: fc.double(), category: fc.jsonValue() })),
      total: fc.double(),
    }),
    fc.record({
      items: fc.array(
        fc.record({
          protocol: fc.constantFrom('DNS', 'TCP'),
          dst: hostile,
          decoded: fc.array(fc.record({ query: fc.record({ query_data: hostile }) })),
        }),
      ),
    }),
  );
  fc.assert(
    fc.property(anything, (json) => {
      for (const read of [readSubmissions, readReport, (one: unknown) => readContacts(one, () => true)])
        try {
          read(json);
        } catch (error) {
          expect(error).toBeInstanceOf(Failure);
        }
    }),
    { numRuns: 500 },
  );
});
