import { startSimulatedXdr } from '../../support/simulated-xdr.ts';
import { xdrCaller } from '../../support/xdr-caller.ts';

const { url, xdr, stop } = await startSimulatedXdr();
const call = xdrCaller(url);
const token = await call.token(xdr.client('reader'));

afterAll(stop);

test('Inspect answers a bare array of values and types', async () => {
  const answer = await call.post('/iroh/iroh-inspect/inspect', token, {
    content: 'see internetbadguys.com from 45.83.10.7',
  });
  expect(answer.status).toBe(200);
  expect(answer.body).toHaveLength(2);
  expect(answer.body).toEqual(
    expect.arrayContaining([
      { value: 'internetbadguys.com', type: 'domain' },
      { value: '45.83.10.7', type: 'ip' },
    ]),
  );
});

test('Inspect answers in an order that is not that of the text', async () => {
  const ask = async (content: string) => (await call.post('/iroh/iroh-inspect/inspect', token, { content })).body;
  expect(await ask('192.0.2.1 198.51.100.1')).toEqual(await ask('198.51.100.1 192.0.2.1'));
});

test('Inspect answers an empty array for text without observables', async () => {
  expect(await call.post('/iroh/iroh-inspect/inspect', token, { content: 'good morning' })).toMatchObject({
    status: 200,
    body: [],
  });
});

test.each([[{}], [{ content: '' }], [{ content: ' \n' }], [{ content: 5 }], [[]], [undefined]])(
  'Inspect refuses %j with the field that is wrong',
  async (body) => {
    expect(await call.post('/iroh/iroh-inspect/inspect', token, body)).toEqual({
      status: 400,
      headers: expect.anything(),
      body: { content: expect.any(String) },
    });
  },
);

test('clouds.json names the regions without a token, all of them here', async () => {
  const { status, body } = await call.send('/clouds.json', {});
  const here = { 'iroh-services': `${url}/iroh/` };
  expect({ status, body }).toEqual({ status: 200, body: { 'North America': here, Europe: here, Asia: here } });
});

test('module instances are listed with their ids, and with no settings', async () => {
  const { body } = await call.get('/iroh/iroh-int/module-instance', token);
  const listed = body as { id: string; name: string; settings: object }[];
  expect(listed.map((each) => each.name)).toEqual(xdr.modules.map((module) => module.name));
  expect(listed.every((each) => Object.keys(each.settings).length === 0)).toBe(true);
});

test('whoami tells user and organisation', async () => {
  const { body } = await call.get('/iroh/profile/whoami', token);
  expect(body).toMatchObject({ user: { 'user-email': 'analyst@example.com' }, org: { name: expect.any(String) } });
});

test('what the simulation does not have is a 404 with a body', async () => {
  expect(await call.get('/iroh/iroh-nothing/here', token)).toMatchObject({
    status: 404,
    body: { error: 'not_found', error_description: expect.stringContaining('/iroh/iroh-nothing/here') },
  });
});
