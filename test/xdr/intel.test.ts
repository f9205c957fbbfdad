import fc from 'fast-check';
import { BROKEN_BODY, jsonAnswer } from '../../demo/xdr/fault.ts';
import { readQuery } from '../../demo/xdr/lucene.ts';
import { decidingOn } from '../../src/intel/deciding.ts';
import type { Observable } from '../../src/observables/observable.ts';
import { judgementPaths, mostJudgements, quoted } from '../../src/xdr/intel-query.ts';
import { originsOf } from '../../src/xdr/regions.ts';
import type { Xdr } from '../../src/xdr/xdr.ts';
import { ciscoContractPresent, validateRequest } from '../support/cisco-contract.ts';
import { startSimulatedXdr } from '../support/simulated-xdr.ts';
import { xdrAt } from './support/xdr-at.ts';

const { url, globalUrl, xdr: sim, stop } = await startSimulatedXdr();
const origins = originsOf('us', { visibility: url, privateIntel: url, globalIntel: globalUrl });
let xdr: Xdr;
beforeEach(() => {
  sim.reset();
  ({ xdr } = xdrAt(url, sim.client('reader'), { origins }));
});
afterEach(() => xdr.close());
afterAll(stop);

const bad: Observable = { type: 'domain', value: 'internetbadguys.com' };
const command = { purpose: 'command' } as const;
const queryOf = (path: string) => new URLSearchParams(path.split('?')[1]).get('query') ?? '';
const fits = (query: string, value: string) => readQuery(query)({ observable: { value } });
const value = fc.oneof(
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 }),
  fc.string({ unit: 'binary', minLength: 1, maxLength: 60 }),
  fc
    .array(fc.constantFrom('"', '\\', '(', ')', ' OR ', ' AND ', '*', ':', '~', 'a', '\n', '/', '[', '}', '&&'), {
      minLength: 1,
      maxLength: 20,
    })
    .map((parts) => parts.join('')),
);

describe('no value breaks out of its quotes', () => {
  test('what is quoted is one phrase, which means the value', () => {
    fc.assert(
      fc.property(value, value, (one, other) => {
        const query = `observable.value:${quoted(one)}`;
        expect(fits(query, one.toWellFormed())).toBe(true);
        const isSame = one.toWellFormed().toLowerCase() === other.toWellFormed().toLowerCase();
        expect(fits(query, other.toWellFormed())).toBe(isSame);
      }),
    );
  });

  test('a search of many finds each of them, and nothing else', () => {
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 20 }), value, (values, other) => {
        const { paths } = judgementPaths(values.map((each) => ({ type: 'file_name', value: each })));
        const queries = paths.map(queryOf);
        const found = (each: string) => queries.some((query) => fits(query, each.toWellFormed()));
        expect(values.every(found)).toBe(true);
        const asked = new Set(values.map((each) => each.toWellFormed().toLowerCase()));
        expect(found(other)).toBe(asked.has(other.toWellFormed().toLowerCase()));
      }),
    );
  });

  test.each([
    ['a"b', '"a\\"b"'],
    ['a\\', '"a\\\\"'],
    ['\\"', '"\\\\\\""'],
    ['x" OR observable.value:"y', '"x\\" OR observable.value:\\"y"'],
    ['*', '"*"'],
  ])('%s', (given, query) => {
    expect(quoted(given)).toBe(query);
  });

  test('what a Lucene-like store makes of a hostile value is nothing but that value', async () => {
    const hostile = { type: 'file_name', value: 'x") OR observable.value:("internetbadguys.com' };
    const { judgements } = await xdr.intel.judgementsOn('global', [hostile], command);
    expect(judgements).toEqual([]);
    expect(sim.calls.list('global-judgement-search').map(({ status }) => status)).toEqual([200]);
  });
});

describe('how many searches', () => {
  test('one for twenty observables, highest priority first; a value is asked for once', () => {
    const many = Array.from({ length: 20 }, (_, at) => ({ type: 'sha256', value: `${at}`.padStart(64, 'A') }));
    const { paths, unasked } = judgementPaths([...many, many[0]!, { type: 'sha1', value: many[1]!.value }]);
    expect([paths.length, unasked]).toEqual([1, []]);
    expect(queryOf(paths[0]!).match(/OR/g)).toHaveLength(19);
    expect(Object.fromEntries(new URLSearchParams(paths[0]!.split('?')[1]))).toMatchObject({
      sort_by: 'priority',
      sort_order: 'desc',
      limit: String(mostJudgements),
    });
    if (ciscoContractPresent) expect(validateRequest('GET', paths[0]!)).toEqual([]);
  });

  test('more where values are long, none longer than a path may be; what is too long is not asked', () => {
    const long = (at: number, length: number) => ({
      type: 'url',
      value: `http://a.example/${at}/${'%'.repeat(length)}`,
    });
    const { paths, unasked } = judgementPaths([...Array.from({ length: 8 }, (_, at) => long(at, 300)), long(9, 3_000)]);
    expect(paths.length).toBeGreaterThan(1);
    expect(Math.max(...paths.map((path) => path.length))).toBeLessThanOrEqual(4_000);
    expect(unasked).toEqual([long(9, 3_000)]);
  });
});

