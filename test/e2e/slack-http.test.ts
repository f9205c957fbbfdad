import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createPlayground, type Playground } from '../../demo/playground/playground.ts';
import { PEOPLE } from '../../demo/playground/sample-workspace.ts';
import { jsonAnswer } from '../../demo/xdr/fault.ts';
import { silentLog } from '../../src/log.ts';
import { dataDirectory, removeDirectories } from '../support/database.ts';
import { endProcesses, freePort, type Started, startProcess } from '../support/process.ts';
import { startSimulatedXdr } from '../support/simulated-xdr.ts';

/** The real process, the real Slack adapter over HTTP with real signatures, a pretended Slack, a simulated XDR. */
const signingSecret = 'made-up-signing-secret';
const botToken = 'xoxb-made-up-token';
let xdr: Awaited<ReturnType<typeof startSimulatedXdr>>;
let slack: Playground;
let port: number;
let bot: Started;
let environment: Record<string, string>;

beforeAll(async () => {
  xdr = await startSimulatedXdr();
  port = await freePort();
  slack = await createPlayground({
    botUrl: () => `http://127.0.0.1:${port}/slack/events`,
    signingSecret,
    botToken,
    log: silentLog,
    retryDelaysMs: [200, 400, 800, 1600, 3200],
  });
  await slack.start();
  const { id, password } = xdr.xdr.client('reader');
  environment = {
    XDR_CLIENT_ID: id,
    XDR_CLIENT_PASSWORD: password,
    XDR_VISIBILITY_URL: xdr.url,
    XDR_PRIVATE_INTEL_URL: xdr.url,
    XDR_GLOBAL_INTEL_URL: xdr.globalUrl,
    SLACK_BOT_TOKEN: botToken,
    SLACK_SIGNING_SECRET: signingSecret,
    SLACK_API_URL: slack.apiUrl(),
    CHATOPS_ANALYSTS: `slack:${PEOPLE.analyst}`,
    CHATOPS_ADMINS: `slack:${PEOPLE.admin}`,
    PORT: String(port),
    HOST: '127.0.0.1',
    DATA_DIR: await dataDirectory(),
  };
  bot = startProcess(environment);
  await bot.ready(port);
}, 60_000);

afterAll(async () => {
  endProcesses();
  await slack.close();
  await xdr.stop();
  await removeDirectories();
});

const post = (body: string, headers: Record<string, string> = {}) =>
  fetch(`http://127.0.0.1:${port}/slack/events`, {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json', ...headers },
  });
const signed = (body: string, at = Math.floor(Date.now() / 1000)) => ({
  'x-slack-request-timestamp': String(at),
  'x-slack-signature': `v0=${createHmac('sha256', signingSecret).update(`v0:${at}:${body}`).digest('hex')}`,
});
const until = async <T>(look: () => T | undefined | false): Promise<T> => {
  for (let tries = 0; tries < 300; tries++) {
    const found = look();
    if (found) return found;
    await new Promise((done) => setTimeout(done, 50));
  }
  throw new Error(`it did not come to pass; the bot said:\n${bot.output().slice(-3000)}`);
};
const replies = (channel: string, thread: string, user?: string) =>
  slack.messages(channel, user).filter((message) => message.threadTs === thread && message.ts !== thread);

test('a pasted report is answered in its thread within seconds, and nothing hostile comes back to life', async () => {
  const said = await slack.say('soc-alerts', PEOPLE.analyst, 'hxxp://internetbadguys[.]com/x from 45.83.10.7');
  const [card] = await until(() => {
    const found = replies('soc-alerts', said!.ts);
    return found.length > 0 && found;
  });
  // A button's value is for us alone and nobody sees it; all else is shown.
  const shown = JSON.stringify(card, (name, value) => (name === 'value' ? undefined : value));
  expect(shown).toContain('internetbadguys[.]com');
  expect(shown).not.toMatch(/internetbadguys\.com|45\.83\.10\.7/);
});

test('a slash command by an analyst is answered', async () => {
  await slack.command('soc-alerts', PEOPLE.analyst, 'enrich disputed.example.net');
  await until(() =>
    slack
      .messages('soc-alerts', PEOPLE.analyst)
      .some((message) => JSON.stringify(message).includes('disputed[.]example[.]net')),
  );
});

test.each(['null', '[]', '"x"', '{"type":"event_callback"}', '{"type":"event_callback","event":null}', '{'])(
  'a signed body that makes no sense (%s) is answered 400, and the process lives',
  async (body) => {
    expect((await post(body, signed(body))).status).toBe(400);
    expect((await fetch(`http://127.0.0.1:${port}/healthz`)).status).toBe(200);
  },
);

test('wrong, old and future signatures are answered 401 with a bare body', async () => {
  const body = '{"type":"url_verification","challenge":"c"}';
  const now = Math.floor(Date.now() / 1000);
  for (const headers of [
    {},
    { ...signed(body), 'x-slack-signature': `v0=${'0'.repeat(64)}` },
    signed(body, now - 400),
    signed(body, now + 400),
  ]) {
    const answer = await post(body, headers as Record<string, string>);
    expect([answer.status, (await answer.text()).length < 20]).toEqual([401, true]);
  }
  expect((await post(body, signed(body))).status).toBe(200);
});

