import type { Adapter } from './adapter.ts';
import { createAdministering } from './administering.ts';
import { noteSettings } from './audit/note-settings.ts';
import { auditableSettings } from './auditable-settings.ts';
import { lingerOf } from './budget/linger.ts';
import { type Config, peopleNamed, trustedHosts } from './config.ts';
import { createCore } from './core.ts';
import { registerGauges } from './gauges.ts';
import { routeHealth } from './health.ts';
import type { Place, Platform } from './incoming.ts';
import { createJobs } from './jobs/jobs.ts';
import type { Listener } from './listener.ts';
import type { Log } from './log.ts';
import { createMetrics, type Metrics, routeMetrics } from './metrics.ts';
import { createOneOutbox } from './one-outbox.ts';
import { openThreatGrid } from './open-threat-grid.ts';
import { openXdr } from './open-xdr.ts';
import { createPaint } from './pictures/paint.ts';
import { prefixOf } from './prefix.ts';
import { createPressStrings, type SignPress } from './presses/press.ts';
import { pruned } from './pruned.ts';
import { routeEvents } from './pushing.ts';
import { remember } from './remember.ts';
import type { Answer } from './reply.ts';
import { createPolicy } from './response-actions/policy.ts';
import type { NamedRoom } from './response-actions/terms.ts';
import { roomOfName } from './room.ts';
import { longestOpening } from './sandbox/open-confirmed.ts';
import type { Database } from './store/database.ts';
import { createFileConsents, type FileConsents } from './store/file-consents.ts';
import { createKept, type Kept } from './store/kept.ts';
import { createKnownTables } from './store/known-tables.ts';
import { pruneHourly } from './store/prune.ts';
import { createSeal, type Seal } from './store/seal.ts';
import { readOrMakeSecret } from './store/secret.ts';
import { tellStatus } from './tell-status.ts';
import { jobNames, roomOfJob, workJobs } from './work-jobs.ts';

export type BotParts = Readonly<{
  config: Config;
  version: string;
  log: Log;
  listener: Listener;
  database: Database;
  /** Makes the adapters; `main.ts` alone knows which there are. */
  createAdapters: (parts: {
    signPress: SignPress;
    onCall: Metrics['platformCall'];
    keptFor: (platform: Platform) => Kept;
    fileConsents: FileConsents;
    sealed: Seal;
  }) => readonly Adapter[];
  now?: () => number;
  /** Milliseconds between looks after rooms. */
  careEvery?: number;
}>;

export type Bot = Readonly<{
  /** Takes nothing new, finishes or returns what is under way within 10 s. */
  stop: () => Promise<void>;
}>;

