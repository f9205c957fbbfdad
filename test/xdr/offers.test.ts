import fc from 'fast-check';
import { HOSTILE_NAME, HOSTILE_OFFER } from '../../demo/xdr/offers-hostile.ts';
import { MODULE_FAILURES } from '../../demo/xdr/opinion.ts';
import { Failure } from '../../src/failure.ts';
import type { Ask } from '../../src/verdicts/verdict.ts';
import { readOffers } from '../../src/xdr/respond.ts';
import { readTriggerUrl } from '../../src/xdr/trigger-url.ts';
import { startSimulatedXdr } from '../support/simulated-xdr.ts';
import { xdrAt } from './support/xdr-at.ts';

const command: Ask = { purpose: 'command' };
const bad = { type: 'domain', value: 'internetbadguys.com' };
const { url, xdr: sim, stop } = await startSimulatedXdr();
let close = () => {};

afterEach(() => {
  close();
  sim.reset();
});
afterAll(() => stop());

function connect(name: 'responder' | 'respond-reader' | 'reader' = 'respond-reader') {
  const { xdr } = xdrAt(url, sim.client(name));
  close = xdr.close;
  return xdr;
}

test('offers are listed for one observable, with gaps, by one request', async () => {
  sim.setModule('Private Intelligence', { failure: MODULE_FAILURES.timedOut });
  const { actions, gaps, skipped } = await connect().listActions({ ...bad, extra: 'not ours' } as typeof bad, command);
  const umbrella = sim.modules.find(({ name }) => name === 'Umbrella')!;
  expect(actions[0]).toEqual({
    id: 'block',
    title: 'Block this domain',
    description: 'Block this domain using the enforcement list',
    categories: [],
    module: 'Umbrella',
    moduleId: umbrella.id,
    url: `/respond/trigger/${umbrella.id}/block?observable_type=domain&observable_value=internetbadguys.com`,
  });
  expect(actions.map(({ module }) => module)).toEqual(['Umbrella', 'Umbrella', 'XDR Automation']);
  expect(gaps).toEqual([{ module: 'Private Intelligence', why: 'timed-out', partial: false }]);
  expect(skipped).toBe(0);
  expect(sim.calls.list('respond').map(({ path, body }) => [path, body])).toEqual([
    ['/iroh/iroh-response/respond/observables', [bad]],
  ]);
});

test('two offers of one module that differ in their list alone are two', async () => {
  const { actions } = await connect().listActions({ type: 'sha256', value: 'AB'.repeat(32) }, command);
  const add = actions.filter(({ id }) => id === 'amp-add-sha256-scd');
  expect(add).toHaveLength(2);
  expect(add[0]).toMatchObject({ categories: ['Simple Custom Detections'], moduleId: add[1]!.moduleId });
  expect(add[0]!.url).not.toBe(add[1]!.url);
});

test('of a hostile module that alone is offered which can be followed, its texts as they came', async () => {
  const { actions, skipped } = await connect().listActions({ type: 'domain', value: 'hostile.example.net' }, command);
  const hostile = actions.filter(({ module }) => module === HOSTILE_NAME);
  expect(hostile).toMatchObject([{ id: 'share', title: HOSTILE_OFFER.title, categories: HOSTILE_OFFER.categories }]);
  expect(skipped).toBe(11);
});

test('listing without its scope names it', async () => {
  const xdr = connect('reader');
  await expect(xdr.listActions(bad, command)).rejects.toMatchObject({
    kind: 'missing-scope',
    facts: { service: 'respond', scopes: ['response/observables:read'] },
  });
  expect(await xdr.missing(['response/observables:read', 'response/trigger:write'])).toHaveLength(2);
});

const at = '/respond/trigger/m1/block?observable_type=domain&observable_value=internetbadguys.com';
const offer = { id: 'block', title: 'Block', module: 'Umbrella', module_instance_id: 'm1', url: at };

