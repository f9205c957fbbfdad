import { randomBytes } from 'node:crypto';
import { openLocalFile } from '../adapters/terminal/local-file.ts';
import { createProgress } from '../adapters/terminal/progress.ts';
import { type OpenedBot, runTerminal } from '../adapters/terminal/run-terminal.ts';
import { createAnswer } from './answer.ts';
import { createAsking } from './asking.ts';
import { runAudit } from './audit-command-line.ts';
import { regionsCard } from './cards/regions-card.ts';
import type { Command } from './commands/command.ts';
import { createHelp } from './commands/help.ts';
import { createPace } from './commands/pace.ts';
import { createStatus } from './commands/status.ts';
import { type Config, type Environment, readConfig, readEnvironment, trustedHosts } from './config.ts';
import { Failure } from './failure.ts';
import { createFileReading } from './filing.ts';
import { silentLog } from './log.ts';
import { openThreatGrid } from './open-threat-grid.ts';
import { openXdr } from './open-xdr.ts';
import { createPeople } from './permissions/people.ts';
import { createPaint } from './pictures/paint.ts';
import { createPressStrings } from './presses/press.ts';
import { createReading } from './reading.ts';
import { createSandboxing } from './sandboxing.ts';
import { loadSimulation } from './simulation.ts';
import { version } from './version.ts';
import { runWebhook } from './webhook-command-line.ts';
import { readClouds } from './xdr/clouds.ts';

const environment = readEnvironment();
const prefixOf = () => 'npx xdr-chatops';

/** Builds the bot for one person at a terminal: everything that reads, no database, no room. */
async function open({ demo, pictures }: { demo: boolean; pictures: boolean }): Promise<OpenedBot> {
  const read = readConfig(environment, { terminal: true, demo });
  if ('problems' in read) return { problems: read.problems.map(({ setting, problem }) => `${setting} ${problem}.`) };
  const { config, close } = demo ? await withSimulatedXdr(read.config) : { config: read.config, close: async () => {} };
  const { xdr, budget } = openXdr({ config, log: silentLog });
  const threatGrid = openThreatGrid({ config, log: silentLog });
  const now = Date.now;
  const simulated = config.demo;
  const missing = (needed: readonly string[]) => xdr.missing(needed);
  const reading = createReading({
    xdr,
    now,
    simulated,
    prefixOf,
    trustedHosts: trustedHosts(config),
    rows: 1000,
    onProgress: createProgress(process.stderr),
    globalIntel: config.globalIntel,
    ...(pictures ? { paint: createPaint({ within: 30_000 }) } : {}),
  });
  const commands: Command[] = [
    ...createFileReading({ openFile: openLocalFile, reading, simulated }).takingFiles(reading.commands),
    ...createSandboxing({ threatGrid, ...reading, trustedHosts: trustedHosts(config), prefixOf, simulated, now })
      .commands,
    createStatus({
      simulated,
      statusOf: async () => {
        const scopes = await xdr.granted();
        const { used } = budget.snapshot();
        const { region, budget: limit } = config.xdr;
        return {
          version,
          xdr: xdr.state(),
          region,
          scopes,
          budget: { limit, used },
          threatGrid: threatGrid.state(),
          here: {},
          platforms: [],
        };
      },
    }),
    createHelp({ verbs: () => commands, missing, prefixOf, simulated }),
  ];
  const { signPress, readPress } = createPressStrings(randomBytes(32));
  const notHere = () => Promise.reject(new Failure('bad-request', 'the terminal has no rooms'));
  const answer = createAnswer(
    {
      watchMessage: notHere,
      withdrawMessage: notHere,
      markMessage: notHere,
      showLink: notHere,
      greet: notHere,
      noteGap: notHere,
      roomChanged: notHere,
      claim: async () => true,
      ...createAsking({
        reading,
        commands,
        listings: { read: async () => undefined },
        people: createPeople(config.people),
        takeTurn: createPace({ now, perMinute: Number.POSITIVE_INFINITY }),
        missing,
        readPress,
        prefixOf,
        simulated,
      }),
    },
    { log: silentLog, simulated },
  );
  return {
    answer,
    signPress,
    close: async () => {
      xdr.close();
      threatGrid.close();
      await close();
    },
  };
}

async function withSimulatedXdr(config: Config): Promise<{ config: Config; close: () => Promise<void> }> {
  const { startSimulatedXdr } = await loadSimulation(() => import('../demo/start-simulated-xdr.ts'));
  const { origins, client, threatGrid, close } = await startSimulatedXdr();
  const xdr = { ...config.xdr, origins, clientId: client.id, clientPassword: client.password };
  return { config: { ...config, demo: true, xdr, threatGrid }, close };
}

/** XDR's webhooks, for `webhook …`. */
async function openWebhooks(given: Config, demo: boolean) {
  const { config, close } = demo ? await withSimulatedXdr(given) : { config: given, close: async () => {} };
  const { xdr } = openXdr({ config, log: silentLog });
  return {
    webhooks: xdr.webhooks,
    missing: xdr.missing,
    close: async () => {
      xdr.close();
      await close();
    },
  };
}

/** Regions need no credentials, so no more of the settings than the proxy has to be right. */
const proxyOf = ({ HTTPS_PROXY, NO_PROXY }: Environment) => ({
  ...(HTTPS_PROXY ? { https: HTTPS_PROXY } : {}),
  ...(NO_PROXY ? { no: NO_PROXY } : {}),
});

const argv = process.argv.slice(2);
const { stdin, stdout, stderr } = process;
const oneOff = { environment, stdout, stderr };
/** Those that need neither a person nor a room. */
const apart: Readonly<Record<string, (words: readonly string[]) => Promise<number>>> = {
  audit: (words) => runAudit(words, { ...oneOff, version }),
  webhook: (words) => runWebhook(words, { ...oneOff, open: openWebhooks }),
};
const alone = Object.hasOwn(apart, argv[0] ?? '') ? apart[argv[0] ?? ''] : undefined;
process.exitCode = alone
  ? await alone(argv.slice(1))
  : await runTerminal({
      argv,
      stdin,
      stdout,
      stderr,
      noColour: Boolean(environment['NO_COLOR']),
      version,
      open,
      regions: async () => regionsCard(await readClouds({ timeoutMs: 5000, proxy: proxyOf(environment) })),
    });
process.exit();
