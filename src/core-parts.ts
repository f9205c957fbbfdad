import type { Acting, ActingParts, ActionJob } from './acting.ts';
import type { Adapter } from './adapter.ts';
import type { Audit } from './audit/audit-entry.ts';
import type { StatusFacts } from './cards/status-facts.ts';
import type { History } from './commands/catch-up.ts';
import type { Command } from './commands/command.ts';
import type { WatchConfig } from './config.ts';
import type { Platform } from './incoming.ts';
import type { Beat } from './interruptions/heartbeat.ts';
import type { Interruptions, PauseReason } from './interruptions/interruption.ts';
import type { LongWaiting, RoomCare } from './interruptions/look-after-rooms.ts';
import type { TellJob } from './interruptions/tell-room.ts';
import type { InvestigatingParts } from './investigating.ts';
import type { Log } from './log.ts';
import type { AnnotateOutcome } from './messages/annotate.ts';
import type { AnnotateJob, WithdrawJob } from './messages/annotate-job.ts';
import type { Annotations } from './messages/annotation.ts';
import type { createWatchSettings } from './messages/watch-settings.ts';
import type { Observable } from './observables/observable.ts';
import type { HumanOf } from './permissions/human.ts';
import type { People } from './permissions/people.ts';
import type { ReadPress } from './presses/press.ts';
import type { ReadingDoor, ReadingParts } from './reading.ts';
import type { Answer, Outbox } from './reply.ts';
import type { Rooming, RoomingParts, ShowRoomsJob } from './rooming.ts';
import type { Query } from './store/database.ts';

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
export type JobData = Readonly<{
  annotate: AnnotateJob;
  withdraw: WithdrawJob;
  tell: TellJob;
  act: ActionJob;
  'show-action': ActionJob;
  'show-rooms': ShowRoomsJob;
}>;

export type CoreParts = Readonly<{
  xdr: ReadingDoor;
  /** What reading shares with other replicas and counts. */
  reading: Pick<ReadingParts, 'known' | 'admit' | 'linger' | 'onCache' | 'onUnmatched' | 'paint'>;
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
  query: Query;
  audit: Audit;
  people: People;
  /** The same for one person on all platforms. */
  humanOf: HumanOf;
  /** Asks the platform who somebody is now. */
  personNow: Adapter['personNow'];
  /** Asks the platform how a conversation is now. */
  placeNow: Adapter['placeNow'];
  openChannel: RoomingParts['openChannel'];
  /** What acting needs beside what everybody has. */
  acting: Pick<
    ActingParts,
    'door' | 'policy' | 'anybodyActs' | 'approvers' | 'pausedUntil' | 'approvalsPlace' | 'longestCall'
  > &
    Readonly<{
      /** `audit`, `grant`, `revoke`, `grants`. */
      commands: readonly Command[];
    }>;
  /** What investigating needs beside what everybody has. */
  investigating: Pick<InvestigatingParts, 'door' | 'clientId' | 'ui'>;
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
  acting: Pick<Acting, 'act' | 'show' | 'care'>;
  rooming: Pick<Rooming, 'roomOf' | 'incidentChanged' | 'show' | 'care'>;
}>;
