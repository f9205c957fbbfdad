import { createAnswer } from './answer.ts';
import { createAsking } from './asking.ts';
import { joinCard } from './cards/join-card.ts';
import type { StatusFacts } from './cards/status-facts.ts';
import { createCatchUp, type History } from './commands/catch-up.ts';
import type { Command } from './commands/command.ts';
import { createHelp } from './commands/help.ts';
import { createPace } from './commands/pace.ts';
import { createStatus } from './commands/status.ts';
import { createWatch } from './commands/watch.ts';
import type { WatchConfig } from './config.ts';
import type { IncomingJoin, Place, Platform, PrefixOf } from './incoming.ts';
import type { Beat } from './interruptions/heartbeat.ts';
import type { Interruptions, PauseReason } from './interruptions/interruption.ts';
import { createRoomCare, type LongWaiting, type RoomCare } from './interruptions/look-after-rooms.ts';
import { createAnnounce, createGiveUp, createTellRoom, type TellJob } from './interruptions/tell-room.ts';
import type { Log } from './log.ts';
import { type AnnotateOutcome, createAnnotate } from './messages/annotate.ts';
import { type AnnotateJob, messageName, type WithdrawJob } from './messages/annotate-job.ts';
import type { Annotations } from './messages/annotation.ts';
import { createInTurn } from './messages/in-turn.ts';
import { createWatchMessage } from './messages/watch-message.ts';
import { createWatchSettings } from './messages/watch-settings.ts';
import { createWithdraw, createWithdrawMessage } from './messages/withdraw.ts';
import { createIgnored } from './observables/ignored.ts';
import type { Observable } from './observables/observable.ts';
import { whatLeaves } from './observables/what-leaves.ts';
import type { People } from './permissions/people.ts';
import type { ReadPress } from './presses/press.ts';
import { createReading, type ReadingDoor, type ReadingParts } from './reading.ts';
import type { Answer, Outbox } from './reply.ts';

/** What the core remembers, as functions. */
export type Memory = Readonly<{
  annotations: Annotations;
  claim: (key: string) => Promise<boolean>;
  listings: Readonly<{
    keep: (observables: readonly Observable[]) => Promise<string>;
    read: (id: string) => Promise<readonly Observable[] | undefined>;
  }>;
  channels: Parameters<typeof createWatchSettings>[0]['stored'];
  interruptions: Interruptions;
  beat: Beat;
}>;

/** The durable jobs by name, with what each holds. */
export type JobData = Readonly<{ annotate: AnnotateJob; withdraw: WithdrawJob; tell: TellJob }>;

export type CoreParts = Readonly<{
  xdr: ReadingDoor;
  /** What reading shares with other replicas and counts. */
  reading: Pick<ReadingParts, 'known' | 'admit' | 'linger' | 'onCache' | 'onUnmatched'>;
  memory: Memory;
  /** Stores a job; resolves when it is committed. */
  enqueue: <Name extends keyof JobData>(
    name: Name,
    id: string,
    data: JobData[Name],
    wait?: number,
  ) => Promise<'stored' | 'known'>;
  /** Watched messages that have waited long, by room. */
  longWaiting: LongWaiting;
  whyWaiting: () => PauseReason | undefined;
  /** The platforms that the bot can hear just now, as far as it knows. */
  hearing: () => readonly Platform[];
  history: History;
  outbox: Outbox;
  people: People;
  readPress: ReadPress;
  watch: WatchConfig;
  region: string;
  /** Hosts beside Cisco's that cards may link to. */
  trustedHosts: readonly string[];
  simulated: boolean;
  /** Status, without what concerns the place asked from. */
  statusFacts: () => Promise<Omit<StatusFacts, 'here'>>;
  log: Log;
  now: () => number;
}>;

export type Core = Readonly<{
  answer: Answer;
  /** `signal` aborts when another process has the job. */
  annotate: (job: AnnotateJob, signal?: AbortSignal) => Promise<AnnotateOutcome>;
  withdraw: (job: WithdrawJob) => Promise<string>;
  tell: (job: TellJob) => Promise<string>;
  /** A message waited for 24 hours. */
  giveUp: (job: AnnotateJob) => Promise<void>;
  roomCare: RoomCare;
}>;

/** The app's name on Teams is the manifest's. */
const prefixOf: PrefixOf = (platform) => (platform === 'teams' ? '@XDR ChatOps' : '/xdr');

