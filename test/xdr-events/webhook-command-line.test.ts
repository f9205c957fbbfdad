import { PassThrough } from 'node:stream';
import { HANG, jsonAnswer, RESET } from '../../demo/xdr/fault.ts';
import { silentLog } from '../../src/log.ts';
import { openXdr } from '../../src/open-xdr.ts';
import { runWebhook } from '../../src/webhook-command-line.ts';
import { ciscoContractPresent, validateRequest, validateResponse } from '../support/cisco-contract.ts';
import { startSimulatedXdr } from '../support/simulated-xdr.ts';
import { xdrCaller } from '../support/xdr-caller.ts';

const secret = 'made-up-secret-of-the-webhook-0123456789';
const { url, xdr, stop } = await startSimulatedXdr();
const everything = xdr.client('everything');
afterAll(stop);
beforeEach(() => {
  xdr.reset();
  xdr.setScopes(everything.id, undefined);
});

async function run(words: string, more: Record<string, string> = {}) {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  let [out, err] = ['', ''];
  stdout.on('data', (chunk) => {
    out += chunk;
  });
  stderr.on('data', (chunk) => {
    err += chunk;
  });
  const environment = {
    XDR_CLIENT_ID: everything.id,
    XDR_CLIENT_PASSWORD: everything.password,
    XDR_VISIBILITY_URL: url,
    XDR_TIMEOUT_MS: '4000',
    XDR_WEBHOOK_SECRET: secret,
    ...more,
  };
  const code = await runWebhook(words.split(' ').filter(Boolean), {
    environment,
    stdout,
    stderr,
    open: async (config) => {
      const { xdr: door } = openXdr({ config, log: silentLog });
      return { webhooks: door.webhooks, missing: door.missing, close: async () => door.close() };
    },
  });
  expect(out + err).not.toContain(secret);
  return { code, out, err };
}
const urls = () => xdr.webhooks.list().map((one) => one['url']);

test('install, list, remove; nothing of it shows the secret', async () => {
  expect(await run('install https://bot.example.com')).toMatchObject({
    code: 0,
    out: expect.stringMatching(
      /^Installed: .* delivers to https:\/\/bot\.example\.com\/xdr\/webhook \(with the secret\)/,
    ),
  });
  expect(xdr.webhooks.list()).toMatchObject([
    {
      name: 'xdr-chatops',
      webhook_type: 'url',
      source: 'iroh-events',
      visibility: 'org',
      enabled: true,
      url: `https://bot.example.com/xdr/webhook?secret=${secret}`,
      event_type_filter: expect.arrayContaining(['private-intel/incident/created', 'private-intel/note/created']),
    },
  ]);
  xdr.raiseIncident();
  await xdr.webhooks.idle();
  const listed = await run('list');
  expect(listed.out).toContain('on  https://bot.example.com/xdr/webhook?…');
  expect(listed.out).toContain('2 deliveries, 2 failed');
  const [{ id } = { id: '' }] = xdr.webhooks.list();
  expect(await run(`remove ${id}`)).toMatchObject({ code: 0, out: `Removed: ${id}.\n` });
  expect(await run('list')).toMatchObject({ code: 0, out: 'XDR has no webhooks.\n' });
  if (ciscoContractPresent)
    for (const { method, path, body, service } of xdr.calls.list())
      if (service.startsWith('webhook')) expect(validateRequest(method, path, body)).toEqual([]);
});

test('installing again changes nothing; another address, another secret or a switched-off one is brought up to date', async () => {
  await run('install https://bot.example.com');
  expect((await run('install https://bot.example.com/')).out).toMatch(/^There already/);
  expect((await run('install https://new.example.com/in')).out).toMatch(/^Brought up to date/);
  expect(urls()).toEqual([`https://new.example.com/in?secret=${secret}`]);
  const another = 'another-made-up-secret-0123456789-0123456789';
  expect((await run('install https://new.example.com/in', { XDR_WEBHOOK_SECRET: another })).out).toMatch(/^Brought/);
  expect(urls()).toEqual([`https://new.example.com/in?secret=${another}`]);
  const [{ id } = { id: '' }] = xdr.webhooks.list();
  xdr.webhooks.change(id, { enabled: false });
  expect((await run('install https://new.example.com/in', { XDR_WEBHOOK_SECRET: another })).out).toMatch(/^Brought/);
  expect(xdr.webhooks.list()[0]).toMatchObject({ enabled: true });
  expect((await run('install https://bot.example.com --name test-bot')).out).toMatch(/^Installed/);
  expect(urls()).toHaveLength(2);
});

