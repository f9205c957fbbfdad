import { newReference } from './answer.ts';
import type { Core, JobData } from './core-parts.ts';
import { Failure, isFinal } from './failure.ts';
import type { JobHandler } from './jobs/job.ts';
import type { Jobs } from './jobs/jobs.ts';
import type { Log, LogFacts } from './log.ts';
import type { Metrics } from './metrics.ts';
import { roomName } from './room.ts';

export type JobName = keyof JobData;

/**
 * How many run at once in one process. Each spends its time waiting for XDR and Slack; with many more the embedded
 * database keeps the acknowledgements waiting (P4: 99 % within 274 ms with 64 annotations, 190 ms with 24).
 */
const atOnce: Readonly<Record<JobName, number>> = {
  annotate: 24,
  'read-files': 2, // each holds up to 10 MB
  withdraw: 8,
  tell: 2,
  act: 8,
  'show-action': 8,
  'show-rooms': 4,
  track: 4,
  bulk: 2,
  'xdr-event': 4,
  announce: 4,
  'note-message': 4,
  feed: 2,
};
export const jobNames = Object.keys(atOnce) as readonly JobName[];

/** XDR's word on when to come back is unknown, and the client is broken: look again after this, milliseconds. */
const retryLater = 60_000;

/** Works the durable jobs: one line of the log for each end, with a reference and where it was, never what it held. */
export async function workJobs(
  jobs: Jobs,
  core: Core,
  { log, metrics, now }: Readonly<{ log: Log; metrics: Metrics; now: () => number }>,
): Promise<void> {
  const handle =
    <Name extends JobName>(
      name: Name,
      work: (data: JobData[Name], signal: AbortSignal) => Promise<string | Again>,
      done?: (data: JobData[Name], outcome: string) => void,
    ): JobHandler<JobData[Name]> =>
    async ({ data, signal }) => {
      const facts = { reference: newReference(), job: name, ...whereOf(data) };
      try {
        const ended = await work(data, signal);
        const { outcome, retryAt } = typeof ended === 'string' ? { outcome: ended } : ended;
        log[retryAt === undefined ? 'info' : 'debug']({ ...facts, outcome }, 'job done');
        metrics.job(name, outcome);
        if (retryAt !== undefined) return { retryAt };
        done?.(data, outcome);
        return undefined;
      } catch (error) {
        if (!(error instanceof Failure)) throw error;
        const { service, retryAt } = error.facts;
        log.warn({ ...facts, failure: error.kind, service, reason: error.message, retryAt }, 'job not done');
        metrics.job(name, error.kind);
        if (isFinal(error)) return undefined;
        if (retryAt !== undefined) return { retryAt };
        if (error.kind === 'unauthorized' || error.kind === 'missing-scope') return { retryAt: now() + retryLater };
        throw error; // the queue's own clock: soon, then later and later, for 24 hours
      }
    };
  const givenUp = async (name: JobName, data: JobData[JobName]) => {
    log.warn({ job: name, ...whereOf(data) }, 'job given up after 24 hours');
    metrics.job(name, 'given-up');
  };

  /** `endGivenUp`: what is to be said or stored when it was given up. */
  const work = <Name extends JobName>(
    name: Name,
    handler: JobHandler<JobData[Name]>,
    endGivenUp: (data: JobData[Name]) => Promise<void> = async () => {},
  ): Promise<void> =>
    jobs.work<JobData[Name]>(name, handler, {
      concurrency: atOnce[name],
      onGivenUp: async ({ data }) => {
        await endGivenUp(data);
        await givenUp(name, data);
      },
    });

  const { watching, acting, rooming, tracking, pushing, noting } = core;
  const { bulking, feeding } = core.sources;
  const annotate = handle('annotate', watching.annotate, ({ receivedAt }, outcome) => {
    if (outcome === 'carded') metrics.carded((now() - receivedAt) / 1000);
  });
  const act = handle('act', async (job) => {
    const { state, retryAt } = await acting.act(job);
    if (retryAt === undefined) return state;
    // Nothing was called: XDR has told everybody to wait.
    throw new Failure('rate-limited', 'XDR has asked everybody to wait', { service: 'trigger', retryAt });
  });
  await work('annotate', annotate, watching.giveUp);
  await work('read-files', handle('read-files', watching.files), ({ words }) => watching.giveUp(words));
  await work('withdraw', handle('withdraw', watching.withdraw));
  await work('show-action', handle('show-action', acting.show));
  await work('note-message', handle('note-message', noting.work), noting.giveUp);
  await work('show-rooms', handle('show-rooms', rooming.show));
  await work('act', act);
  await work(
    'track',
    handle('track', (job) => tracking.show(job)),
  );
  const bulk = handle('bulk', bulking.work);
  await work('bulk', bulk, async (job) => void (await bulking.work(job, new AbortController().signal)));
  await work('xdr-event', handle('xdr-event', pushing.workEvent));
  await work('announce', handle('announce', pushing.postAnnouncement));
  await work('feed', handle('feed', feeding.tell));
  await work('tell', handle('tell', watching.tell));
}

/** What is not over yet, and when it goes on (milliseconds since the epoch). */
type Again = Readonly<{ outcome: string; retryAt?: number }>;

const whereOf = (data: JobData[JobName]): LogFacts => {
  if ('event' in data) return { event: data.event, type: data.type };
  if ('room' in data) return { platform: data.room.platform, channel: data.room.channel };
  const { place, id } = data.message;
  return { platform: place.platform, channel: place.channel, message: id };
};

/** The room that a job is counted for in the queue; what comes from XDR is nobody's. */
export function roomOfJob(data: JobData[JobName]): { room?: string } {
  if ('event' in data) return {};
  return { room: roomName('room' in data ? data.room : data.message.place) };
}
