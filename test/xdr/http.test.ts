import { brotliCompressSync, constants, deflateSync, gzipSync } from 'node:zlib';
import { createHttp, largestAnswer, NotConnected } from '../../src/xdr/http.ts';
import { type OwnAnswer, startOwnServer } from './support/own-server.ts';

const stops: (() => unknown)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

async function http(answer: OwnAnswer) {
  const server = await startOwnServer(answer);
  const { send, close } = createHttp();
  stops.push(close, server.stop);
  const get = (timeoutMs = 5000) =>
    send({ service: 'x', method: 'GET', url: `${server.url}/x`, headers: {}, timeoutMs });
  return { get, server };
}

test('connections are kept alive', async () => {
  const sockets = new Set();
  const { get } = await http((_, response) => {
    sockets.add(response.socket);
    response.end('ok');
  });
  for (let i = 0; i < 5; i += 1) expect((await get()).body).toBe('ok');
  expect(sockets.size).toBe(1);
});

test('what asks alone has a connection of its own, which ends with it', async () => {
  const sockets = new Set();
  const { get, server } = await http((_, response) => {
    sockets.add(response.socket);
    response.end('ok');
  });
  const { send, close } = createHttp();
  stops.push(close);
  const alone = {
    service: 'x',
    method: 'POST',
    url: `${server.url}/x`,
    headers: {},
    timeoutMs: 5000,
    alone: true,
  } as const;
  await get();
  for (let i = 0; i < 3; i += 1) expect((await send(alone)).body).toBe('ok');
  expect(sockets.size).toBe(4);
});

test('nobody there, or no such name, is known to have brought nothing there; a connection that ends is not', async () => {
  const { send, close } = createHttp();
  stops.push(close);
  const ask = (url: string) =>
    send({ service: 'x', method: 'POST', url, headers: {}, timeoutMs: 5000 }).catch((error: unknown) => error);
  const { get, server } = await http((_, response) => response.socket?.destroy());
  for (const url of ['http://127.0.0.1:1/', 'http://nobody.invalid/']) {
    expect(await ask(url)).toBeInstanceOf(NotConnected);
    expect(await ask(url)).toMatchObject({ kind: 'unreachable', name: 'Failure' });
  }
  const cut = await get().catch((error: unknown) => error);
  expect(cut).toMatchObject({ kind: 'unreachable' });
  expect(cut).not.toBeInstanceOf(NotConnected);
  expect(server.seen).toHaveLength(1);
});

test('an answer up to the bound is read, one above is not, unpacked size counting', async () => {
  let body = Buffer.alloc(largestAnswer, 0x20);
  const { get } = await http((_, response) =>
    response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(body)),
  );
  expect((await get()).body).toHaveLength(largestAnswer);
  body = Buffer.alloc(largestAnswer + 1, 0x20);
  await expect(get()).rejects.toMatchObject({ kind: 'too-large' });
});

const bomb = Buffer.alloc(largestAnswer * 4, 0x20);

test.each([
  ['gzip', gzipSync(bomb)],
  ['deflate', deflateSync(bomb)],
  ['br', brotliCompressSync(bomb, { params: { [constants.BROTLI_PARAM_QUALITY]: 3 } })],
])('a small %s that unpacks to 64 MiB is not unpacked to its end', async (encoding, body) => {
  expect(body.length).toBeLessThan(200_000);
  const { get } = await http((_, response) => response.writeHead(200, { 'content-encoding': encoding }).end(body));
  await expect(get()).rejects.toMatchObject({ kind: 'too-large' });
});

test('an answer that trickles in without an end is given up in time', async () => {
  let trickle: NodeJS.Timeout | undefined;
  const { get } = await http((_, response) => {
    response.writeHead(200);
    trickle = setInterval(() => response.write('['), 20);
  });
  stops.push(() => clearInterval(trickle));
  await expect(get(400)).rejects.toMatchObject({ kind: 'timed-out' });
});

test('headers without an end are no answer', async () => {
  const { get } = await http((_, response) => {
    response.socket?.write(`HTTP/1.1 200 OK\r\n${'X-Long: '.padEnd(60_000, 'x')}\r\n`.repeat(4));
  });
  await expect(get()).rejects.toMatchObject({ kind: 'unreachable' });
});

test('a redirect is an answer, not a way', async () => {
  const { get, server } = await http((_, response) => response.writeHead(302, { Location: '/elsewhere' }).end());
  expect(await get()).toMatchObject({ status: 302, headers: { location: '/elsewhere' } });
  expect(server.seen.map(({ path }) => path)).toEqual(['/x']);
});

test('what is no HTTP is unreachable', async () => {
  const { get } = await http((_, response) => response.socket?.end('SSH-2.0-x\r\n'));
  await expect(get()).rejects.toMatchObject({ kind: 'unreachable' });
});

test('the environment alone makes no proxy: settings do', async () => {
  const { get } = await http((_, response) => response.end('direct'));
  const names = ['HTTP_PROXY', 'http_proxy', 'HTTPS_PROXY', 'ALL_PROXY'];
  for (const name of names) process.env[name] = 'http://127.0.0.1:1';
  stops.push(() => {
    for (const name of names) delete process.env[name];
  });
  expect((await get()).body).toBe('direct');
});
