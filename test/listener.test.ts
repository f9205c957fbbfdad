import { request } from 'node:http';
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

test('a fault of a handler is 500 without a word, and the listener lives', async () => {
  const answer = await fetch(url('/throws'));
  expect([answer.status, await answer.text()]).toEqual([500, '']);
  expect((await fetch(url('/echo'), { method: 'POST' })).status).toBe(200);
});
