import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { composeText } from '../../../demo/playground/slack/compose-text.ts';
import type { Message } from '../../../demo/playground/slack/message.ts';
import { createSlackStandIn, type SlackStandIn } from '../../../demo/playground/slack/stand-in.ts';
import type { Workspace } from '../../../demo/playground/slack/workspace.ts';
import { DEMO_CLIENTS, withoutJudgements } from '../../../demo/xdr/api-clients.ts';
import { createSimulatedXdr, type SimulatedXdr } from '../../../demo/xdr/create-simulated-xdr.ts';
import { serveSimulatedXdr } from '../../../demo/xdr/serve-simulated-xdr.ts';
import { silentLog } from '../../../src/log.ts';
import { openDatabase, type Query } from '../../../src/store/database.ts';
import { dataDirectory, emptyDirectory } from '../../support/database.ts';
import { createDatabase } from '../../support/postgres.ts';
import { freePort } from '../../support/process.ts';
import { createLedger, type Ledger } from './ledger.ts';
import { createMaliciousNames, createSilentNames } from './malicious.ts';
import { createReplica, type Replica } from './replica.ts';
import { startWire, type Wire } from './wire.ts';
import { createApp, createBusyWorkspace, people } from './workspace.ts';

/** Everything around the bot, and the bot as real processes: Slack, the wire, a simulated XDR, a database, replicas. */
export type Stage = Readonly<{
  xdr: SimulatedXdr;
  /** Stands between the bot and XDR: decides when a call arrives there, and when its answer goes back. */
  holdXdr: (how: HoldCall | undefined) => void;
  slack: Pick<SlackStandIn, 'interactions' | 'views'>;
  workspace: Workspace;
  wire: Wire;
  ledger: Ledger;
  replicas: readonly Replica[];
  /** What one replica more would be started with, and the file that shifts the clocks of all. */
  environment: Readonly<Record<string, string>>;
  /** Somebody says something malicious, in one channel after another; to the bot, or with so many names beside it. */
  say: (how?: Readonly<{ mention?: boolean; beside?: number }>) => Message;
  edit: (message: Message) => void;
  remove: (message: Message) => void;
  /** So many messages, so many a second. */
  stream: (messages: number, perSecond: number) => Promise<void>;
  /** Until nothing is on its way and every message has what it should have; at most so long. */
  settle: (withinMs: number) => Promise<void>;
  /** Jobs that wait in the database. Call it when the replicas are stopped. */
  waiting: () => Promise<number>;
  /** Reads in the database. Call it when the replicas are stopped. */
  reading: <T>(read: (query: Query) => Promise<T>) => Promise<T>;
  close: () => Promise<void>;
}>;

/** `answer` lets the simulated XDR do what it was asked by this replica. */
export type HoldCall = (request: Request, answer: () => Promise<Response>, replica: number) => Promise<Response>;

export type StageParts = Readonly<{
  /** Address of a PostgreSQL server; the embedded database without. */
  server?: string | undefined;
  replicas?: number;
  channels?: number;
  /** Milliseconds before Slack's first, second and third repetition; Slack's own are about 0, 1 min and 5 min. */
  retryDelaysMs?: readonly number[];
  /** Over Socket Mode in place of HTTP. */
  socket?: boolean;
  /** All replicas start at once on the empty database; otherwise the first makes its tables before the others come. */
  atOnce?: boolean;
  environment?: Readonly<Record<string, string>>;
  dataDir?: string;
}>;

/** Milliseconds in which a card too many would show itself once all seems well. */
const calm = 1_500;

async function startAll([first, ...others]: readonly Replica[], atOnce: boolean): Promise<void> {
  const starting = first?.start();
  if (!atOnce) await starting;
  await Promise.all([starting, ...others.map((replica) => replica.start())]);
}

