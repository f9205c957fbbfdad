import { startSimulatedXdr } from '../../support/simulated-xdr.ts';
import { xdrCaller } from '../../support/xdr-caller.ts';

const START = Date.UTC(2026, 2, 2, 9, 15);
let now = START;
const { url, xdr, stop } = await startSimulatedXdr({ now: () => now, rateLimit: 10 });
const call = xdrCaller(url);
const reader = xdr.client('reader');
const whoami = async () => call.get('/iroh/profile/whoami', await call.token(reader));

afterAll(stop);
beforeEach(() => {
  now = START;
  xdr.reset();
});

test('each answer tells the limit and what is left of it; token calls cost nothing', async () => {
  const first = await whoami();
  expect(first.headers.get('X-Ratelimit-Org-Limit')).toBe('10');
  expect(first.headers.get('X-Ratelimit-Org-Remaining')).toBe('9');
  expect((await whoami()).headers.get('X-Ratelimit-Org-Remaining')).toBe('8');
});

test('a refused scope costs a call, a refused token none', async () => {
  const refused = await call.get('/iroh/profile/whoami', await call.token(xdr.client('inspect-only')));
  expect(refused.headers.get('X-Ratelimit-Org-Remaining')).toBe('9');
  await call.get('/iroh/profile/whoami', 'no-token');
  expect(xdr.remainingQuota()).toBe(9);
});

test('what others in the organisation use up is gone for all', async () => {
  xdr.consumeQuota(9);
  expect((await whoami()).status).toBe(200);
  const refused = await whoami();
  expect(refused.status).toBe(429);
  expect(refused.body).toEqual({ error: 'Too Many Requests' });
  expect(refused.headers.get('Retry-After')).toBe('3600');
  expect(refused.headers.get('X-Ratelimit-Org-Remaining')).toBe('0');
});

test('the 60 minutes roll: calls come back as they grow old, not before', async () => {
  xdr.consumeQuota(4);
  now += 30 * 60_000;
  xdr.consumeQuota(6);
  expect((await whoami()).headers.get('Retry-After')).toBe('1800');
  now += 30 * 60_000 - 1;
  expect((await whoami()).status).toBe(429);
  now += 1;
  expect(xdr.remainingQuota()).toBe(4);
  expect((await whoami()).status).toBe(200);
});

test('refused calls do not lengthen the wait', async () => {
  xdr.consumeQuota(10);
  now += 60_000;
  await whoami();
  await whoami();
  now = START + 3_600_000;
  expect(xdr.remainingQuota()).toBe(10);
});
