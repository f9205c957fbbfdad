import { createPlayground, type Playground } from '../../demo/playground/playground.ts';
import { PEOPLE } from '../../demo/playground/sample-workspace.ts';
import { silentLog } from '../../src/log.ts';
import { wantedEvents } from '../../src/xdr-events/install-webhook.ts';
import { dataDirectory, removeDirectories } from '../support/database.ts';
import { describePostgres, postgresUrl } from '../support/databases.ts';
import { endProcesses, freePort, type Started, startProcess } from '../support/process.ts';
import { startSimulatedXdr } from '../support/simulated-xdr.ts';

/** Real processes, real HTTP from a simulated XDR that delivers its events, a pretended Slack. */
const secret = 'made-up-secret-of-the-webhook-0123456789';
const signingSecret = 'made-up-signing-secret';
const botToken = 'xoxb-made-up-token';
let xdr: Awaited<ReturnType<typeof startSimulatedXdr>>;
let slack: Playground;
let ports: number[];
let bots: Started[];

async function begin(more: (replica: number) => Promise<Record<string, string>>, replicas = 1) {
  xdr = await startSimulatedXdr();
  ports = [];
  for (let replica = 0; replica < replicas; replica++) ports.push(await freePort());
  slack = await createPlayground({
    botUrl: () => `http://127.0.0.1:${ports[0]}/slack/events`,
    signingSecret,
    botToken,
    log: silentLog,
    retryDelaysMs: [200, 400, 800, 1600, 3200],
  });
  await slack.start();
  const { id, password } = xdr.xdr.client('everything');
  bots = [];
  for (const [replica, port] of ports.entries()) {
    const bot = startProcess({
      XDR_CLIENT_ID: id,
      XDR_CLIENT_PASSWORD: password,
      XDR_VISIBILITY_URL: xdr.url,
      XDR_PRIVATE_INTEL_URL: xdr.url,
      XDR_GLOBAL_INTEL_URL: xdr.globalUrl,
      XDR_WEBHOOK_SECRET: secret,
      SLACK_BOT_TOKEN: botToken,
      SLACK_SIGNING_SECRET: signingSecret,
      SLACK_API_URL: slack.apiUrl(),
      CHATOPS_ADMINS: `slack:${PEOPLE.admin}`,
      PORT: String(port),
      HOST: '127.0.0.1',
      ...(await more(replica)),
    });
    await bot.ready(port);
    bots.push(bot);
  }
}

async function finish() {
  endProcesses();
  await slack.close();
  await xdr.stop();
  await removeDirectories();
}

const until = async (look: () => boolean | Promise<boolean>): Promise<void> => {
  for (let tries = 0; tries < 400; tries++) {
    if (await look()) return;
    await new Promise((done) => setTimeout(done, 50));
  }
  throw new Error(`it did not come to pass; the bot said:\n${bots.map((bot) => bot.output().slice(-3000)).join('\n')}`);
};
const install = (port: number) =>
  xdr.xdr.webhooks.create({
    name: `bot-${port}`,
    webhook_type: 'url',
    source: 'iroh-events',
    visibility: 'org',
    url: `http://127.0.0.1:${port}/xdr/webhook?secret=${secret}`,
    event_type_filter: wantedEvents,
  });
const announced = (channel = 'soc-alerts', user?: string) =>
  slack
    .messages(channel, user)
    .map((message) => JSON.stringify(message))
    .filter((message) => message.includes('New incident'));
const says = (channel: string, words: string) =>
  slack.messages(channel, PEOPLE.admin).some((message) => JSON.stringify(message).includes(words));
const announceIn = async (channel: string, words = 'high here', told = 'Announcing: high') => {
  await slack.command(channel, PEOPLE.admin, `announce ${words}`);
  await until(() => says(channel, told));
};