test('judgements come from the store that is asked, each with what it has', async () => {
  const everybodys = await xdr.intel.judgementsOn('global', [bad, { type: 'ip', value: '198.51.100.23' }], command);
  expect(everybodys).toMatchObject({ cut: false, unasked: [] });
  expect(everybodys.judgements.map(({ priority }) => priority)).toEqual([95, 90, 90, 80]);
  const poor = everybodys.judgements.at(-1)!;
  expect([poor.reason, poor.sourceUrl, poor.until]).toEqual([undefined, undefined, undefined]);
  expect(decidingOn(bad, everybodys.judgements, Date.now())).toMatchObject({
    disposition: 'malicious',
    sourceUrl: 'https://talosintelligence.com/reputation_center/lookup?search=internetbadguys.com',
  });
  const own = await xdr.intel.judgementsOn('own', [bad, { type: 'domain', value: 'scanner.example.org' }], command);
  expect(own.judgements).toMatchObject([
    { disposition: 'clean', tlp: 'amber', groups: ['00000000-0000-4000-8000-0000000000f0'] },
  ]);
  expect([sim.calls.count('global-judgement-search'), sim.calls.count('judgement-search')]).toEqual([1, 1]);
});

test('documents without what makes a judgement are left out; the rest is read', async () => {
  const good = { disposition: 2, observable: bad };
  const odd = [null, 7, 'x', [], {}, { disposition: 2 }, { observable: bad }, { disposition: 9, observable: bad }];
  sim.faults.next(
    'global-judgement-search',
    jsonAnswer(200, [
      ...odd,
      { ...good, groups: 7, tlp: [], id: {}, source_uri: 5, priority: '90', valid_time: 'ever', reason: null },
      { disposition_name: 'Clean', observable: bad, valid_time: {} },
    ]),
  );
  const { judgements } = await xdr.intel.judgementsOn('global', [bad], command);
  expect(judgements).toEqual([
    { module: 'AMP Global Intelligence', observable: bad, disposition: 'malicious' },
    { module: 'AMP Global Intelligence', observable: bad, disposition: 'clean' },
  ]);
});

test('a store that holds more than was read says so', async () => {
  const many = Array.from({ length: 3 }, () => ({ disposition: 2, observable: bad }));
  sim.faults.next('judgement-search', jsonAnswer(200, many, { 'x-total-hits': '4' }));
  expect(await xdr.intel.judgementsOn('own', [bad], command)).toMatchObject({ cut: true });
});

test('what is no list is no answer; a failure is asked about once more', async () => {
  sim.faults.always('global-judgement-search', jsonAnswer(200, { judgements: [] }));
  await expect(xdr.intel.judgementsOn('global', [bad], command)).rejects.toMatchObject({ kind: 'malformed' });
  sim.reset();
  sim.faults.always('judgement-search', BROKEN_BODY);
  await expect(xdr.intel.judgementsOn('own', [bad], command)).rejects.toMatchObject({ kind: 'malformed' });
  expect(sim.calls.count('judgement-search')).toBe(2);
});

describe('all that Global Intelligence says of one', () => {
  test('verdict, judgements that hold, indicators: four calls', async () => {
    const intel = await xdr.intel.globalIntelOn(bad, command);
    expect(intel).toMatchObject({
      verdict: { disposition: 'malicious' },
      judgements: [{ priority: 90 }, { priority: 80 }],
      ended: 1,
      indicators: [
        { title: 'Phishing kit "Paper Lantern" (made up)', types: ['Domain Watchlist', 'Malicious E-mail'] },
        { title: 'untitled indicator', types: [] },
      ],
      indicatorsInAll: 2,
      gaps: [],
    });
    expect(intel).not.toHaveProperty('judgementsInAll');
    expect(sim.calls.count()).toBe(4);
    if (ciscoContractPresent)
      for (const { path } of sim.calls.list().filter(({ service }) => service.startsWith('global-')))
        expect([path, validateRequest('GET', path)]).toEqual([path, []]);
  });

  test('nothing is known: three calls', async () => {
    expect(await xdr.intel.globalIntelOn({ type: 'url', value: 'http://nobody.example/a?b=c/../d' }, command)).toEqual({
      judgements: [],
      ended: 0,
      indicators: [],
      indicatorsInAll: 0,
      gaps: [],
    });
    expect(sim.calls.count()).toBe(3);
  });

  test('what fails beside the judgements is a gap; without them there is nothing to say', async () => {
    sim.faults.always('global-verdict', jsonAnswer(500));
    sim.faults.always('global-judgement-indicators', jsonAnswer(500));
    expect(await xdr.intel.globalIntelOn(bad, command)).toMatchObject({ gaps: ['verdict', 'indicators'], ended: 1 });
    sim.reset();
    sim.faults.always('global-judgements', jsonAnswer(500));
    await expect(xdr.intel.globalIntelOn(bad, command)).rejects.toMatchObject({ kind: 'unavailable' });
  });

  test('what no path can name is refused without a call', async () => {
    for (const given of ['..', 'x'.repeat(5_000)])
      await expect(xdr.intel.globalIntelOn({ type: 'file_name', value: given }, command)).rejects.toMatchObject({
        kind: 'bad-request',
      });
    expect(sim.calls.count()).toBe(0);
  });
});

test('each store has a circuit of its own: while one is left alone, nothing else is', async () => {
  sim.faults.always('global-judgement-search', jsonAnswer(500));
  for (let tries = 0; tries < 5; tries++) await xdr.intel.judgementsOn('global', [bad], command).catch(() => {});
  expect(xdr.circuits()['global-intel'].state).toBe('open');
  expect(xdr.circuits()['own-judgements'].state).toBe('closed');
  expect(xdr.circuits().deliberate.state).toBe('closed');
});
