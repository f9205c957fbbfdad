import fc from 'fast-check';
import { Failure } from '../../src/failure.ts';
import { readDeliberation, readLinks, readObservation } from '../../src/xdr/enrich.ts';
import { readInspected } from '../../src/xdr/inspect.ts';
import { readQuota } from '../../src/xdr/quota-headers.ts';
import { readOffers, readTriggered } from '../../src/xdr/respond.ts';

const asked = { type: 'domain', value: 'evil.example' };

/** JSON of any shape at all, and JSON that has the documented shape nearly. */
const json = fc.jsonValue({ maxDepth: 2 });
const few = { maxLength: 4 };
const orJson = <T>(usual: fc.Arbitrary<T>) => fc.oneof({ weight: 6, arbitrary: usual }, json);
const observable = orJson(
  fc.record({ type: orJson(fc.constant('domain')), value: orJson(fc.constant('evil.example')) }),
);
const time = orJson(
  fc.record(
    { start_time: orJson(fc.constant('2026-03-02T09:15:00.000Z')), end_time: orJson(fc.string()) },
    { requiredKeys: [] },
  ),
);
const documents = orJson(
  fc.array(
    orJson(
      fc.record(
        {
          observable,
          disposition: orJson(fc.integer({ min: 0, max: 6 })),
          disposition_name: json,
          valid_time: time,
          observed_time: time,
          count: json,
          internal: json,
          targets: orJson(fc.array(orJson(fc.record({ type: json, observables: orJson(fc.array(observable, few)) })))),
          tags: json,
          title: json,
          reason: json,
        },
        { requiredKeys: [] },
      ),
    ),
    few,
  ),
);
const kinds = fc.record(
  Object.fromEntries(
    ['verdicts', 'judgements', 'sightings', 'indicators'].map((kind) => [
      kind,
      orJson(fc.record({ count: json, docs: documents })),
    ]),
  ),
  { requiredKeys: [] },
);
const module = {
  module: orJson(fc.constant('Feed')),
  module_instance_id: orJson(fc.constantFrom('a', 'b')),
  'module-type': json,
  url: json,
  title: json,
};
const envelope = fc.record(
  {
    data: orJson(fc.array(orJson(fc.record({ ...module, data: orJson(kinds) }, { requiredKeys: [] })))),
    errors: orJson(
      fc.array(orJson(fc.record({ ...module, code: json, message: json, type: json }, { requiredKeys: [] }))),
    ),
  },
  { requiredKeys: [] },
);

const readers: [string, (value: unknown) => unknown][] = [
  ['deliberate', (value) => readDeliberation(value)],
  ['observe', (value) => readObservation(value, asked)],
  ['refer', (value) => readLinks(value)],
  ['inspect', (value) => readInspected(value)],
  ['respond', (value) => readOffers(value, asked)],
  ['trigger', (value) => readTriggered(value)],
];

test.each(readers)("%s's answer may be any JSON at all: it is read, or malformed", (_, read) => {
  fc.assert(
    fc.property(fc.oneof(json, envelope), (value) => {
      try {
        read(value);
      } catch (error) {
        expect(error).toBeInstanceOf(Failure);
        expect(error).toMatchObject({ kind: 'malformed' });
      }
    }),
    { numRuns: 150 },
  );
});

test('what is read has the types that are promised', () => {
  const dispositions = ['malicious', 'suspicious', 'unknown', 'common', 'clean'];
  const isTime = (value: unknown) =>
    value === undefined || (typeof value === 'string' && new Date(value).toISOString() === value);
  fc.assert(
    fc.property(envelope, (value) => {
      let read: ReturnType<typeof readObservation>;
      try {
        read = readObservation(value, asked);
      } catch {
        return;
      }
      for (const { disposition, module, from, until } of [...read.verdicts, ...read.judgements]) {
        expect(dispositions).toContain(disposition);
        expect([typeof module, isTime(from), isTime(until)]).toEqual(['string', true, true]);
      }
      for (const { count, internal, targets } of read.sightings) {
        expect([Number.isInteger(count), typeof internal, Array.isArray(targets)]).toEqual([true, 'boolean', true]);
      }
      for (const { title, tags } of read.indicators)
        expect([typeof title, tags.every((tag) => typeof tag === 'string')]).toEqual(['string', true]);
      for (const { module, partial } of read.gaps)
        expect([typeof module, typeof partial]).toEqual(['string', 'boolean']);
    }),
    { numRuns: 150 },
  );
});

test('a name that objects have by themselves is a name like any other', () => {
  const data = JSON.parse(
    '[{"module":"__proto__","module_instance_id":"constructor","data":{"__proto__":{"docs":[1]},"toString":{"docs":[1]}}}]',
  );
  expect(readDeliberation({ data })).toEqual({ verdicts: [], gaps: [], answered: ['__proto__'] });
});

test('an answer of 20,000 documents is read', () => {
  const docs = Array.from({ length: 20_000 }, (_, i) => ({ observable: asked, disposition: (i % 5) + 1 }));
  expect(readDeliberation({ data: [{ module: 'Feed', data: { verdicts: { docs } } }] }).verdicts).toHaveLength(20_000);
});

test('what is beyond 20,000 documents is a gap, however many modules they come from', () => {
  const docs = Array.from({ length: 15_000 }, () => ({ observable: asked, disposition: 2 }));
  const data = ['One', 'Two', 'Three'].map((module) => ({ module, data: { verdicts: { docs } } }));
  const { verdicts, gaps } = readDeliberation({ data });
  expect(verdicts).toHaveLength(20_000);
  expect(gaps).toEqual([
    { module: 'Two', why: 'failed', partial: true },
    { module: 'Three', why: 'failed', partial: true },
  ]);
});

test('a list of 400,000 is read as far as anyone would read it', () => {
  expect(readInspected(new Array(400_000).fill(asked))).toHaveLength(20_000);
  const { sightings } = readObservation(
    {
      data: [
        {
          module: 'Feed',
          data: { sightings: { docs: [{ targets: new Array(400_000).fill({ observables: [asked] }) }] } },
        },
      ],
    },
    asked,
  );
  expect(sightings[0]!.targets).toHaveLength(20_000);
});

test.each([
  [
    { 'x-ratelimit-org-remaining': '12', 'x-ratelimit-org-limit': '8000' },
    { remaining: 12, limit: 8000 },
  ],
  [{ 'X-RateLimit-GROUP-Remaining': '7' }, { remaining: 7 }],
  [
    { 'x-ratelimit-org-remaining': '12', 'x-ratelimit-group-remaining': '3', 'x-ratelimit-group-limit': '9' },
    { remaining: 3, limit: 9 },
  ],
  [{ 'x-ratelimit-org-remaining': 'many' }, undefined],
  [{ 'x-ratelimit-remaining': '5' }, undefined],
  [{ 'x-ratelimit-org-limit': '8000' }, undefined],
  [{}, undefined],
])('the quota in %j is %j', (headers, quota) => {
  expect(readQuota(headers as Record<string, string>)).toEqual(quota);
});