/** Starts the bot on an open database: jobs, core, adapters, in that order; stops in the reverse, the database last. */
export async function startBot(parts: BotParts): Promise<Bot> {
  const { config, log, listener, database, now = Date.now } = parts;
  const { query } = database;
  let serving = false;
  const secret = config.secret ?? (await readOrMakeSecret(config.database.dataDir));
  const { signPress, readPress } = createPressStrings(secret);
  const metrics = createMetrics();
  const { xdr, budget, responding, ui, pages } = openXdr({
    config,
    log,
    query,
    onCall: metrics.xdrCall,
    now: parts.now,
  });
  const threatGrid = openThreatGrid({ config, log, onCall: metrics.threatGridCall, now: parts.now, database, secret });
  const adapters = parts.createAdapters({
    signPress,
    onCall: metrics.platformCall,
    keptFor: (platform) => createKept(query, platform),
    fileConsents: createFileConsents({ query, secret, now }),
    sealed: createSeal(secret, 'posted file'),
  });
  const jobs = await createJobs({ database, log, names: jobNames, now });
  const { outbox, history, personNow, placeNow, openChannel, emailOf, memberWith, permalinkOf, openFile, audience } =
    createOneOutbox(adapters, metrics.posted);
  const policy = createPolicy(config.actions);
  const placeOf = ({ platform, channel }: NamedRoom): Place => {
    const workspace = platform === 'teams' ? (config.teams?.tenantId?.toLowerCase() ?? '') : '';
    return { platform, workspace, channel, kind: 'channel', outsiders: false };
  };
  const { auditRoom, approvalsRoom } = policy;
  const { people, humanOf, audit, anchor, commands, anybodyActs, approvers } = createAdministering({
    database,
    secret,
    lists: config.people,
    named: peopleNamed(config),
    personNow,
    postAnchor:
      auditRoom &&
      (async (card, id) =>
        void (await outbox.post(placeOf(auditRoom), { kind: 'card', card }, { id, maybePosted: true }))),
    prefixOf,
    simulated: config.demo,
    log,
    now,
  });

  // A token, a call of four times a request's time; the opening of a file before; and what the machine adds.
  const longestCall = 5 * config.xdr.timeoutMs + longestOpening + 10_000;
  const core = createCore({
    xdr,
    memory: remember(database, now, audit, humanOf),
    enqueue: (name, id, data, wait) => jobs.enqueue({ name, id, data, ...roomOfJob(data), ...(wait ? { wait } : {}) }),
    outbox,
    query,
    audit,
    humanOf,
    personNow,
    audience,
    placeNow,
    permalinkOf,
    openFile,
    openChannel,
    history,
    longWaiting: async (before) => {
      const waiting = await jobs.longWaiting('annotate', now() - before);
      return waiting.map(({ room, ageMs }) => ({ room: roomOfName(room), since: now() - ageMs }));
    },
    whyWaiting: () => {
      if (xdr.state().state !== 'ok') return 'xdr';
      const { watchingUsed, perHour, roomsOver } = budget.snapshot();
      return roomsOver > 0 || watchingUsed >= Math.floor(perHour / 2) ? 'budget' : undefined;
    },
    hearing: () => adapters.filter(({ state }) => serving && state().hears !== false).map(({ platform }) => platform),
    reading: {
      known: createKnownTables(database),
      admit: ({ purpose, rooms = [] }) => {
        for (const room of rooms) budget.admit(purpose, room);
      },
      globalIntel: config.globalIntel,
      linger: () => lingerOf(budget.snapshot()),
      onCache: metrics.cache,
      onUnmatched: metrics.unmatched,
      paint: createPaint({ told: (reason) => log.warn({ reason }, 'picture not painted') }),
    },
    people,
    acting: {
      door: responding,
      policy,
      pausedUntil: () => budget.snapshot().retryAt,
      approvalsPlace: approvalsRoom && placeOf(approvalsRoom),
      seal: createSeal(secret, 'secret inputs'),
      trustedHosts: trustedHosts(config),
      longestCall,
      commands,
      anybodyActs,
      approvers,
    },
    pushing: { hasWebhook: config.webhookSecret !== undefined },
    investigating: { door: xdr.incidents, clientId: config.xdr.clientId, ui, emailOf, memberWith },
    bulking: { quota: () => budget.snapshot().bulk },
    casebooking: {
      door: xdr.casebooks,
      readIncident: xdr.incidents.readIncident,
      clientId: config.xdr.clientId,
      pages,
      longestCall,
    },
    judging: { door: xdr.judgements, clientId: config.xdr.clientId },
    workingFlows: { ...responding, door: responding.automation, ui, transaction: database.transaction },
    threatGrid,
    sandboxing: { secret, seal: createSeal(secret, 'posted files') },
    readPress,
    watch: config.watch,
    region: config.xdr.region,
    trustedHosts: trustedHosts(config),
    simulated: config.demo,
    statusFacts: () =>
      tellStatus({ config, version: parts.version, xdr, budget, jobs, adapters, responding, anybodyActs, approvers }),
    log,
    now,
  });

  const answer: Answer = async (incoming) => {
    const began = performance.now();
    try {
      const reply = await core.answer(incoming);
      metrics.incoming(incoming.kind, reply.kind === 'silence' ? reply.reason : reply.kind);
      return reply;
    } catch (error) {
      metrics.incoming(incoming.kind, 'failed');
      throw error;
    } finally {
      metrics.answered(incoming.kind, (performance.now() - began) / 1000);
    }
  };

  const stopPruning = pruneHourly(database, log, {
    further: pruned(database),
    now,
  });
  const stopCaring = core.cares.map(({ start }) => start(parts.careEvery));
  routeEvents(listener.route, { secret: config.webhookSecret, ...core.pushing, onEvent: metrics.xdrEvent, log });
  routeHealth(listener.route, {
    isServing: () => serving,
    store: database.state,
    parts: () => ({
      xdr: xdr.state(),
      ...(responding.separate ? { response: responding.state() } : {}),
      'threat-grid': threatGrid.state(),
      ...Object.fromEntries(adapters.map((one) => [one.platform, one.state()])),
    }),
  });
  registerGauges(metrics, { budget, jobs, xdr, database, adapters });
  routeMetrics(listener.route, metrics);

  const stop = async () => {
    serving = false;
    const anchored = anchor.stop(); // never rejects; beside the rest, which has its own time
    await Promise.all(adapters.map((adapter) => adapter.stop()));
    await listener.close();
    stopPruning();
    for (const one of stopCaring) one();
    await Promise.all([jobs.stop(), anchored]);
    xdr.close();
    responding.close();
    threatGrid.close();
    await budget.close().catch(() => {}); // what it had in hand stays counted for its hour
    await database.close();
  };
  try {
    for (const adapter of adapters) await adapter.start(answer);
    // What the last process left is worked when the platforms can be asked and written to.
    await workJobs(jobs, core, { log, metrics, now });
    // Reading goes on also when the audit is broken; acting does not.
    await noteSettings(audit, auditableSettings(config)).catch((error: unknown) =>
      log.error({ error: error instanceof Error ? error.message : 'unknown' }, 'settings not audited'),
    );
    await anchor.start();
  } catch (error) {
    await stop();
    throw error;
  }
  serving = true;
  return { stop };
}
