import { enrichPath, readDeliberation, readLinks, readObservation } from '../../src/xdr/enrich.ts';
import { readInspected } from '../../src/xdr/inspect.ts';

const asked = { type: 'domain', value: 'evil.example' };
const doc = { type: 'verdict', observable: asked, disposition: 2, disposition_name: 'Malicious' };
const answer = (docs: unknown, more: object = {}) => ({
  data: [{ module: 'Feed', module_instance_id: 'id-1', data: { verdicts: { count: 1, docs } } }],
  ...more,
});
const verdictsOf = (...docs: unknown[]) => readDeliberation(answer(docs)).verdicts;

test.each([
  [{ disposition: 1, disposition_name: 'Clean' }, 'clean'],
  [{ disposition: 2 }, 'malicious'],
  [{ disposition: 3, disposition_name: null }, 'suspicious'],
  [{ disposition: 4 }, 'common'],
  [{ disposition: 5 }, 'unknown'],
  [{ disposition_name: 'Malicious' }, 'malicious'],
  [{ disposition: 'x', disposition_name: 'SUSPICIOUS' }, 'suspicious'],
  [{ disposition: 1, disposition_name: 'Malicious' }, 'clean'], // the number is CTIM's own word
])('%j is %s', (fields, disposition) => {
  expect(verdictsOf({ observable: asked, ...fields })).toEqual([{ observable: asked, disposition, module: 'Feed' }]);
});

test.each([
  [undefined, {}],
  [{}, {}],
  [null, {}],
  ['always', {}],
  [{ start_time: '2026-03-02T09:15:00.000Z' }, { from: '2026-03-02T09:15:00.000Z' }],
  [
    { start_time: '2026-03-02T10:15:00+01:00', end_time: '2026-04-01T09:15:00Z' },
    { from: '2026-03-02T09:15:00.000Z', until: '2026-04-01T09:15:00.000Z' },
  ],
  [{ end_time: '2525-01-01T00:00:00.000Z' }, {}],
  [{ end_time: '2524-12-31T23:59:59.000Z' }, { until: '2524-12-31T23:59:59.000Z' }],
  [{ start_time: 'yesterday', end_time: 5 }, {}],
  [{ end_time: '2026-13-45' }, {}],
])('valid_time %j is %j', (valid_time, times) => {
  expect(verdictsOf({ ...doc, valid_time })).toEqual([
    { observable: asked, disposition: 'malicious', module: 'Feed', ...times },
  ]);
});

test.each([
  [{ ...doc, observable: undefined }],
  [{ ...doc, disposition: 9, disposition_name: 'Nice' }],
  ['x'],
  [null],
  [5],
])('of %j and a good document the good one is kept, and the module counts as partly heard', (broken) => {
  expect(readDeliberation(answer([broken, doc, broken]))).toEqual({
    verdicts: [{ observable: asked, disposition: 'malicious', module: 'Feed' }],
    gaps: [{ module: 'Feed', why: 'failed', partial: true }],
    answered: ['Feed'],
  });
});

test.each([
  ['authorization error', '', 'not-permitted'],
  ['permission denied', '', 'not-permitted'],
  ['access denied', '', 'not-permitted'],
  ['request timeout', '', 'timed-out'],
  ['x', 'Module timed out', 'timed-out'],
  ['unknown', 'Request(s) still processing.', 'timed-out'],
  ['too many requests', '', 'rate-limited'],
  ['too-many-requests-error', '', 'rate-limited'],
  ['x', 'Rate limit exceeded', 'rate-limited'],
  ['unsupported type', '', 'unsupported'],
  ['x', 'Type ip is not supported', 'unsupported'],
  ['too-many-messages', 'Only the first 100 results are shown.', 'failed'],
  ['invalid payload', 'The author is missing', 'failed'],
  ['key error', '', 'failed'],
  [undefined, undefined, 'failed'],
  [401, null, 'failed'],
])('a module error %j %j is %s', (code, message, why) => {
  const error = { module: 'M', module_instance_id: 'm', type: 'fatal', code, message };
  expect(readDeliberation({ data: [], errors: [error] })).toEqual({
    verdicts: [],
    gaps: [{ module: 'M', why, partial: false }],
    answered: [],
  });
});

