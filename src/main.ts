import { createSlackAdapter } from '../adapters/slack/index.ts';
import { type Bot, startBot } from './bot.ts';
import { type Config, exitConfig, readConfig, readEnvironment, type SlackConfig, tellProblems } from './config.ts';
import { Failure } from './failure.ts';
import { createListener, type Listener } from './listener.ts';
import { createLog, type Log } from './log.ts';
import { groupsNamed } from './permissions/people-list.ts';
import { createProxied } from './proxied-fetch.ts';
import { loadSimulation } from './simulation.ts';
import { version } from './version.ts';

/** Longest graceful stop, milliseconds. */
const grace = 10_000;

/** Starts everything; the only file that names an adapter. Ends the process with a clear sentence when it cannot. */
export async function main(): Promise<void> {
  const read = readConfig(readEnvironment());
  if ('problems' in read) {
    console.error(tellProblems(read.problems));
    process.exit(exitConfig);
  }
  const { config } = read;
  const log = createLog(config.logLevel);
  try {
    const { stop } = await (config.demo ? startDemo(config, log) : startServing(config, log));
    stopOnSignals(stop, log);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    console.error(error.message);
    process.exit(wrongSettings.includes(error.kind) ? exitConfig : 1);
  }
}

const wrongSettings: readonly string[] = ['unauthorized', 'platform-refused'];

async function startServing(config: Config, log: Log): Promise<{ stop: () => Promise<void> }> {
  const listener = createListener({ log });
  const bot = await startWith(config, config.slack!, listener, log);
  const wanted = config.port ?? 3000;
  const port = await listener.listen(wanted, config.host ?? '0.0.0.0').catch(async (error: Error) => {
    await bot.stop();
    throw new Failure('platform-refused', `Port ${wanted} cannot be used (${error.message}); set PORT to a free one.`);
  });
  log.info({ version, port, socketMode: config.slack?.appToken !== undefined }, 'serving');
  return bot;
}

async function startDemo(config: Config, log: Log): Promise<{ stop: () => Promise<void> }> {
  const { startDemo } = await loadSimulation(() => import('../demo/start-demo.ts'));
  return startDemo({ config, log, createListener, startWith });
}

/** The bot on one Slack, real or pretended. */
export function startWith(config: Config, slack: SlackConfig, listener: Listener, log: Log): Promise<Bot> {
  const proxied = createProxied(config.proxy);
  const { readers = [], analysts = [], responders, approvers, admins } = config.people;
  return startBot({
    config,
    slack,
    version,
    log,
    listener,
    createAdapters: ({ signPress }) => [
      createSlackAdapter({
        botToken: slack.botToken,
        signingSecret: slack.signingSecret,
        appToken: slack.appToken,
        apiUrl: slack.apiUrl,
        route: listener.route,
        groups: groupsNamed([...readers, ...analysts, ...responders, ...approvers, ...admins], 'slack'),
        signPress,
        log,
        ...(proxied ? { fetch: proxied.fetch, dispatcher: proxied.dispatcher } : {}),
      }),
    ],
  });
}

function stopOnSignals(stop: () => Promise<void>, log: Log): void {
  let stopping = false;
  const end = (signal: string) => {
    if (stopping) return;
    stopping = true;
    log.info({ signal }, 'stopping');
    const timer = setTimeout(() => process.exit(1), grace + 2000);
    timer.unref();
    stop().then(
      () => process.exit(0),
      (error: unknown) => {
        log.error({ error: error instanceof Error ? error.message : 'unknown' }, 'stopping failed');
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', () => end('SIGTERM'));
  process.on('SIGINT', () => end('SIGINT'));
}
