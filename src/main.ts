import { setFlagsFromString } from 'node:v8';
import type { Bot } from './bot.ts';
import { type Config, exitConfig, peopleNamed, readConfig, readEnvironment, tellProblems } from './config.ts';
import { Failure } from './failure.ts';
import { createListener, type Listener } from './listener.ts';
import { createLog, type Log } from './log.ts';
import { groupsNamed } from './permissions/people-list.ts';
import { loadSimulation } from './simulation.ts';
import { type Database, openDatabase } from './store/database.ts';
import { version } from './version.ts';

/** Longest graceful stop, milliseconds. */
const grace = 10_000;

/**
 * Starts everything; beside the command line the only file that names an adapter. Ends with a sentence when it cannot.
 * `--demo` among the words: a simulated XDR, whatever is set.
 */
export async function main(words: readonly string[] = []): Promise<void> {
  const read = readConfig(readEnvironment(), { demo: words.includes('--demo') });
  if ('problems' in read) {
    console.error(tellProblems(read.problems));
    process.exit(exitConfig);
  }
  const { config } = read;
  const log = createLog(config.logLevel);
  keepHeapSmall(config);
  // Making the embedded database takes seconds the first time: it begins before the rest is loaded.
  const opening = openDatabase({ ...config.database, log });
  opening.catch(() => {}); // told where it is awaited
  try {
    const { stop } = await (config.demo ? startDemo(config, log, opening) : startServing(config, log, opening));
    stopOnSignals(stop, log);
  } catch (error) {
    await opening.then(
      (database) => database.close(),
      () => {},
    );
    if (!(error instanceof Failure)) throw error;
    console.error(error.message);
    process.exit(wrongSettings.includes(error.kind) ? exitConfig : 1);
  }
}

/**
 * With PostgreSQL the old objects are collected when they have grown by a seventh, not to two or four times what is alive:
 * half the memory for a few percent of the work, which the embedded database, in this process too, has not to spare. Why,
 * and what it costs: docs/decisions/2026-11-29-small-heap.md
 */
function keepHeapSmall({ database }: Config): void {
  if (database.url) setFlagsFromString('--heap-growing-percent=15');
}

const wrongSettings: readonly string[] = ['unauthorized', 'platform-refused'];

async function startServing(config: Config, log: Log, opening: Promise<Database>): Promise<Bot> {
  const listener = createListener({ log });
  const bot = await startWith(config, listener, log, opening);
  const wanted = config.port ?? 3000;
  const port = await listener.listen(wanted, config.host ?? '0.0.0.0').catch(async (error: Error) => {
    await bot.stop();
    throw new Failure('platform-refused', `Port ${wanted} cannot be used (${error.message}); set PORT to a free one.`);
  });
  const { slack, teams } = config;
  const platforms = { slack: slack !== undefined, teams: teams !== undefined };
  log.info({ version, port, ...platforms, socketMode: slack?.appToken !== undefined }, 'serving');
  return bot;
}

async function startDemo(config: Config, log: Log, opening: Promise<Database>): Promise<{ stop: () => Promise<void> }> {
  if (config.teams?.local) {
    const { startTeamsDemo } = await loadSimulation(() => import('../demo/start-teams-demo.ts'));
    return startTeamsDemo({
      config,
      log,
      createListener,
      startWith: (demo, listener) => startWith(demo, listener, log, opening),
    });
  }
  const { startDemo } = await loadSimulation(() => import('../demo/start-demo.ts'));
  return startDemo({
    config: { ...config, teams: undefined },
    log,
    createListener,
    startWith: (demo, slack, listener) => startWith({ ...demo, slack }, listener, log, opening),
  });
}

/** The bot on the platforms that are configured; only their adapters are loaded. */
async function startWith(config: Config, listener: Listener, log: Log, opening: Promise<Database>): Promise<Bot> {
  const [{ startBot }, { createProxied }, slack, teams] = await Promise.all([
    import('./bot.ts'),
    import('./proxied-fetch.ts'),
    config.slack && import('../adapters/slack/index.ts'),
    config.teams && import('../adapters/teams/index.ts'),
  ]);
  const proxied = createProxied(config.proxy);
  return startBot({
    config,
    version,
    log,
    listener,
    database: await opening,
    createAdapters: ({ signPress, onCall, keptFor, fileConsents, sealed }) => {
      const shared = { route: listener.route, signPress, log };
      const slackAdapter = slack?.createSlackAdapter({
        ...shared,
        ...config.slack!,
        groups: groupsNamed(peopleNamed(config), 'slack'),
        onCall: (call) => onCall('slack', call),
        ...(proxied ? { fetch: proxied.fetch, dispatcher: proxied.dispatcher } : {}),
      });
      const teamsAdapter = teams?.createTeamsAdapter({
        ...shared,
        settings: config.teams!,
        kept: keptFor('teams'),
        waitingFiles: fileConsents,
        sealed,
        onCall: (call) => onCall('teams', call),
        ...(proxied ? { fetch: proxied.fetch } : {}),
      });
      return [slackAdapter, teamsAdapter].filter((adapter) => adapter !== undefined);
    },
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
