import type { Observable } from '../../src/observables/observable.ts';
import type { Sighting } from '../../src/verdicts/observation.ts';
import { targetsOf } from '../../src/verdicts/targets.ts';

const host = (value: string): Observable => ({ type: 'hostname', value });
const ip = (value: string): Observable => ({ type: 'ip', value });
const on = (until: string | undefined, ...targets: readonly (readonly Observable[])[]): Sighting => ({
  module: 'Umbrella',
  count: 1,
  internal: true,
  ...(until === undefined ? {} : { until }),
  targets: targets.map((observables) => ({ type: 'endpoint', observables })),
});
const names = (sightings: readonly Sighting[]) =>
  targetsOf(sightings).map((target) => [
    target.names.map(({ value }) => value).join(' '),
    target.sightings,
    target.last,
  ]);

test.each<[string, readonly Sighting[], unknown]>([
  ['nothing', [], []],
  ['a target without a name', [on('2026-01-01', [])], []],
  [
    'targets that share a name, in either case',
    [on('2026-01-02', [host('WS-1'), ip('192.0.2.1')]), on('2026-01-01', [host('ws-1')])],
    [['WS-1 192.0.2.1', 2, '2026-01-02']],
  ],
  [
    'targets that share one by way of a third',
    [on('2026-01-01', [host('a'), ip('192.0.2.1')], [host('b'), ip('192.0.2.2')], [ip('192.0.2.1'), ip('192.0.2.2')])],
    [['a 192.0.2.1 b 192.0.2.2', 1, '2026-01-01']],
  ],
  [
    'several, last seen first',
    [on(undefined, [host('never')]), on('2026-01-01', [host('old')]), on('2026-01-03', [host('new')])],
    [
      ['new', 1, '2026-01-03'],
      ['old', 1, '2026-01-01'],
      ['never', 1, undefined],
    ],
  ],
])('%s', (_, sightings, expected) => {
  expect(names(sightings)).toEqual(expected);
});

test('a target with very many names is bounded', () => {
  const many = Array.from({ length: 20_000 }, (_, at) => ip(`192.0.2.${at}`));
  const [target] = targetsOf([on('2026-01-01', many)]);
  expect(target?.names.length).toBeLessThanOrEqual(50);
});
