import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { createListener, type Listener } from '../src/listener.ts';
import { silentLog } from '../src/log.ts';

let listener: Listener;
let port: number;
beforeAll(async () => {
  listener = createListener({ log: silentLog });
  listener.route('POST', '/echo', async ({ body, url }) => ({ status: 200, body: `${body.length}${url.search}` }));
  listener.route('GET', '/throws', async () => {
    throw new Error('secret words');
  });
  port = await listener.listen(0, '127.0.0.1');
});
afterAll(() => listener.close());
const url = (path: string) => `http://127.0.0.1:${port}${path}`;

test('a request reaches the handler of its method and exact path', async () => {
  const answer = await fetch(url('/echo?a=1'), { method: 'POST', body: 'four' });
  expect([answer.status, await answer.text()]).toEqual([200, '4?a=1']);
});

test.each([
  ['GET', '/echo'],
  ['POST', '/echo/'],
  ['POST', '/nowhere'],
])('%s %s is 404', async (method, path) => {
  expect((await fetch(url(path), { method })).status).toBe(404);
});

test('a body of exactly 1 MiB is taken, one byte more is 413', async () => {
  expect((await fetch(url('/echo'), { method: 'POST', body: 'x'.repeat(1024 * 1024) })).status).toBe(200);
  expect((await fetch(url('/echo'), { method: 'POST', body: 'x'.repeat(1024 * 1024 + 1) })).status).toBe(413);
});

test('a body that does not say how long it is, is bounded all the same', async () => {
  const status = await new Promise<number | undefined>((resolve, reject) => {
    const sending = request(url('/echo'), { method: 'POST' }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    sending.on('error', reject);
    for (let n = 0; n < 20; n++) sending.write('x'.repeat(64 * 1024));
    sending.end();
  });
  expect(status).toBe(413);
});

/** Begins a request by hand; resolves with the first line of what comes back, once something does. */
async function begin(head: string, body: string): Promise<{ socket: Socket; answer: Promise<string> }> {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => {});
  const answer = once(socket, 'data').then(([data]) => String(data).split('\r\n', 1)[0]!);
  answer.catch(() => {});
  await once(socket, 'connect');
  socket.write(`POST /echo HTTP/1.1\r\nhost: x\r\n${head}\r\n\r\n${body}`);
  return { socket, answer };
}

test('a body that trickles in byte by byte is refused long before it is large', async () => {
  const { socket, answer } = await begin('transfer-encoding: chunked', '1\r\nx\r\n'.repeat(20_000));
  expect(await answer).toBe('HTTP/1.1 413 Payload Too Large');
  socket.destroy();
});

test('unfinished bodies of all senders together are bounded, and room comes back when they go', async () => {
  const held = await Promise.all(
    Array.from({ length: 40 }, () => begin('content-length: 1048576', 'x'.repeat(1024 * 1024 - 1))),
  );
  const refused = await Promise.race(held.map(({ answer }) => answer));
  expect(refused).toBe('HTTP/1.1 503 Service Unavailable');
  for (const { socket } of held) socket.destroy();
  await Promise.all(held.map(({ socket }) => (socket.closed ? undefined : once(socket, 'close'))));
  // The listener hears of the closing a moment after we did.
  const fourOk = async () => {
    const four = Array.from({ length: 4 }, () =>
      fetch(url('/echo'), { method: 'POST', body: 'x'.repeat(1024 * 1024) }),
    );
    return (await Promise.all(four)).every(({ status }) => status === 200);
  };
  while (!(await fourOk()));
});

test('a fault of a handler is 500 without a word, and the listener lives', async () => {
  const answer = await fetch(url('/throws'));
  expect([answer.status, await answer.text()]).toEqual([500, '']);
  expect((await fetch(url('/echo'), { method: 'POST' })).status).toBe(200);
});

test('closing does not wait for somebody who never stops asking on one connection', async () => {
  const busy = createListener({ log: silentLog });
  const held = Promise.withResolvers<void>();
  busy.route('GET', '/slow', async () => {
    await held.promise;
    return { status: 200 };
  });
  const at = await busy.listen(0, '127.0.0.1');
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const ask = () =>
    new Promise<number>((resolve) => {
      const asked = request({ port: at, host: '127.0.0.1', path: '/slow', agent }, (answer) => {
        answer.resume().on('end', () => resolve(answer.statusCode ?? 0));
      });
      asked.on('error', () => resolve(0)).end();
    });
  const first = ask();
  let more = 0;
  const asking = first.then(async () => {
    while (more < 100 && (await ask()) !== 0) more += 1;
  });
  await new Promise((done) => setTimeout(done, 50)); // the request is on its way
  const closed = busy.close();
  held.resolve();
  await asking;
  agent.destroy();
  await closed;
  expect([await first, more]).toEqual([200, 0]);
});
