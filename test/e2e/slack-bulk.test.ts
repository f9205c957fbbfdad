import { createPlayground, type Playground } from '../../demo/playground/playground.ts';
import { PEOPLE } from '../../demo/playground/sample-workspace.ts';
import { silentLog } from '../../src/log.ts';
import { dataDirectory, removeDirectories } from '../support/database.ts';
import { endProcesses, freePort, type Started, startProcess } from '../support/process.ts';
import { startSimulatedXdr } from '../support/simulated-xdr.ts';

/** The real process, killed in the middle of a bulk look-up, three times; a pretended Slack, a simulated XDR. */
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
    PORT: String(port),
    HOST: '127.0.0.1',
    DATA_DIR: await dataDirectory(),
  };
  bot = startProcess(environment);
  await bot.ready(port);
}, 120_000);

afterAll(async () => {
  endProcesses();
  await slack.close();
  await xdr.stop();
  await removeDirectories();
});

const until = async <T>(look: () => T | undefined | false): Promise<T> => {
  for (let tries = 0; tries < 1200; tries++) {
    const found = look();
    if (found) return found;
    await new Promise((done) => setTimeout(done, 50));
  }
  throw new Error(`it did not come to pass; the bot said:\n${bot.output().slice(-3000)}`);
};
const said = (words: string) =>
  slack.messages('soc-alerts', PEOPLE.analyst).filter((message) => JSON.stringify(message).includes(words));

test('killed again and again, it goes on where it stood: one message, one file, each observable asked about once or twice', async () => {
  xdr.xdr.setLatency('deliberate', 400);
  xdr.xdr.calls.clear();
  const all = Array.from({ length: 600 }, (_, n) => `198.18.${n >> 8}.${n & 255}`);
  await slack.command('soc-alerts', PEOPLE.analyst, `enrich ${all.join(' ')}`);
  const asked = () => xdr.xdr.calls.count('deliberate');
  for (const calls of [5, 14, 22]) {
    await until(() => asked() >= calls);
    bot.child.kill('SIGKILL');
    await bot.ended;
    bot = startProcess(environment);
    await bot.ready(port);
  }
  xdr.xdr.setLatency('deliberate', 0);
  await until(() => said('Bulk look-up done').length > 0);
  await slack.idle();
  expect(said('600 of 600')).toHaveLength(1);
  const files = said('600 observables as CSV');
  expect(files).toHaveLength(1);
  expect(files[0]!.threadTs).toBe(said('Bulk look-up done')[0]!.ts);
  const shared = slack.messages('soc-alerts', PEOPLE.analyst).flatMap((message) => message.shared ?? []);
  expect(shared.map(({ name }) => name)).toEqual([expect.stringMatching(/^bulk-.*Z\.csv$/)]);
  expect(asked()).toBeGreaterThanOrEqual(30);
  expect(asked()).toBeLessThanOrEqual(30 + 3 * 8); // a slice of four calls for each death, and what was under way
}, 240_000);