describe('one process', () => {
  beforeAll(() => begin(async () => ({ DATA_DIR: await dataDirectory() })), 60_000);
  afterAll(finish);
  const post = (body: string, query = `?secret=${secret}`) =>
    fetch(`http://127.0.0.1:${ports[0]}/xdr/webhook${query}`, { method: 'POST', body });

  test('an incident that comes into being in XDR is in the channel within seconds, once', async () => {
    install(ports[0]!);
    await announceIn('soc-alerts');
    const began = Date.now();
    const { id } = xdr.xdr.raiseIncident();
    await until(() => announced().length > 0);
    expect(Date.now() - began).toBeLessThan(5_000);
    const event = { id: 'again', data: { type: 'private-intel/incident/created', 'entity-id': id } };
    for (let time = 0; time < 3; time++) expect((await post(JSON.stringify(event))).status).toBe(200);
    expect((await post(JSON.stringify({ ...event, id: 'and-again' }))).status).toBe(200);
    await new Promise((done) => setTimeout(done, 1_500));
    expect(announced()).toHaveLength(1);
    expect(announced()[0]).toMatch(/INC-1043/);
    expect(announced()[0]).not.toMatch(/45\.83\.10\.7/);
    expect(xdr.xdr.webhooks.receipts().every((one) => one['errors'] === undefined)).toBe(true);
  });

  test('where people from outside may read, it is refused', async () => {
    await announceIn('partner-exchange', 'high here', 'people from outside');
    xdr.xdr.raiseIncident();
    await until(() => announced().length === 2);
    expect(announced('partner-exchange')).toEqual([]);
  });

  test('what is not XDR’s, makes no sense, or is too much is refused, and the process lives', async () => {
    expect((await post('{"type":"x"}', '?secret=no')).status).toBe(401);
    expect((await post('null')).status).toBe(400);
    expect((await post(JSON.stringify({ type: 'x', fill: 'x'.repeat(1024 * 1024) }))).status).toBe(413);
    expect((await post('{"id":"unknown","type":"made/up","words":"swordfish"}')).status).toBe(200);
    const metrics = await (await fetch(`http://127.0.0.1:${ports[0]}/metrics`)).text();
    expect(metrics).toContain('xdr_chatops_xdr_events_total{type="none",outcome="refused"} 1');
    expect(metrics).toContain('xdr_chatops_xdr_events_total{type="other",outcome="ignored"} 1');
    expect(metrics).toMatch(/xdr_events_total\{type="private-intel\/incident\/created",outcome="known"\} 2/);
    expect(metrics).toMatch(/jobs_total\{name="announce",outcome="posted"\} 2/);
    expect((await fetch(`http://127.0.0.1:${ports[0]}/readyz`)).status).toBe(200);
    expect(bots[0]!.output() + metrics).not.toContain(secret);
    expect(bots[0]!.output()).not.toContain('swordfish');
  });
});

test('without the secret there is no such address', async () => {
  await begin(async () => ({ DATA_DIR: await dataDirectory(), XDR_WEBHOOK_SECRET: '' }));
  const answer = await fetch(`http://127.0.0.1:${ports[0]}/xdr/webhook?secret=`, {
    method: 'POST',
    body: '{"type":"x"}',
  });
  expect(answer.status).toBe(404);
  await finish();
}, 60_000);

describePostgres('two replicas', () => {
  const shared = { url: '' };
  beforeAll(async () => {
    shared.url = await postgresUrl();
    await begin(async () => ({ DATABASE_URL: shared.url, CHATOPS_SECRET: Buffer.alloc(32, 7).toString('base64') }), 2);
  }, 60_000);
  afterAll(finish);

  test('both are told of everything, and each incident is announced once; also when one of them is killed meanwhile', async () => {
    for (const port of ports) install(port);
    await announceIn('soc-alerts');
    const raised = Array.from({ length: 6 }, () => xdr.xdr.raiseIncident());
    await until(() => announced().length >= raised.length);
    await new Promise((done) => setTimeout(done, 2_000));
    expect(announced()).toHaveLength(raised.length);

    const more = Array.from({ length: 4 }, () => xdr.xdr.raiseIncident());
    await new Promise((done) => setTimeout(done, 150));
    bots[1]!.child.kill('SIGKILL');
    await until(() => announced().length >= raised.length + more.length);
    await new Promise((done) => setTimeout(done, 2_000));
    expect(announced()).toHaveLength(raised.length + more.length);
    const numbers = announced().map((message) => /INC-\d+/.exec(message)?.[0]);
    expect(new Set(numbers).size).toBe(raised.length + more.length);
  }, 120_000);
});