/** Wires the features into one bot: values in, values out, functions handed in. */
export function createCore(parts: CoreParts): Core {
  const { xdr, memory, outbox, people, readPress, watch, simulated, log, now } = parts;
  const { annotations } = memory;
  const missing = (needed: readonly string[]) => xdr.missing(needed);
  const reading = createReading({
    xdr,
    now,
    simulated,
    prefixOf,
    trustedHosts: parts.trustedHosts,
    keepListing: memory.listings.keep,
    ...parts.reading,
  });
  const { candidatesIn, detect, lookUp, showVerdicts } = reading;
  const { watchMode, setWatchMode } = createWatchSettings({ stored: memory.channels, standard: watch.mode });
  // In a demonstration the documentation ranges play the villains; nothing is sent anywhere.
  const ignored = createIgnored({ ignore: watch.ignore, documentation: !simulated });
  const inTurn = createInTurn();

  const enqueueAnnotate = (id: string, job: AnnotateJob, wait?: number) => parts.enqueue('annotate', id, job, wait);
  const annotate = createAnnotate({
    annotations,
    detect,
    lookUp,
    showVerdicts,
    isIgnored: (observable) => ignored(observable) !== undefined,
    watchMode,
    outbox,
    enqueue: enqueueAnnotate,
    signs: watch.reactions,
    modules: watch.modules,
    now,
  });
  const withdraw = createWithdraw({ annotations, outbox, enqueue: enqueueAnnotate, now });
  const watchMessage = createWatchMessage({
    candidatesIn,
    whatLeaves: (found) => whatLeaves(found, { urls: watch.urls, email: watch.email }),
    isIgnored: (candidate) => ignored(candidate) !== undefined,
    watchMode,
    isAnnotated: async (message) => (await annotations.read(message)) !== undefined,
    enqueue: enqueueAnnotate,
    now,
  });
  const { interruptions } = memory;
  const announce = createAnnounce((id, job, wait) => parts.enqueue('tell', id, job, wait));
  const giveUp = createGiveUp({ givenUp: interruptions.givenUp, announce, now });

  const commands: Command[] = [
    ...reading.commands,
    createWatch({ setWatchMode, prefixOf, simulated }),
    createCatchUp({
      missed: interruptions.missed,
      markCaughtUp: interruptions.markCaughtUp,
      history: parts.history,
      watch: async (message, occasion) => {
        const reply = await watchMessage(message, occasion);
        return reply.kind === 'silence' && reply.reason === 'stored';
      },
      simulated,
    }),
    createStatus({
      statusOf: async (place, present) => ({ ...(await parts.statusFacts()), here: await here(place, present) }),
      simulated,
    }),
    createHelp({ verbs: () => commands, missing, prefixOf, simulated }),
  ];
  const here = async (place: Place, present: boolean | undefined): Promise<StatusFacts['here']> =>
    place.kind === 'channel' ? { watch: await watchMode(place), ...(present === undefined ? {} : { present }) } : {};

  const roomCare = createRoomCare({
    interruptions,
    longWaiting: parts.longWaiting,
    whyWaiting: parts.whyWaiting,
    beat: memory.beat,
    hearing: parts.hearing,
    announce,
    log,
    now,
  });

  const answer = createAnswer(
    {
      watchMessage,
      withdrawMessage: createWithdrawMessage({ annotations, enqueue: (id, job) => parts.enqueue('withdraw', id, job) }),
      ...createAsking({
        reading,
        commands,
        listings: memory.listings,
        people,
        takeTurn: createPace({ now }),
        missing,
        readPress,
        prefixOf,
        simulated,
      }),
      greet: async ({ place }: IncomingJoin) => ({
        kind: 'card',
        audience: 'room',
        card: joinCard({
          watch: await watchMode(place),
          urls: watch.urls,
          email: watch.email,
          region: parts.region,
          prefix: prefixOf(place.platform),
          direct: place.kind === 'direct',
          simulated,
        }),
      }),
      noteGap: async ({ kind: _, ...gap }) => {
        await roomCare.noteGap(gap);
        return { kind: 'silence', reason: 'done' };
      },
      claim: memory.claim,
    },
    { log, simulated },
  );

  return {
    answer,
    annotate: (job, signal) => inTurn(messageName(job.message), () => annotate(job, signal)),
    withdraw: (job) => inTurn(messageName(job.message), () => withdraw(job)),
    tell: createTellRoom({
      interruptions,
      isWatched: async (place) => (await watchMode(place)) !== 'off',
      outbox,
      prefixOf,
      simulated,
    }),
    giveUp: ({ message, receivedAt }) => giveUp({ room: message.place, saidAt: receivedAt }),
    roomCare,
  };
}
