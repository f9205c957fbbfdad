import type { Acting, ActingParts, ActionJob } from './acting.ts';
import type { Adapter, Audience } from './adapter.ts';
import type { AnnounceJob } from './announcements/announcing.ts';
import type { Audit } from './audit/audit-entry.ts';
import type { BulkJob } from './bulk/work-bulk.ts';
import type { BulkingParts } from './bulking.ts';
import type { StatusFacts } from './cards/status-facts.ts';
import type { CasebookingParts } from './casebooking.ts';
import type { History } from './commands/catch-up.ts';
import type { Command } from './commands/command.ts';
import type { WatchConfig } from './config.ts';
import type { FeedJob } from './feeds/feed.ts';
import type { FilingParts } from './filing.ts';
import type { Platform } from './incoming.ts';
import type { Beat } from './interruptions/heartbeat.ts';
import type { Interruptions, PauseReason } from './interruptions/interruption.ts';
import type { LongWaiting } from './interruptions/look-after-rooms.ts';
import type { TellJob } from './interruptions/tell-room.ts';
import type { InvestigatingParts } from './investigating.ts';
import type { JudgingParts } from './judging.ts';
import type { Log } from './log.ts';
import type { AnnotateJob, WithdrawJob } from './messages/annotate-job.ts';
import type { Annotations } from './messages/annotation.ts';
import type { FilesJob } from './messages/files-job.ts';
import type { createWatchSettings } from './messages/watch-settings.ts';
import type { NoteJob, Noting } from './noting.ts';
import type { Observable } from './observables/observable.ts';
import type { ThreatGridDoor } from './open-threat-grid.ts';
import type { HumanOf } from './permissions/human.ts';
import type { People } from './permissions/people.ts';
import type { ReadPress } from './presses/press.ts';
import type { Pushing, PushingParts } from './pushing.ts';
import type { ReadingDoor, ReadingParts } from './reading.ts';
import type { Answer, Outbox } from './reply.ts';
import type { Rooming, RoomingParts, ShowRoomsJob } from './rooming.ts';
import type { PermalinkOf } from './rooms/room-spans.ts';
import type { SubmittingParts } from './sandboxing.ts';
import type { Sources } from './sources.ts';
import type { Query } from './store/database.ts';
import type { Tracking } from './tracking.ts';
import type { TrackJob } from './tracks/show-track.ts';
import type { Watching } from './watching.ts';
import type { WorkingFlowsParts } from './working-flows.ts';
import type { XdrEventJob } from './xdr-events/xdr-event.ts';

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
  'read-files': FilesJob;
  withdraw: WithdrawJob;
  tell: TellJob;
  act: ActionJob;
  'show-action': ActionJob;
  track: TrackJob;
  bulk: BulkJob;
  'xdr-event': XdrEventJob;
  announce: AnnounceJob;
  'note-message': NoteJob;
  'show-rooms': ShowRoomsJob;
  feed: FeedJob;
}>;

export type CoreParts = Readonly<{
  xdr: ReadingDoor;
  /** What reading shares with other replicas and counts. */
  reading: Pick<ReadingParts, 'known' | 'admit' | 'linger' | 'onCache' | 'onUnmatched' | 'paint' | 'globalIntel'>;
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
  /** Who may read what. */
  audience: Audience;
  /** Asks the platform how a conversation is now. */
  placeNow: Adapter['placeNow'];
  permalinkOf: PermalinkOf;
  /** Opens a file that somebody posted. */
  openFile: FilingParts['openFile'];
  openChannel: RoomingParts['openChannel'];
  /** What acting needs beside what everybody has. */
  acting: Pick<
    ActingParts,
    | 'door'
    | 'policy'
    | 'anybodyActs'
    | 'approvers'
    | 'pausedUntil'
    | 'approvalsPlace'
    | 'seal'
    | 'trustedHosts'
    | 'longestCall'
  > &
    Readonly<{
      /** `audit`, `grant`, `revoke`, `grants`. */
      commands: readonly Command[];
    }>;
  /** What investigating needs beside what everybody has. */
  investigating: Pick<InvestigatingParts, 'door' | 'clientId' | 'ui' | 'emailOf' | 'memberWith'>;
  /** What pushing needs beside what everybody has. */
  pushing: Pick<PushingParts, 'hasWebhook'>;
  /** What bulk look-ups need beside what everybody has. */
  bulking: Pick<BulkingParts, 'quota'>;
  /** What casebooks need beside what everybody has. */
  casebooking: Pick<CasebookingParts, 'door' | 'readIncident' | 'clientId' | 'pages' | 'longestCall'>;
  /** What the sandbox needs beside what everybody has. */
  sandboxing: Pick<SubmittingParts, 'seal' | 'secret'>;
  /** What judging needs beside what everybody has. */
  judging: Pick<JudgingParts, 'door' | 'clientId'>;
  /** What workflows need beside what everybody has. */
  workingFlows: Pick<WorkingFlowsParts, 'door' | 'missing' | 'clientId' | 'ui' | 'transaction'>;
  /** Threat Grid, where there is a key. */
  threatGrid: ThreatGridDoor;
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

/** Begins to look after something, every so many milliseconds, until the function that it returns is called. */
export type Care = Readonly<{ start: (every?: number) => () => void }>;

export type Core = Readonly<{
  answer: Answer;
  watching: Pick<Watching, 'annotate' | 'withdraw' | 'files' | 'tell' | 'giveUp'>;
  acting: Pick<Acting, 'act' | 'show'>;
  tracking: Pick<Tracking, 'show'>;
  pushing: Pick<Pushing, 'storeEvents' | 'workEvent' | 'postAnnouncement'>;
  noting: Pick<Noting, 'work' | 'giveUp'>;
  rooming: Pick<Rooming, 'show'>;
  sources: Pick<Sources, 'bulking' | 'feeding'>;
  /** What is looked after now and then. */
  cares: readonly Care[];
}>;