test.each<[string, object, number]>([
  ['as documented', {}, 1],
  ['without what is only described', { id: undefined, module: undefined }, 1],
  ['without the id of its module, which could be any', { module_instance_id: undefined }, 0],
  [
    'without the id of its module, but with its name',
    { module_instance_id: undefined, url: at.replace('m1', 'Umbrella') },
    0,
  ],
  ['with the name of its module in the address', { url: at.replace('m1', 'Umbrella') }, 1],
  ['with categories that are none', { categories: { a: 1 }, description: 7 }, 1],
  ['without a title', { title: ' ' }, 0],
  ['with a title that is no text', { title: { text: 'x' } }, 0],
  ['without an address', { url: undefined }, 0],
  ['with an address that is no text', { url: [at] }, 0],
  ['with a slash in place of the question mark', { url: at.replace('?', '/') }, 0],
  ['with an absolute address', { url: `https://evil.example${at}` }, 0],
  ['for another observable', { url: at.replace('internetbadguys', 'goodguys') }, 0],
  ['for another type', { url: at.replace('domain', 'hostname') }, 0],
  ['that triggers another action than it names', { id: 'unblock' }, 0],
  ["that triggers another module's action", { module_instance_id: 'm2' }, 0],
])('an offer %s', (_what, change, count) => {
  const { actions, skipped } = readOffers({ data: [{ ...offer, ...change }] }, bad);
  expect([actions.length, skipped]).toEqual([count, 1 - count]);
  for (const action of actions)
    expect(action).toMatchObject({ id: 'block', title: 'Block', moduleId: expect.stringMatching(/^m1$/) });
});

test('what is no offer at all is counted, what comes twice is listed once', () => {
  const again = { ...offer, title: 'The same again' };
  const { actions, skipped } = readOffers({ data: [7, null, [], 'x', { ...offer, data: 7 }, offer, again] }, bad);
  expect(actions.map(({ title }) => title)).toEqual(['Block']);
  expect(skipped).toBe(5);
});

test('endless texts are cut', () => {
  const long = 'x'.repeat(100_000);
  const { actions } = readOffers(
    { data: [{ ...offer, title: long, description: long, module: long, categories: new Array(1000).fill(long) }] },
    bad,
  );
  expect(JSON.stringify(actions[0]).length).toBeLessThan(8_000);
});

test.each([[null], [[]], ['x'], [{}], [{ data: 7 }], [{ data: {} }]])('%j is malformed', (body) => {
  expect(() => readOffers(body, bad)).toThrow(expect.objectContaining({ kind: 'malformed' }));
});

const json = fc.jsonValue({ maxDepth: 2 });
const orJson = <T>(usual: fc.Arbitrary<T>) => fc.oneof({ weight: 6, arbitrary: usual }, json);
const listing = fc.record(
  {
    data: orJson(
      fc.array(
        orJson(
          fc.record(
            {
              id: orJson(fc.constantFrom('block', 'unblock')),
              title: orJson(fc.string()),
              description: json,
              categories: json,
              module: orJson(fc.constant('Umbrella')),
              module_instance_id: orJson(fc.constantFrom('m1', 'm2')),
              url: orJson(fc.constantFrom(at, at.replace('m1', 'm2'), `//evil.example${at}`, at.replace('?', '/'))),
            },
            { requiredKeys: [] },
          ),
        ),
      ),
    ),
    errors: json,
  },
  { requiredKeys: [] },
);

test('a listing may be any JSON at all: what is offered can be followed and is what it says, or it is malformed', () => {
  fc.assert(
    fc.property(fc.oneof(json, listing), (value) => {
      try {
        const { actions, skipped } = readOffers(value, bad);
        return (
          skipped >= 0 &&
          new Set(actions.map((each) => each.url)).size === actions.length &&
          actions.every(({ id, title, url }) => title !== '' && readTriggerUrl(url)?.actionId === id)
        );
      } catch (error) {
        return error instanceof Failure && error.kind === 'malformed';
      }
    }),
  );
});