test.each<[string, string, Record<string, string>, number, RegExp]>([
  ['no words', '', {}, 2, /What about webhooks/],
  ['an unknown verb', 'enable x', {}, 2, /not a command/],
  ['no address', 'install', {}, 2, /Usage/],
  ['no address at all', 'install bot.example.com', {}, 2, /no address/],
  ['http', 'install http://bot.example.com', {}, 2, /must be https/],
  ['a query', 'install https://bot.example.com/?secret=x', {}, 2, /without user, query/],
  ['a bad name', 'install https://bot.example.com --name <x>', {}, 2, /The name may/],
  ['no secret', 'install https://bot.example.com', { XDR_WEBHOOK_SECRET: '' }, 78, /XDR_WEBHOOK_SECRET is missing/],
  ['a short secret', 'install https://bot.example.com', { XDR_WEBHOOK_SECRET: 'short' }, 78, /at least 32/],
  ['no client', 'list', { XDR_CLIENT_ID: '' }, 78, /XDR_CLIENT_ID is missing/],
  ['a wrong password', 'list', { XDR_CLIENT_PASSWORD: 'no' }, 78, /token/],
  ['an unknown id', 'remove nonsense', {}, 69, /no webhook nonsense/],
])('%s: the exit code is as documented', async (_, words, more, code, said) => {
  const told = await run(words, more);
  expect([told.code, told.err]).toEqual([code, expect.stringMatching(said)]);
});

test('a missing scope is named before any call', async () => {
  xdr.setScopes(everything.id, 'webhook/management:read');
  const told = await run('install https://bot.example.com');
  expect([told.code, told.err]).toEqual([77, expect.stringContaining('webhook/management:write')]);
  expect((await run('list')).code).toBe(0);
  xdr.setScopes(everything.id, 'inspect:read');
  expect((await run('list')).code).toBe(77);
  expect(xdr.calls.count('webhook-install')).toBe(0);
});

test('a rate limit is 75, an outage 69; what is not known is said so and not repeated', async () => {
  xdr.faults.next('webhook', jsonAnswer(429, { error: 'Too Many Requests' }, { 'retry-after': '600' }), 5);
  expect((await run('list')).code).toBe(75);
  xdr.faults.clear();
  xdr.faults.always('webhook', RESET);
  expect((await run('list')).code).toBe(69);
  xdr.faults.clear();
  xdr.faults.next('webhook-install', HANG);
  const told = await run('install https://bot.example.com');
  expect([told.code, told.err]).toEqual([69, expect.stringContaining('Unknown')]);
  expect(xdr.calls.count('webhook-install')).toBe(1);
});

test('the simulated XDR answers as described, and refuses what is not', async () => {
  const call = xdrCaller(url);
  const token = await call.token(everything);
  const path = '/iroh/iroh-webhook/webhook';
  const wish = {
    name: 'x',
    webhook_type: 'url',
    source: 'iroh-events',
    visibility: 'org',
    event_type_filter: ['private-intel/incident/created'],
    url: 'http://127.0.0.1:1/x',
  };
  const made = await call.post(path, token, wish);
  expect(made.status).toBe(200);
  for (const wrong of [{}, { ...wish, secret: 'x' }, { ...wish, auth: { type: 'header', conf: {} } }, null])
    expect((await call.post(path, token, wrong)).status).toBe(400);
  xdr.raiseIncident();
  await xdr.webhooks.idle();
  const receipts = await call.get('/iroh/iroh-webhook/webhook-result', token);
  expect(receipts.body).toMatchObject([{ errors: [{ message: 'no answer' }] }]);
  const { id } = made.body as { id: string };
  for (const [method, at, body] of [
    ['POST', path, made.body],
    ['GET', path, (await call.get(path, token)).body],
    ['GET', `${path}/${id}`, (await call.get(`${path}/${id}`, token)).body],
    ['GET', '/iroh/iroh-webhook/webhook-result', receipts.body],
  ] as const)
    expect(validateResponse(method, at, 200, body)).toEqual([]);
  expect((await call.get(path, await call.token(xdr.client('reader')))).status).toBe(403);
});
