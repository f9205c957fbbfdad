import { type ChildProcess, spawn } from 'node:child_process';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { createInterface } from 'node:readline';
import tls from 'node:tls';
import { fileURLToPath } from 'node:url';
import { createHttp, NotConnected, type ProxySettings, readProxy } from '../../src/xdr/http.ts';
import { createSelfSignedCertificate } from './support/self-signed-certificate.ts';

// The name is looked up by nobody: the proxy takes every name to loopback.
const host = 'xdr.test';
const certificate = createSelfSignedCertificate(host);
const trusted = tls.getCACertificates('default');
let target: Server;
let port: number;
let connections = 0;
const running: ChildProcess[] = [];

beforeAll(async () => {
  tls.setDefaultCACertificates([...trusted, certificate.cert]);
  target = createServer(certificate, (request, response) => response.end(`hello ${request.headers.host}`));
  target.on('secureConnection', () => {
    connections += 1;
  });
  await new Promise<void>((resolve) => target.listen(0, '127.0.0.1', resolve));
  port = (target.address() as AddressInfo).port;
});

afterAll(() => {
  tls.setDefaultCACertificates(trusted);
  target.closeAllConnections();
  target.close();
});

afterEach(async () => {
  for (const child of running.splice(0)) {
    child.kill();
    await new Promise((resolve) => child.once('exit', resolve));
  }
});

/** A real proxy process; `seen` fills with what it was asked for. */
async function startProxy(...args: string[]): Promise<{ address: string; seen: string[] }> {
  const script = fileURLToPath(new URL('support/connect-proxy.mjs', import.meta.url));
  const child = spawn(process.execPath, [script, ...args], { stdio: ['ignore', 'pipe', 'inherit', 'ipc'] });
  running.push(child);
  const seen: string[] = [];
  const address = await new Promise<string>((resolve) => {
    createInterface({ input: child.stdout! }).on('line', (line) => {
      const listening = /^PORT (\d+)$/.exec(line)?.[1];
      if (listening) resolve(`127.0.0.1:${listening}`);
      else seen.push(line);
    });
  });
  return { address, seen };
}

async function get(proxy: ProxySettings, url = `https://${host}:${port}/`) {
  const { send, close } = createHttp(proxy);
  const ask = () => send({ service: 'inspect', method: 'GET', url, headers: {}, timeoutMs: 5000 });
  return { ask, close };
}

test('a request goes through the tunnel of HTTPS_PROXY, and the next one through the same', async () => {
  const proxy = await startProxy();
  connections = 0;
  const { ask, close } = await get({ https: `http://${proxy.address}` });
  expect((await ask()).body).toBe(`hello ${host}:${port}`);
  expect((await ask()).status).toBe(200);
  close();
  expect(proxy.seen).toEqual([`CONNECT ${host}:${port} anonymous`]);
  expect(connections).toBe(1);
});

test('a proxy may be named without a scheme, and with a user', async () => {
  const proxy = await startProxy();
  const { ask, close } = await get({ https: `http://bot:s3cret@${proxy.address}` });
  await ask();
  close();
  const bare = await get({ https: proxy.address });
  await bare.ask();
  bare.close();
  const basic = `Basic ${Buffer.from('bot:s3cret').toString('base64')}`;
  expect(proxy.seen).toEqual([`CONNECT ${host}:${port} ${basic}`, `CONNECT ${host}:${port} anonymous`]);
});

test('a host of NO_PROXY is asked directly', async () => {
  const proxy = await startProxy();
  const { ask, close } = await get(
    { https: `http://${proxy.address}`, no: 'localhost,127.0.0.1' },
    `https://127.0.0.1:${port}/`,
  );
  // Directly the certificate's name does not fit the address, so the handshake fails: at the target, not at the proxy.
  await expect(ask()).rejects.toMatchObject({ kind: 'unreachable', message: expect.stringContaining('ALTNAME') });
  close();
  expect(proxy.seen).toEqual([]);
});

test('a proxy that refuses is a failure that says so and keeps its password', async () => {
  const proxy = await startProxy('refuse');
  const { ask, close } = await get({ https: `http://bot:s3cret@${proxy.address}` });
  const failure = await ask().catch((error: unknown) => error);
  close();
  expect(failure).toMatchObject({ kind: 'unreachable' });
  expect(failure).toBeInstanceOf(NotConnected);
  expect(proxy.seen).toHaveLength(1);
  expect(JSON.stringify(failure) + String(failure)).not.toContain('s3cret');
});

test('a proxy that is not there is a failure', async () => {
  const { ask, close } = await get({ https: 'http://127.0.0.1:1' });
  await expect(ask()).rejects.toBeInstanceOf(NotConnected);
  close();
});

test.each([
  ['http://proxy.example:3128', 'http://proxy.example:3128'],
  [' https://u:p@proxy.example ', 'https://u:p@proxy.example'],
  ['proxy.example:3128', 'http://proxy.example:3128'],
  ['socks5://proxy.example:1080', undefined],
  ['http://', undefined],
  ['http://proxy.example:99999', undefined],
])('the proxy %j is %j', (text, address) => {
  expect(readProxy(text)).toBe(address);
});

test('a proxy that is none is told without its password', () => {
  expect(() => createHttp({ https: 'socks5://bot:s3cret@proxy.example' })).toThrow(
    new Error('HTTPS_PROXY is not the address of an http or https proxy'),
  );
});
