import { createSlackAdapter } from '../../adapters/slack/index.ts';
import { createPlayground, type Playground } from '../../demo/playground/playground.ts';
import { CHANNELS, PEOPLE } from '../../demo/playground/sample-workspace.ts';
import { shortIncidentId } from '../../demo/xdr/incident-documents.ts';
import { type Bot, startBot } from '../../src/bot.ts';
import { readConfig } from '../../src/config.ts';
import { createListener } from '../../src/listener.ts';
import { silentLog } from '../../src/log.ts';
import { type Database, openDatabase } from '../../src/store/database.ts';
import { dataDirectory, removeDirectories } from '../support/database.ts';
import { startSimulatedXdr } from '../support/simulated-xdr.ts';

/** The whole bot, the real Slack adapter, a pretended Slack that reports everything (our own reactions too), a simulated XDR. */
const signingSecret = 'made-up-signing-secret';
const botToken = 'xoxb-made-up-token';
const room = 'incident-42';
const { analyst, admin } = PEOPLE;
let xdr: Awaited<ReturnType<typeof startSimulatedXdr>>;
let slack: Playground;
let database: Database;
let bot: Bot;

beforeAll(async () => {
  const listener = createListener({ log: silentLog });
  let port = 0;
  xdr = await startSimulatedXdr();
  slack = await createPlayground({
    botUrl: () => `http://127.0.0.1:${port}/slack/events`,
    signingSecret,
    botToken,
    log: silentLog,
    retryDelaysMs: [100, 200],
  });
  await slack.start();
  const { id, password } = xdr.xdr.client('everything');
  const read = readConfig({
    XDR_CLIENT_ID: id,
    XDR_CLIENT_PASSWORD: password,
    XDR_VISIBILITY_URL: xdr.url,
    XDR_PRIVATE_INTEL_URL: xdr.url,
    XDR_GLOBAL_INTEL_URL: xdr.globalUrl,
    SLACK_BOT_TOKEN: botToken,
    SLACK_SIGNING_SECRET: signingSecret,
    CHATOPS_ANALYSTS: `slack:${analyst}`,
    DATA_DIR: await dataDirectory(),
  });
  if ('problems' in read) throw new Error(JSON.stringify(read.problems));
  database = await openDatabase({ dataDir: read.config.database.dataDir, log: silentLog });
  bot = await startBot({
    config: { ...read.config, demo: true },
    version: '0.0.0-test',
    log: silentLog,
    listener,
    database,
    createAdapters: ({ signPress }) => [
      createSlackAdapter({
        botToken,
        signingSecret,
        apiUrl: slack.apiUrl(),
        route: listener.route,
        groups: [],
        signPress,
        log: silentLog,
      }),
    ],
  });
  port = await listener.listen(0, '127.0.0.1');
  await database.query(
    `insert into incident_rooms (platform, workspace, channel, incident, linked_by, linked_at)
     values ('slack', $1, $2, $3, $4, now())`,
    [slack.team, CHANNELS[room], shortIncidentId(42), analyst],
  );
}, 60_000);

afterAll(async () => {
  await bot.stop();
  await slack.close();
  await xdr.stop();
  await removeDirectories();
});

const until = async <T>(look: () => T | undefined | false): Promise<T> => {
  for (let tries = 0; tries < 200; tries++) {
    const found = look();
    if (found) return found;
    await new Promise((done) => setTimeout(done, 50));
  }
  throw new Error(`it did not come to pass: ${look}`);
};
const notes = () => xdr.xdr.notes.of(shortIncidentId(42)).map(({ content }) => String(content));
const find = (ts: string) => slack.messages(room).find((message) => message.ts === ts);
const isReceived = (ts: string) => find(ts)?.reactions.get('white_check_mark')?.has(PEOPLE.bot);
const replies = (ts: string) => slack.messages(room).filter((one) => one.threadTs === ts && one.ts !== ts);

test('a reaction brings the message into the worklog, once; its edit and the receipt change nothing there', async () => {
  const said = await slack.say(room, admin, 'it calls <home> every minute, see ```x``` & more');
  slack.react(room, said!.ts, admin, 'memo'); // no analyst
  slack.react(room, said!.ts, analyst, 'memo');
  await until(() => isReceived(said!.ts));
  expect(notes()).toEqual([expect.stringContaining('it calls <home> every minute, see ```x``` & more')]);
  expect(notes()[0]).toMatch(/Written by \S+.* \(slack:U0ADMIN0001\) at .*\nAdded by .*\(slack:U0ANALYST01\)/);
  slack.pin(room, said!.ts, analyst);
  await slack.shortcut(room, said!.ts, analyst, 'Add to incident');
  await until(() => slack.messages(room, analyst).find(({ text }) => text.includes('Added before')));
  slack.edit(room, said!.ts, admin, 'I was wrong');
  await until(() => replies(said!.ts).find(({ text }) => text.includes('was edited after it was added')));
  await slack.idle();
  expect(notes()).toHaveLength(1);
  expect(find(said!.ts)?.reactions.get('white_check_mark')?.size).toBe(1);
});

test('a pinned reply is found in its thread', async () => {
  const root = await slack.say(room, admin, 'what do we know?');
  const reply = await slack.say(room, admin, 'it came by mail', root!.ts);
  slack.pin(room, reply!.ts, analyst);
  await until(() => isReceived(reply!.ts));
  expect(notes().at(-1)).toContain('it came by mail');
  expect(notes().at(-1)).toContain(`?thread_ts=${root!.ts}&cid=${CHANNELS[room]}>`);
});

test('a card of the bot is added as its words', async () => {
  await slack.say(room, admin, 'is internetbadguys[.]com known?');
  const card = await until(() =>
    slack.messages(room).find(({ user, text }) => user === PEOPLE.bot && /internetbadguys/.test(text)),
  );
  slack.react(room, card.ts, analyst, 'memo');
  await until(() => isReceived(card.ts));
  expect(notes().at(-1)).toMatch(/```text\nSIMULATED\n.*internetbadguys\[\.\]com/);
});
