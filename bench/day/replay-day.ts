import { slackText } from '../../adapters/slack/text.ts';
import { createSimulatedXdr } from '../../demo/xdr/create-simulated-xdr.ts';
import { serveSimulatedXdr } from '../../demo/xdr/serve-simulated-xdr.ts';
import { type Budget, createBudget } from '../../src/budget/budget.ts';
import { silentLog } from '../../src/log.ts';
import type { AnnotateJob } from '../../src/messages/annotate-job.ts';
import { createWatchMessage } from '../../src/messages/watch-message.ts';
import { createIgnored } from '../../src/observables/ignored.ts';
import { whatLeaves } from '../../src/observables/what-leaves.ts';
import { createReading } from '../../src/reading.ts';
import { originsOf } from '../../src/xdr/regions.ts';
import { createXdr } from '../../src/xdr/xdr.ts';
import type { Day, DayEvent } from './day.ts';
import { ownDomain } from './observables.ts';
import { type Answers, createAnswers } from './validity.ts';
import { createVirtualClock } from './virtual-clock.ts';

/** How long XDR takes to answer, milliseconds of the virtual clock. */
export const latency = { inspect: 150, deliberate: 400 };

/** What was looked up for one message (or one writing of it). */
export type Asked = Readonly<{ at: number; candidates: readonly string[] }>;
export type Call = Readonly<{ at: number; service: 'inspect' | 'deliberate' }>;
export type Replay = Readonly<{
  calls: readonly Call[];
  asked: readonly Asked[];
  /** Events with nothing to look up: no candidate, or none that may leave. */
  silent: readonly DayEvent[];
  answers: Answers;
  seconds: number;
}>;

/**
 * The day through our own gates, detection and look-up, with a real XDR client on the simulated XDR, all on one virtual
 * clock. Not here: the queue, the database and Slack (the jobs begin at once, as many as there are), and one process.
 */
export async function replayDay(events: Day['events']): Promise<Replay> {
  const began = performance.now();
  const clock = createVirtualClock(0);
  const { now } = clock;
  const simulated = createSimulatedXdr({ now, rateLimit: Number.POSITIVE_INFINITY });
  const { url, close } = await serveSimulatedXdr({ xdr: simulated });
  const { id, password } = simulated.client('reader');
  const xdr = createXdr({
    origins: originsOf('us', { visibility: url }),
    clientId: id,
    clientPassword: password,
    timeoutMs: 15_000,
    budget: boundless,
    log: silentLog,
    now,
  });
  const calls: Call[] = [];
  const answers = createAnswers(now);
  const taking = async <T>(service: Call['service'], work: () => Promise<T>): Promise<T> => {
    calls.push({ at: now(), service });
    const answer = await clock.standing(work);
    await clock.sleep(latency[service]);
    return answer;
  };
  // The stores of judgements would be asked once more for each call of deliberate: that need not be counted.
  const { intel: _, ...others } = xdr;
  const { candidatesIn, detect, lookUp } = createReading({
    xdr: {
      ...others,
      inspect: (content, ask) => taking('inspect', () => xdr.inspect(content, ask)),
      deliberate: async (observables, ask) => {
        const deliberation = await taking('deliberate', () => xdr.deliberate(observables, ask));
        answers.add(observables, deliberation);
        return deliberation;
      },
    },
    now,
    simulated: true,
    prefixOf: () => '/xdr',
    trustedHosts: [],
  });
  const ignored = createIgnored({ ignore: [ownDomain], documentation: false });
  const asked: Asked[] = [];
  const silent: DayEvent[] = [];
  const annotate = async ({ candidates, message }: AnnotateJob) => {
    asked.push({ at: now(), candidates });
    const ask = { purpose: 'watching', rooms: [`slack/T1/${message.place.channel}`] } as const;
    const observables = (await detect(candidates, ask)).filter((one) => !ignored(one));
    await lookUp(observables, ask);
  };
  const watchMessage = createWatchMessage({
    candidatesIn,
    whatLeaves: (found) => whatLeaves(found, { urls: 'path', email: 'domain' }),
    isIgnored: (candidate) => ignored(candidate) !== undefined,
    watchMode: async () => 'quiet',
    isAnnotated: async () => false,
    enqueue: async (_, job) => {
      failures.push(
        annotate(job).then(
          () => undefined,
          (error: unknown) => error,
        ),
      );
      return 'stored';
    },
    now,
  });
  const failures: Promise<unknown>[] = [];

  await clock.run(
    events.filter(({ kind }) => kind !== 'deletion'),
    async (event) => {
      const before = asked.length;
      await watchMessage({
        kind: 'message',
        message: {
          place: { platform: 'slack', workspace: 'T1', channel: event.channel, kind: 'channel', outsiders: false },
          id: event.message,
        },
        version: event.version,
        text: slackText(event.text),
        author: { id: 'U1', bot: event.bot },
      });
      if (asked.length === before) silent.push(event);
    },
  );
  const failed = (await Promise.all(failures)).find((error) => error !== undefined);
  xdr.close();
  await close();
  if (failed) throw failed;
  return { calls, asked, silent, answers, seconds: (performance.now() - began) / 1000 };
}

/** The replay counts what it would spend; who may spend how much is another question. */
const boundless: Budget = {
  ...createBudget({ perHour: 1 }),
  take: async () => 0,
  observed: () => {},
  pausedUntil: () => {},
};