export async function openStage(parts: StageParts): Promise<Stage> {
  const { replicas: count = 1, channels = 40, retryDelaysMs = [100, 3_000, 12_000], socket = false } = parts;
  const botToken = `xoxb-${randomBytes(8).toString('hex')}`;
  const signingSecret = randomBytes(16).toString('hex');
  const xdr = createSimulatedXdr({
    rateLimit: Number.POSITIVE_INFINITY,
    latency: { inspect: 80, deliberate: 160 },
    clients: DEMO_CLIENTS.map(withoutJudgements), // faults count the calls of what they break
  });
  let hold: HoldCall | undefined;
  /** At an address for each replica, so that it is known which of them calls. */
  const doors = await Promise.all(
    Array.from({ length: count }, (_, replica) => {
      const answer: SimulatedXdr['answer'] = (request) =>
        hold ? hold(request, () => xdr.answer(request), replica) : xdr.answer(request);
      return serveSimulatedXdr({ xdr: { ...xdr, answer } });
    }),
  );
  const workspace = createBusyWorkspace(channels);
  const app = await createApp(botToken);
  const ledger = createLedger(workspace, app.botId);
  const wire = await startWire({
    standInUrl: () => slack.apiUrl(),
    onAcknowledged: ledger.acknowledged,
    onRefused: ledger.refused,
  });
  const botUrl = () => wire.eventsUrl;
  const slack = createSlackStandIn({ workspace, app, botUrl, signingSecret, retryDelaysMs, log: silentLog });
  await slack.start();

  const url = parts.server ? await createDatabase(parts.server) : undefined;
  const dataDir = parts.dataDir ?? (await (url ? emptyDirectory() : dataDirectory()));
  const { id, password } = xdr.client('reader');
  const environment: Record<string, string> = {
    XDR_CLIENT_ID: id,
    XDR_CLIENT_PASSWORD: password,
    XDR_VISIBILITY_URL: doors[0]!.url,
    XDR_PRIVATE_INTEL_URL: doors[0]!.url,
    CHATOPS_GLOBAL_INTEL: 'off',
    XDR_BUDGET: '1000000',
    SLACK_BOT_TOKEN: botToken,
    SLACK_API_URL: wire.apiUrl,
    ...(socket ? { SLACK_APP_TOKEN: 'xapp-made-up' } : { SLACK_SIGNING_SECRET: signingSecret }),
    CHATOPS_ANALYSTS: people.map((person) => `slack:${person}`).join(),
    CHATOPS_SECRET: randomBytes(32).toString('base64'),
    DATA_DIR: dataDir,
    HOST: '127.0.0.1',
    LOG_LEVEL: 'warn',
    ...(url ? { DATABASE_URL: url } : {}),
    ...parts.environment,
  };
  const replicas: Replica[] = [];
  for (const door of doors) {
    const { url } = door;
    const xdr = { XDR_VISIBILITY_URL: url, XDR_PRIVATE_INTEL_URL: url, XDR_AUTOMATION_URL: url };
    const own = { ...environment, ...xdr };
    replicas.push(createReplica(await freePort(), own));
  }
  const close = async () => {
    await Promise.all(replicas.map((replica) => replica.kill()));
    await slack.close();
    await wire.close();
    await Promise.all(doors.map((door) => door.close()));
  };
  await startAll(replicas, parts.atOnce ?? false).catch(async (error: unknown) => {
    await close();
    throw error;
  });
  wire.deliver.to(
    replicas.map(({ port }) => port),
    socket ? 'socket' : 'in-turn',
  );

  const reading: Stage['reading'] = async (read) => {
    const database = await openDatabase({ url, dataDir, log: silentLog });
    try {
      return await read(database.query);
    } finally {
      await database.close();
    }
  };
  const nextName = createMaliciousNames();
  const nextSilent = createSilentNames();
  const rooms = [...workspace.channels.keys()];
  let said = 0;
  const say: Stage['say'] = ({ mention = false, beside = 0 } = {}) => {
    const [channel, user] = [rooms[said % rooms.length]!, people[said % people.length]!];
    said += 1;
    const name = nextName();
    const others = Array.from({ length: beside }, nextSilent).join(' ');
    const text = mention ? `@xdr enrich ${name}` : `is ${name} known to us? ${others}`;
    const message = workspace.post({ channel, user, ...composeText(text, workspace) });
    ledger.said(message, name, mention);
    return message;
  };

  return {
    xdr,
    holdXdr: (how) => {
      hold = how;
    },
    slack,
    workspace,
    wire,
    ledger,
    replicas,
    environment,
    say,
    edit: (message) => {
      const name = nextName();
      ledger.edited(message, name);
      const now = workspace.find(message.channel, message.ts)!;
      workspace.edit(now, composeText(`no, I meant ${name}`, workspace), message.user);
    },
    remove: (message) => {
      ledger.deleted(message);
      workspace.remove(workspace.find(message.channel, message.ts)!);
    },
    stream: async (messages, perSecond) => {
      for (let i = 0; i < messages; i++) {
        say();
        await pause(1000 / perSecond);
      }
    },
    settle: async (withinMs) => {
      const over = new AbortController();
      const until = Date.now() + withinMs;
      await Promise.race([slack.deliveries.idle(), pause(withinMs, undefined, { signal: over.signal })]);
      over.abort();
      while (ledger.open() > 0 && Date.now() < until) await pause(100);
      await pause(calm);
    },
    waiting: async () => {
      const [row] = await reading((query) => query<{ jobs: number }>('select count(*) as jobs from pgboss.job'));
      return Number(row?.jobs);
    },
    reading,
    close,
  };
}