test('a warning counts as an answer that is not whole, whether or not the module stands in both lists', () => {
  const warning = { type: 'warning', code: 'too-many-messages', message: 'cut' };
  const errors = [
    { ...warning, module: 'Feed', module_instance_id: 'id-1' },
    { ...warning, module: 'Other', module_instance_id: 'id-2' },
  ];
  const { gaps, answered } = readDeliberation(answer([doc], { errors }));
  expect(answered).toEqual(['Feed', 'Other']);
  expect(gaps.map(({ module, partial }) => [module, partial])).toEqual([
    ['Feed', true],
    ['Other', true],
  ]);
});

test('a module that failed and answered all the same was heard in part', () => {
  const errors = [{ module: 'Feed', module_instance_id: 'id-1', code: 'request timeout', type: 'fatal' }];
  const { verdicts, gaps, answered } = readDeliberation(answer([doc], { errors }));
  expect(verdicts).toHaveLength(1);
  expect(gaps).toEqual([{ module: 'Feed', why: 'timed-out', partial: true }]);
  expect(answered).toEqual(['Feed']);
});

test('a module without a name in errors is named by what was learned of its id, also in an earlier answer', () => {
  const names = new Map<string, string>();
  readDeliberation(answer([doc]), names);
  const errors = [
    { module_instance_id: 'id-1', code: 'x', type: 'fatal' },
    { module_instance_id: 'id-9', code: 'x', type: 'fatal' },
    { code: 'x', type: 'fatal' },
  ];
  expect(readDeliberation({ errors }, names).gaps.map(({ module }) => module)).toEqual([
    'Feed',
    'module id-9',
    'unnamed module',
  ]);
});

test('the shape of 2020, with module-type and without ids or errors, is read', () => {
  const legacy = {
    data: [
      { module: 'Talos', 'module-type': 'SenderBaseInvestigateModule', data: { verdicts: { count: 1, docs: [doc] } } },
      { 'module-type': 'PokeModule', data: {} },
      { module: 'Silent' },
    ],
  };
  expect(readDeliberation(legacy)).toEqual({
    verdicts: [{ observable: asked, disposition: 'malicious', module: 'Talos' }],
    gaps: [],
    answered: ['Talos', 'PokeModule', 'Silent'],
  });
});

test('a module whose data is no object has failed', () => {
  expect(readDeliberation({ data: [{ module: 'M', data: 'oops' }] })).toEqual({
    verdicts: [],
    gaps: [{ module: 'M', why: 'failed', partial: false }],
    answered: [],
  });
});

test('two instances of one module are two sources', () => {
  const data = ['a', 'b'].map((id) => ({ module: 'Umbrella', module_instance_id: id, data: {} }));
  expect(readDeliberation({ data }).answered).toEqual(['Umbrella', 'Umbrella']);
});

test.each([[null], [[]], ['x'], [5], [{}], [{ data: {} }], [{ data: null }], [{ verdicts: [] }]])(
  '%j is malformed',
  (body) => {
    for (const read of [readDeliberation, readLinks, (json: unknown) => readObservation(json, asked)]) {
      expect(() => read(body)).toThrow(expect.objectContaining({ kind: 'malformed' }));
    }
  },
);

