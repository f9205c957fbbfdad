import type { LookedAt } from '../../src/rooms/collected.ts';
import { ctimBundle } from '../../src/rooms/ctim-bundle.ts';
import { ciscoContractPresent, validateRequest } from '../support/cisco-contract.ts';
import { hostileStrings } from '../support/hostile-strings.ts';

const room = { platform: 'slack', workspace: 'T1', channel: 'C1' } as const;
const now = Date.UTC(2026, 10, 30, 7);
const incident = 'https://private.intel.amp.cisco.com:443/ctia/incident/incident-acb6e46c-9d2c-5ec8-a98f-77291f9a9f70';
const one = (value: string, more: Partial<LookedAt> = {}): LookedAt => ({
  observable: { type: 'domain', value },
  mentions: 3,
  firstAt: now - 7_200_000,
  lastAt: now,
  atFirst: 'unknown',
  atLast: 'malicious',
  people: ['U1'],
  byBots: false,
  first: { id: '1' },
  ...more,
});
const bundle = (observables: readonly LookedAt[], more: { incident?: string } = { incident }) =>
  JSON.parse([...ctimBundle({ room, observables, ...more })].join('')) as Record<string, Record<string, unknown>[]>;

const contractTest = ciscoContractPresent ? test : test.skip;
contractTest('Cisco’s own description takes the bundle for an import', () => {
  const all = [
    ...hostileStrings.map((value) => one(value)),
    one('b.example', { atLast: 'suspicious' }),
    one('c.example', { atLast: 'clean' }),
  ];
  expect(validateRequest('POST', '/ctia/bundle/import', bundle(all))).toEqual([]);
  expect(validateRequest('POST', '/ctia/bundle/import', bundle(all, {}))).toEqual([]);
});

test('a sighting tells how often and when, a judgement what is bad and for how long, all amber', () => {
  const { sightings, judgements, relationships } = bundle([
    one('a.example'),
    one('b.example', { now: { disposition: 'suspicious', at: now } }),
    one('c.example', { atLast: 'clean' }),
  ]);
  expect(sightings).toHaveLength(3);
  expect(sightings![0]).toMatchObject({
    count: 3,
    observed_time: { start_time: '2026-11-30T05:00:00.000Z', end_time: '2026-11-30T07:00:00.000Z' },
    tlp: 'amber',
  });
  expect(judgements).toMatchObject([
    {
      disposition: 2,
      disposition_name: 'Malicious',
      tlp: 'amber',
      valid_time: { end_time: '2026-12-30T07:00:00.000Z' },
    },
    { disposition: 3, disposition_name: 'Suspicious' },
  ]);
  expect(relationships!.map((each) => [each['source_ref'], each['target_ref']])).toEqual(
    [1, 2, 3].map((n) => [`transient:sighting-${n}`, incident]),
  );
});

test('without an incident nothing belongs to one; external ids are the same in the next export, and no two are', () => {
  const first = bundle([one('a.example'), one('b.example')], {});
  expect(first['relationships']).toBeUndefined();
  const ids = (of: typeof first) => [...of['sightings']!, ...of['judgements']!].flatMap((each) => each['external_ids']);
  expect(ids(bundle([one('a.example'), one('b.example')], {}))).toEqual(ids(first));
  expect(new Set(ids(first)).size).toBe(4);
});