test('a body over 1 MiB is answered 413, an unknown path 404', async () => {
  const body = 'x'.repeat(1024 * 1024 + 1);
  expect((await post(body, signed(body))).status).toBe(413);
  expect((await fetch(`http://127.0.0.1:${port}/`)).status).toBe(404);
});

test('what was acknowledged is carded although the process is killed at once', async () => {
  xdr.xdr.setLatency('inspect', 800);
  const said = await slack.say(
    'soc-alerts',
    PEOPLE.analyst,
    'phish.example.org and gaps.internetbadguys.com and internetbadguys.com/killed',
  );
  await slack.idle(); // acknowledged
  bot.child.kill('SIGKILL');
  await bot.ended;
  xdr.xdr.setLatency('inspect', 0);
  bot = startProcess(environment);
  await bot.ready(port);
  await until(() => replies('soc-alerts', said!.ts).length > 0);
  await new Promise((done) => setTimeout(done, 500));
  expect(replies('soc-alerts', said!.ts)).toHaveLength(1);
}, 60_000);

test('neither secrets nor anybody’s words stand in the log, in /readyz or in /metrics', async () => {
  await slack.say('soc-alerts', PEOPLE.analyst, 'the launch code is swordfish and 45.83.10.7');
  await new Promise((done) => setTimeout(done, 1000));
  const readyz = await (await fetch(`http://127.0.0.1:${port}/readyz`)).text();
  const metrics = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  for (const text of [bot.output(), readyz, metrics])
    for (const kept of [
      signingSecret,
      botToken,
      environment['XDR_CLIENT_PASSWORD']!,
      'swordfish',
      '45.83.10.7',
      'internetbadguys',
    ])
      expect(text).not.toContain(kept);
  expect(JSON.parse(readyz)).toMatchObject({ ready: true, xdr: { state: 'ok' }, slack: { state: 'ok' } });
  for (const line of [
    /^xdr_chatops_posted_total\{what="card"\} [1-9]/m,
    /^xdr_chatops_xdr_calls_total\{service="deliberate",outcome="ok",purpose="watching"\} [1-9]/m,
    /^xdr_chatops_lookups_total\{what="verdict",from="asked"\} [1-9]/m,
    /^xdr_chatops_card_seconds_count [1-9]/m,
    /^xdr_chatops_platform_calls_total\{platform="slack",method="chat.postMessage",outcome="ok"\} [1-9]/m,
    /^xdr_chatops_budget_calls\{what="used"\} [1-9]/m,
    /^xdr_chatops_queue_jobs\{name="annotate",what="due"\} \d/m,
    /^xdr_chatops_queue_oldest_seconds\{name="annotate"\} \d/m,
    /^xdr_chatops_circuit_open\{service="inspect"\} 0$/m,
    /^xdr_chatops_platform_ok\{platform="slack"\} 1$/m,
  ])
    expect(metrics).toMatch(line);
});

test('an outage of XDR leaves the bot in its load balancer', async () => {
  xdr.xdr.faults.always('*', jsonAnswer(503, { error: 'down' }));
  await slack.command('soc-alerts', PEOPLE.analyst, 'enrich 198.51.100.77');
  await until(() =>
    slack.messages('soc-alerts', PEOPLE.analyst).some((message) => /Reference/.test(JSON.stringify(message))),
  );
  const answer = await fetch(`http://127.0.0.1:${port}/readyz`);
  expect([answer.status, ((await answer.json()) as { xdr: { state: string } }).xdr.state]).toEqual([200, 'degraded']);
  xdr.xdr.faults.clear();
});

test('a second process on the same directory is refused in a sentence', async () => {
  const second = startProcess({ ...environment, PORT: '0' });
  expect(await second.ended).not.toBe(0);
  expect(second.output()).toContain(environment['DATA_DIR']);
  expect(second.output()).not.toMatch(/\n {4}at /);
});

test('SIGTERM ends it with 0 within 10 seconds', async () => {
  const began = Date.now();
  bot.child.kill('SIGTERM');
  expect(await bot.ended).toBe(0);
  expect(Date.now() - began).toBeLessThan(10_000);
});

test('a wrong bot token is a clear error at start, no unhandled rejection', async () => {
  const wrong = startProcess({ ...environment, SLACK_BOT_TOKEN: 'xoxb-somebody-else' });
  expect(await wrong.ended).toBe(78);
  expect(wrong.output()).toContain('SLACK_BOT_TOKEN');
  expect(wrong.output()).not.toMatch(/\n {4}at |Unhandled/);
});

test('settings that make no sense are told at once, with exit code 78', async () => {
  const wrong = startProcess({ SLACK_BOT_TOKEN: botToken, PORT: 'eighty' });
  const [code] = await Promise.all([wrong.ended, once(wrong.child, 'close').catch(() => {})]);
  expect(code).toBe(78);
  for (const name of ['PORT', 'SLACK_SIGNING_SECRET', 'XDR_CLIENT_ID', 'XDR_CLIENT_PASSWORD'])
    expect(wrong.output()).toContain(name);
});
