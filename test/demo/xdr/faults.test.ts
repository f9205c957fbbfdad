import {
  BROKEN_BODY,
  HANG,
  htmlAnswer,
  hugeBody,
  jsonAnswer,
  RESET,
  slowBody,
  TRUNCATED,
  tooManyRequests,
} from '../../../demo/xdr/fault.ts';
import { startSimulatedXdr } from '../../support/simulated-xdr.ts';
import { xdrCaller } from '../../support/xdr-caller.ts';

const { url, xdr, stop } = await startSimulatedXdr();
const call = xdrCaller(url);
let token = '';
const inspect = () => call.post('/iroh/iroh-inspect/inspect', token, { content: 'internetbadguys.com' });
/** The code of the socket's error under undici's "fetch failed" or "terminated". */
const socketError = (error: unknown) => ((error as Error).cause as { code?: string }).code;

beforeEach(async () => {
  token = await call.token(xdr.client('reader'));
});
afterEach(() => xdr.reset());
afterAll(stop);

test('a queued fault meets as many calls as were asked for, in order, and then none', async () => {
  xdr.faults.next('inspect', jsonAnswer(503), 2);
  xdr.faults.next('inspect', jsonAnswer(500));
  expect((await call.get('/iroh/profile/whoami', token)).status).toBe(200);
  const statuses = [await inspect(), await inspect(), await inspect(), await inspect()].map((each) => each.status);
  expect(statuses).toEqual([503, 503, 500, 200]);
});

test('a lasting fault of all services ends when cleared', async () => {
  xdr.faults.always('*', htmlAnswer(502));
  const answer = await inspect();
  expect(answer.status).toBe(502);
  expect(answer.headers.get('content-type')).toBe('text/html');
  expect(answer.body).toContain('<html>');
  expect((await call.get('/clouds.json', token)).status).toBe(502);
  xdr.faults.clear();
  expect((await inspect()).status).toBe(200);
});

test.each(['30', '3172s', 'Mon, 02 Mar 2026 09:45:00 GMT'])('a 429 carries Retry-After as %s', async (retryAfter) => {
  xdr.faults.next('inspect', tooManyRequests(retryAfter));
  const answer = await inspect();
  expect(answer).toMatchObject({ status: 429, body: { error: 'Too Many Requests' } });
  expect(answer.headers.get('retry-after')).toBe(retryAfter);
});

test('a reset is a reset of the socket, and the next call gets a new one', async () => {
  xdr.faults.next('inspect', RESET);
  expect(socketError(await inspect().catch((error: unknown) => error))).toBe('ECONNRESET');
  expect(xdr.calls.list('inspect')).toMatchObject([{ status: 0 }]);
  expect((await inspect()).status).toBe(200);
});

test('a truncated answer has the right status and half a JSON', async () => {
  xdr.faults.next('inspect', TRUNCATED);
  await expect(inspect()).rejects.toThrow(SyntaxError);
});

test('a broken body stops in its middle', async () => {
  xdr.faults.next('inspect', BROKEN_BODY);
  const response = await fetch(`${url}/iroh/iroh-inspect/inspect`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}` },
    body: '{"content":"internetbadguys.com"}',
  });
  expect(response.status).toBe(200);
  expect(socketError(await response.text().catch((error: unknown) => error))).toBeDefined();
});

test('a hanging call waits until the caller gives up', async () => {
  xdr.faults.always('inspect', HANG);
  const signal = AbortSignal.timeout(50);
  const hanging = fetch(`${url}/iroh/iroh-inspect/inspect`, { method: 'POST', signal, body: '{}' });
  await expect(hanging).rejects.toMatchObject({ name: 'TimeoutError' });
});

test('a hanging call is let go when the fault is cleared', async () => {
  xdr.faults.next('inspect', HANG);
  const hanging = inspect().catch((error: unknown) => error);
  while (xdr.calls.count('inspect') === 0) await new Promise((resolve) => setImmediate(resolve));
  xdr.faults.clear();
  expect(socketError(await hanging)).toBe('ECONNRESET');
});

test('a slow body begins at once and ends whole', async () => {
  xdr.faults.next('inspect', slowBody(20));
  expect(await inspect()).toMatchObject({ status: 200, body: [{ value: 'internetbadguys.com', type: 'domain' }] });
});

test('a huge body is well-formed and over 16 MiB', async () => {
  xdr.faults.next('inspect', hugeBody());
  const response = await fetch(`${url}/iroh/iroh-inspect/inspect`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}` },
    body: '{"content":"internetbadguys.com"}',
  });
  const bytes = Buffer.from(await response.arrayBuffer());
  expect(bytes.length).toBeGreaterThan(16 * 1024 * 1024);
  expect(JSON.parse(bytes.toString())).toEqual([]);
});

test('faults of the token call come before credentials are looked at', async () => {
  xdr.faults.next('token', jsonAnswer(503));
  expect((await call.send('/iroh/oauth2/token', { method: 'POST' })).status).toBe(503);
});

test('reset forgets faults, latencies, verdicts, modules and the log', async () => {
  xdr.faults.always('*', jsonAnswer(500));
  xdr.setModule('Umbrella', { enabled: false });
  await inspect();
  xdr.reset();
  expect(xdr.calls.count()).toBe(0);
  token = await call.token(xdr.client('reader'));
  expect((await inspect()).status).toBe(200);
  expect((await call.get('/iroh/iroh-int/module-instance', token)).body).toContainEqual(
    expect.objectContaining({ name: 'Umbrella', enabled: true }),
  );
});
