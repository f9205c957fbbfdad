import { ciscoContractPresent, describes, validateRequest, validateResponse } from '../../support/cisco-contract.ts';
import { startSimulatedXdr } from '../../support/simulated-xdr.ts';
import { xdrCaller } from '../../support/xdr-caller.ts';

const { url, xdr, stop } = await startSimulatedXdr();
const call = xdrCaller(url);
const ENRICH = '/iroh/iroh-enrich';

afterAll(stop);

if (!ciscoContractPresent) {
  console.log('SKIPPED: Cisco’s API descriptions are not on this machine; the simulation is not checked against them.');
  test('SKIPPED: Cisco’s API descriptions are not on this machine', () => {
    expect(validateRequest('POST', '/nowhere')).toEqual([]);
    expect(validateResponse('POST', '/nowhere', 200, {})).toEqual([]);
  });
} else {
  const everything = await call.token(xdr.client('everything'));
  const inspectOnly = await call.token(xdr.client('inspect-only'));

  async function check(method: 'GET' | 'POST', path: string, token: string, body?: unknown) {
    const answer = method === 'GET' ? await call.get(path, token) : await call.post(path, token, body);
    return { status: answer.status, faults: validateResponse(method, path, answer.status, answer.body) };
  }

  describe.each(xdr.stories.map(({ observable }) => [observable.value, observable] as const))(
    '%s',
    (_v, observable) => {
      // In the shape of 2020 the ids are not there; nothing else may be amiss.
      const legacy = observable.value === 'legacy.example.net';
      test.each(['deliberate', 'observe'])('%s is as described', async (question) => {
        xdr.setModule('Example Passive DNS', { latencyMs: 0 });
        const path = `${ENRICH}/${question}/observables`;
        expect(validateRequest('POST', path, [observable])).toEqual([]);
        const { status, faults } = await check('POST', path, everything, [observable]);
        expect(status).toBe(200);
        expect(faults.filter((fault) => !legacy || !/module[-_](instance_id|type)/.test(fault))).toEqual([]);
        expect(faults.length > 0).toBe(legacy);
      });

      test('refer is as described', async () => {
        expect(await check('POST', `${ENRICH}/refer/observables`, everything, [observable])).toEqual({
          status: 200,
          faults: [],
        });
      });

      test('reputation is as described', async () => {
        const query = new URLSearchParams({ type: observable.type, value: observable.value }).toString();
        const path = `${ENRICH}/reputation/observable?${query}`;
        expect(validateRequest('GET', path)).toEqual([]);
        const { status, faults } = await check('GET', path, everything);
        expect([status, faults.length > 0]).toEqual([200, legacy]);
      });
    },
  );

  test('made-up verdicts of many observables of many types are as described', async () => {
    const types = ['ip', 'domain', 'url', 'email', 'sha256', 'md5', 'file_name', 'registry_key'];
    const observables = Array.from({ length: 400 }, (_, i) => ({ type: types[i % types.length]!, value: `v${i}` }));
    for (const question of ['deliberate', 'observe']) {
      const path = `${ENRICH}/${question}/observables`;
      expect(await check('POST', path, everything, observables)).toEqual({ status: 200, faults: [] });
    }
  });

  test('Inspect is as described: found, nothing found, refused', async () => {
    const path = '/iroh/iroh-inspect/inspect';
    expect(validateRequest('POST', path, { content: 'x' })).toEqual([]);
    for (const [status, body] of [
      [200, { content: 'internetbadguys.com 45.83.10.7' }],
      [200, { content: 'good morning' }],
      [400, {}],
      [400, { content: '' }],
    ] as const) {
      expect(await check('POST', path, everything, body)).toEqual({ status, faults: [] });
    }
    expect(await check('POST', path, 'nonsense', { content: 'x' })).toEqual({ status: 401, faults: [] });
  });

  test('a 401 of enrich, and the 403 where one is described, are as described', async () => {
    const responder = await call.token(xdr.client('responder'));
    expect(await check('POST', `${ENRICH}/health`, 'a.b.c')).toEqual({ status: 401, faults: [] });
    expect(await check('POST', '/iroh/iroh-inspect/inspect', responder, { content: 'x' })).toEqual({
      status: 403,
      faults: [],
    });
    expect(describes('POST', `${ENRICH}/refer/observables`, 403)).toBe(false);
    expect((await call.post(`${ENRICH}/refer/observables`, inspectOnly, [])).status).toBe(403);
  });

  test('health is as described', async () => {
    expect(validateRequest('POST', `${ENRICH}/health`)).toEqual([]);
    expect(await check('POST', `${ENRICH}/health`, everything)).toEqual({ status: 200, faults: [] });
  });

  test.each([
    ['an object in place of the array', 'POST', `${ENRICH}/deliberate/observables`, { observables: [] }],
    ['a type that does not exist', 'POST', `${ENRICH}/deliberate/observables`, [{ type: 'cve', value: 'x' }]],
    ['a key too many', 'POST', '/iroh/iroh-inspect/inspect', { content: 'x', more: 1 }],
    ['an unknown query parameter', 'POST', `${ENRICH}/observe/observables?mid=x`, []],
    ['a missing query parameter', 'GET', `${ENRICH}/reputation/observable?type=ip`, undefined],
    ['a body where none belongs', 'POST', `${ENRICH}/health`, {}],
    ['an unknown route', 'POST', '/iroh/iroh-enrich/settings', undefined],
  ])('the check of requests sees %s', (_what, method, path, body) => {
    expect(validateRequest(method, path, body)).not.toEqual([]);
  });
}
