import type { Adapter } from './adapter.ts';
import { type Config, trustedHosts } from './config.ts';
import { createCore, type Memory } from './core.ts';
import { Failure } from './failure.ts';
import { routeHealth } from './health.ts';
import type { MessageRef, Place, Platform } from './incoming.ts';
import { createJobs, type Jobs } from './jobs/jobs.ts';
import type { Listener } from './listener.ts';
import type { Log } from './log.ts';
import type { AnnotateJob, WithdrawJob } from './messages/annotate-job.ts';
import { createAnnotations } from './messages/annotations.ts';
import { createMetrics, routeMetrics } from './metrics.ts';
import { openXdr } from './open-xdr.ts';
import { createPeople } from './permissions/people.ts';
import { createPressStrings, type SignPress } from './presses/press.ts';
import type { Answer, Outbox } from './reply.ts';
import { createChannelSettings } from './store/channel-settings.ts';
import { createClaim } from './store/claims.ts';
import type { Database } from './store/database.ts';
import { createListings } from './store/listings.ts';
import { pruneHourly } from './store/prune.ts';
import { readOrMakeSecret } from './store/secret.ts';

export type BotParts = Readonly<{
  config: Config;
  version: string;
  log: Log;
  listener: Listener;
  database: Database;
  /** Makes the adapters; `main.ts` alone knows which there are. */
  createAdapters: (parts: { signPress: SignPress }) => readonly Adapter[];
  now?: () => number;
}>;

export type Bot = Readonly<{
  /** Takes nothing new, finishes or returns what is under way within 10 s. */
  stop: () => Promise<void>;
}>;

/**
 * How many watched messages are worked at once in one process. Each spends its time waiting for XDR and Slack; with many
 * more the embedded database keeps the acknowledgements waiting (P4: 99 % within 274 ms with 64, 190 ms with 24).
 */
const annotationsAtOnce = 24;
/** XDR's word on when to come back is unknown or the client is broken: look again after this. */
const retryLater = 60_000;

/** Starts the bot on an open database: jobs, core, adapters, in that order; stops in the reverse, the database last. */
export async function startBot(parts: BotParts): Promise<Bot> {
  const { config, log, listener, database, now = Date.now } = parts;
  let serving = false;
  const secret = config.secret ?? (await readOrMakeSecret(config.database.dataDir));
  const { signPress, readPress } = createPressStrings(secret);
  const metrics = createMetrics();
  const { xdr, budget } = openXdr(config, log, now);
  const adapters = parts.createAdapters({ signPress });
  const jobs = await createJobs({ database, log, names: ['annotate', 'withdraw'] });

  const core = createCore({
    xdr,
    memory: remember(database),
    enqueue: (name, id, data, wait) =>
      // The queue goes by the database's clock.
      jobs.enqueue({ name, id, data, ...(wait ? { startAfter: new Date(Date.now() + wait) } : {}) }),
    outbox: counted(outboxOf(adapters), metrics.posted),
    people: createPeople(config.people),
    readPress,
    watch: config.watch,
    region: config.xdr.region,
    trustedHosts: trustedHosts(config),
    simulated: config.demo,
    statusFacts: async () => ({
      version: parts.version,
      xdr: xdr.state(),
      region: config.xdr.region,
      ...(await xdr.granted().then(
        (scopes) => ({ scopes }),
        () => ({}),
      )),
      budget: { limit: config.xdr.budget, used: budget.snapshot().used },
      platforms: adapters.map((adapter) => ({ platform: adapter.platform, ...adapter.state() })),
      database: config.database.url ? 'PostgreSQL' : 'embedded PostgreSQL (PGlite)',
    }),
    onUnmatched: metrics.unmatched,
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

  await workJobs(jobs, core, { log, metrics, now });
  const stopPruning = pruneHourly(database, log);
  routeHealth(listener.route, {
    isServing: () => serving,
    store: database.state,
    parts: () => ({ xdr: xdr.state(), ...Object.fromEntries(adapters.map((one) => [one.platform, one.state()])) }),
  });
  routeMetrics(listener.route, metrics);

  const stop = async () => {
    serving = false;
    await Promise.all(adapters.map((adapter) => adapter.stop()));
    await listener.close();
    stopPruning();
    await jobs.stop();
    xdr.close();
    await database.close();
  };
  try {
    for (const adapter of adapters) await adapter.start(answer);
  } catch (error) {
    await stop();
    throw error;
  }
  serving = true;
  return { stop };
}

const remember = (database: Database): Memory => ({
  annotations: createAnnotations(database),
  claim: createClaim(database.query),
  listings: createListings(database.query),
  channels: createChannelSettings(database.query),
});

/** What XDR or the platform will never take: trying again is of no use. */
const final: readonly string[] = ['bad-request', 'place-gone', 'platform-refused'];

async function workJobs(
  jobs: Jobs,
  core: ReturnType<typeof createCore>,
  { log, metrics, now }: { log: Log; metrics: ReturnType<typeof createMetrics>; now: () => number },
): Promise<void> {
  const run = async (name: string, work: () => Promise<string>): Promise<undefined | { retryAt: number }> => {
    try {
      const outcome = await work();
      log.info({ job: name, outcome }, 'job done');
      metrics.job(name, outcome);
      return undefined;
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      log.warn({ job: name, failure: error.kind, service: error.facts.service, reason: error.message }, 'job not done');
      metrics.job(name, error.kind);
      if (final.includes(error.kind)) return undefined;
      if (error.facts.retryAt !== undefined) return { retryAt: error.facts.retryAt };
      if (error.kind === 'unauthorized' || error.kind === 'missing-scope') return { retryAt: now() + retryLater };
      throw error; // the queue's own clock: soon, then later and later, for 24 hours
    }
  };
  const givenUp = (name: string) => async () => {
    log.warn({ job: name }, 'job given up after 24 hours');
    metrics.job(name, 'given-up');
  };
  await jobs.work<AnnotateJob>('annotate', ({ data }) => run('annotate', () => core.annotate(data)), {
    concurrency: annotationsAtOnce,
    onGivenUp: givenUp('annotate'),
  });
  await jobs.work<WithdrawJob>('withdraw', ({ data }) => run('withdraw', () => core.withdraw(data)), {
    concurrency: 8,
    onGivenUp: givenUp('withdraw'),
  });
}

/** One way out for all platforms: each place knows its own. */
function outboxOf(adapters: readonly Adapter[]): Outbox {
  const of = (platform: Platform): Adapter => {
    const adapter = adapters.find((one) => one.platform === platform);
    if (!adapter) throw new Failure('place-gone', `${platform} is not configured any more`);
    return adapter;
  };
  return {
    post: async (place: Place, what, key) => of(place.platform).post(place, what, key),
    update: async (ref: MessageRef, card) => of(ref.place.platform).update(ref, card),
    remove: async (what) => of(what.place.platform).remove(what),
  };
}

const counted = (outbox: Outbox, count: (what: 'card' | 'sign' | 'update' | 'removal') => void): Outbox => ({
  post: async (place, what, key) => {
    const posted = await outbox.post(place, what, key);
    count(what.kind);
    return posted;
  },
  update: async (ref, card) => {
    await outbox.update(ref, card);
    count('update');
  },
  remove: async (ref) => {
    await outbox.remove(ref);
    count('removal');
  },
});
