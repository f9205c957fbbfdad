import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readClouds } from '../../src/xdr/clouds.ts';
import { startSimulatedXdr } from '../support/simulated-xdr.ts';

let server: Server;
let answer = { status: 200, body: '' };
let origin: string;

beforeAll(async () => {
  server = createServer((request, response) => {
    expect(request.headers.authorization).toBeUndefined();
    response.writeHead(request.url === '/clouds.json' ? answer.status : 404).end(answer.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => server.close());

const read = (body: unknown, status = 200) => {
  answer = { status, body: typeof body === 'string' ? body : JSON.stringify(body) };
  return readClouds({ origin, timeoutMs: 2000 });
};
const builtIn = {
  from: 'built-in',
  clouds: [
    { name: 'North America', region: 'us', visibility: 'https://visibility.amp.cisco.com' },
    { name: 'Europe', region: 'eu', visibility: 'https://visibility.eu.amp.cisco.com' },
    { name: 'Asia', region: 'apjc', visibility: 'https://visibility.apjc.amp.cisco.com' },
  ],
};

test("Cisco's list is read by its one documented field, and new clouds are kept", async () => {
  const list = {
    'North America': { 'iroh-services': 'https://visibility.amp.cisco.com/iroh/', other: 1 },
    Mars: { 'iroh-services': 'https://visibility.mars.amp.cisco.com/iroh/' },
    Broken: { 'iroh-services': 'javascript:alert(1)' },
    Empty: null,
  };
  expect(await read(list)).toEqual({
    from: 'clouds.json',
    clouds: [
      { name: 'North America', region: 'us', visibility: 'https://visibility.amp.cisco.com' },
      { name: 'Mars', region: undefined, visibility: 'https://visibility.mars.amp.cisco.com' },
    ],
  });
});

test.each([['<html>'], [[]], [{}], ['null'], [{ Asia: 'x' }]])(
  '%j is answered with the built-in table',
  async (body) => {
    expect(await read(body)).toEqual(builtIn);
  },
);

test('an error, or nobody there, is answered with the built-in table', async () => {
  expect(await read({}, 503)).toEqual(builtIn);
  expect(await readClouds({ origin: 'http://127.0.0.1:1', timeoutMs: 2000 })).toEqual(builtIn);
});

test('the simulated list is read', async () => {
  const { url, stop } = await startSimulatedXdr();
  expect(await readClouds({ origin: url, timeoutMs: 2000 })).toMatchObject({ from: 'clouds.json' });
  await stop();
});