test('an observation is read whole', () => {
  const time = { start_time: '2026-03-02T09:15:00.000Z', end_time: '2525-01-01T00:00:00.000Z' };
  const from = time.start_time;
  const judgement = {
    disposition: 2,
    priority: 90,
    severity: 'High',
    confidence: 'Low',
    source: 's',
    reason: 'r',
    reason_uri: 'https://r.example',
    valid_time: time,
  };
  const target = {
    type: 'endpoint',
    os: 'x',
    observables: [{ type: 'hostname', value: 'ws-1' }, { nothing: true }],
    observed_time: time,
  };
  const sighting = {
    title: ' t ',
    description: 'd',
    source: 's',
    count: 3,
    confidence: 'High',
    severity: 'High',
    resolution: 'blocked',
    internal: true,
    observed_time: time,
    relations: { origin: 'an object' },
  };
  const read = readObservation(
    {
      data: [
        {
          module: 'Feed',
          data: {
            verdicts: { count: 2, docs: [doc, { ...doc, observable: { type: 'ip', value: '192.0.2.1' } }] },
            judgements: {
              docs: [
                { ...judgement, observable: { ...asked, value: 'EVIL.example.' } },
                judgement,
                { ...judgement, observable: { type: 'ip', value: '192.0.2.1' } },
              ],
            },
            sightings: { docs: [{ ...sighting, targets: target }, {}, 7] },
            indicators: {
              docs: [
                { title: 'i', producer: 'p', tags: ['a', 1, 'b'], severity: 'Low', confidence: 'High' },
                { short_description: 'short' },
                {},
              ],
            },
            incidents: { docs: 'ignored' },
          },
        },
      ],
    },
    asked,
  );
  const ours = {
    module: 'Feed',
    disposition: 'malicious',
    priority: 90,
    severity: 'High',
    confidence: 'Low',
    source: 's',
    reason: 'r',
    reasonUrl: 'https://r.example',
    from,
  };
  expect(read).toEqual({
    verdicts: [{ observable: asked, disposition: 'malicious', module: 'Feed' }],
    verdictsOnOthers: [{ observable: { type: 'ip', value: '192.0.2.1' }, disposition: 'malicious', module: 'Feed' }],
    judgements: [ours, ours],
    sightings: [
      {
        module: 'Feed',
        count: 3,
        internal: true,
        title: 't',
        description: 'd',
        source: 's',
        confidence: 'High',
        severity: 'High',
        resolution: 'blocked',
        from,
        targets: [{ type: 'endpoint', observables: [{ type: 'hostname', value: 'ws-1' }] }],
      },
      { module: 'Feed', count: 1, internal: false, targets: [] },
    ],
    indicators: [
      { module: 'Feed', title: 'i', producer: 'p', tags: ['a', 'b'], severity: 'Low', confidence: 'High' },
      { module: 'Feed', title: 'short', tags: [] },
      { module: 'Feed', title: 'untitled indicator', tags: [] },
    ],
    gaps: [{ module: 'Feed', why: 'failed', partial: true }],
    answered: ['Feed'],
  });
});

test('relations and what was seen are read from sightings, of modules that send one bare too', () => {
  const ip = { type: 'ip', value: '192.0.2.10' };
  const relation = { origin: 'x', relation: 'Resolved_To', source: asked, related: ip };
  const docs = [
    { observables: [asked, { type: '' }], relations: [relation, { relation: 'Lacks_An_End', source: asked }, null, 7] },
    { observables: asked, relations: relation },
    { observables: 'x', relations: [] },
  ];
  const others = [{ disposition: 3, observable: ip }];
  const data = [{ module: 'Feed', data: { sightings: { docs }, verdicts: { docs: others } } }];
  const { sightings, verdicts, verdictsOnOthers } = readObservation({ data }, asked);
  const read = { source: asked, relation: 'Resolved_To', related: ip };
  expect(sightings.map(({ observables, relations }) => [observables, relations])).toEqual([
    [[asked], [read]],
    [[asked], [read]],
    [undefined, undefined],
  ]);
  expect(verdicts).toEqual([]);
  expect(verdictsOnOthers).toEqual([{ observable: ip, disposition: 'suspicious', module: 'Feed' }]);
});

test('links are read one an item, without those that have no address', () => {
  const data = [
    {
      module: 'Umbrella',
      title: 'Browse',
      description: 'd',
      url: 'https://u.example/x',
      categories: ['Umbrella', 'Browse'],
    },
    { module: 'Umbrella', url: 'javascript:alert(1)' },
    { module: 'Umbrella', title: 'no address' },
    'x',
  ];
  const errors = [{ module: 'M', code: 'request timeout', type: 'fatal' }];
  expect(readLinks({ data, errors })).toEqual({
    links: [
      { title: 'Browse', description: 'd', url: 'https://u.example/x', module: 'Umbrella' },
      { title: 'Umbrella', url: 'javascript:alert(1)', module: 'Umbrella' }, // as it came: cards/link decides
    ],
    gaps: [{ module: 'M', why: 'timed-out', partial: false }],
  });
});

test('inspect keeps unknown types and drops what is no observable', () => {
  const list = [{ value: 'x', type: 'new_type', more: 1 }, { value: '', type: 'ip' }, { type: 'ip' }, null, 'ip'];
  expect(readInspected(list)).toEqual([{ value: 'x', type: 'new_type' }]);
  expect(() => readInspected({ data: [] })).toThrow(expect.objectContaining({ kind: 'malformed' }));
});

test('module ids are written into the path so that they stay what they are', () => {
  expect(enrichPath('deliberate')).toBe('/iroh/iroh-enrich/deliberate/observables');
  expect(enrichPath('observe', ['a&b=c', 'd'])).toBe('/iroh/iroh-enrich/observe/observables?mids=a%26b%3Dc&mids=d');
});
