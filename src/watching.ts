import type { Ways } from './answer.ts';
import { createCatchUp } from './commands/catch-up.ts';
import type { Command } from './commands/command.ts';
import { createWatch } from './commands/watch.ts';
import type { CoreParts } from './core-parts.ts';
import type { Filing } from './filing.ts';
import { createInTurn } from './in-turn.ts';
import type { Place, PrefixOf } from './incoming.ts';
import { createRoomCare, type RoomCare } from './interruptions/look-after-rooms.ts';
import type { TellJob } from './interruptions/tell-room.ts';
import { createAnnounce, createGiveUp, createTellRoom } from './interruptions/tell-room.ts';
import { type AnnotateOutcome, createAnnotate } from './messages/annotate.ts';
import { type AnnotateJob, messageName, type WithdrawJob } from './messages/annotate-job.ts';
import type { FilesJob } from './messages/files-job.ts';
import { createHearFiles } from './messages/hear-files.ts';
import { createNewestEdits } from './messages/newest-edits.ts';
import { createWatchMessage, createWordsOf, type WordsParts } from './messages/watch-message.ts';
import type { WatchMode } from './messages/watch-mode.ts';
import { createWithdraw, createWithdrawMessage } from './messages/withdraw.ts';
import { createWorkFiles, type FilesOutcome } from './messages/work-files.ts';
import { createIgnored } from './observables/ignored.ts';
import { whatLeaves } from './observables/what-leaves.ts';
import type { Reading } from './reading.ts';

export type WatchingParts = Pick<
  CoreParts,
  | 'memory'
  | 'outbox'
  | 'enqueue'
  | 'history'
  | 'longWaiting'
  | 'people'
  | 'personNow'
  | 'whyWaiting'
  | 'hearing'
  | 'watch'
  | 'simulated'
  | 'log'
  | 'now'
> &
  Readonly<{
    reading: Pick<Reading, 'candidatesIn' | 'detect' | 'lookUp' | 'showVerdicts' | 'listedOn'>;
    filing: Pick<Filing, 'readFile' | 'showFiles' | 'filesOn' | 'startBulk'>;
    watchMode: (place: Place) => Promise<WatchMode>;
    setWatchMode: Parameters<typeof createWatch>[0]['setWatchMode'];
    prefixOf: PrefixOf;
  }>;

/** Everything about what people say unasked, as ways in, commands and jobs. */
export type Watching = Readonly<{
  watchMessage: Ways['watchMessage'];
  withdrawMessage: Ways['withdrawMessage'];
  /** `watch`, `catch-up`. */
  commands: readonly Command[];
  /** The jobs. `signal` aborts when another process has the job. */
  annotate: (job: AnnotateJob, signal?: AbortSignal) => Promise<AnnotateOutcome>;
  withdraw: (job: WithdrawJob) => Promise<string>;
  files: (job: FilesJob, signal?: AbortSignal) => Promise<FilesOutcome>;
  tell: (job: TellJob) => Promise<string>;
  /** A message waited for 24 hours. */
  giveUp: (job: Pick<AnnotateJob, 'message' | 'receivedAt'>) => Promise<void>;
  care: RoomCare;
}>;

export function createWatching(parts: WatchingParts): Watching {
  const { reading, filing, memory, outbox, people, personNow, watch, watchMode, prefixOf, simulated, log, now } = parts;
  const { annotations, interruptions } = memory;
  // In a demonstration the documentation ranges play the villains; nothing is sent anywhere.
  const ignored = createIgnored({ ignore: watch.ignore, documentation: !simulated });
  const inTurn = createInTurn();

  const enqueue = (id: string, job: AnnotateJob, wait?: number) => parts.enqueue('annotate', id, job, wait);
  const annotate = createAnnotate({
    annotations,
    detect: reading.detect,
    lookUp: reading.lookUp,
    showVerdicts: reading.showVerdicts,
    ...(reading.listedOn ? { listedOn: reading.listedOn } : {}),
    showFiles: filing.showFiles,
    isIgnored: (observable) => ignored(observable) !== undefined,
    watchMode,
    outbox,
    enqueue,
    signs: watch.reactions,
    modules: watch.modules,
    now,
  });
  const withdraw = createWithdraw({ annotations, outbox, enqueue, now });
  const words: WordsParts = {
    candidatesIn: reading.candidatesIn,
    whatLeaves: (found) => whatLeaves(found, { urls: watch.urls, email: watch.email }),
    isIgnored: (candidate) => ignored(candidate) !== undefined,
    now,
  };
  const watchWords = createWatchMessage({
    ...words,
    watchMode,
    isAnnotated: async (message) => (await annotations.read(message)) !== undefined,
    enqueue,
  });
  const edits = createNewestEdits();
  const watchMessage = createHearFiles({
    watchMessage: watchWords,
    wordsOf: createWordsOf(words),
    watchMode,
    filesOn: filing.filesOn,
    enqueue: (id, job) => parts.enqueue('read-files', id, job),
    noteEdit: edits.note,
  });
  const files = createWorkFiles({
    annotations,
    readFile: filing.readFile,
    keep: (found) => words.whatLeaves(found.filter((candidate) => !words.isIgnored(candidate))),
    watchMode,
    annotate: enqueue,
    isOvertaken: edits.isOvertaken,
    isReader: async (author, place) => people(await personNow(author, place), 'readers'),
    startBulk: filing.startBulk,
  });
  const announce = createAnnounce((id, job, wait) => parts.enqueue('tell', id, job, wait));
  const giveUp = createGiveUp({ givenUp: interruptions.givenUp, announce, now });

  return {
    watchMessage,
    withdrawMessage: createWithdrawMessage({ annotations, enqueue: (id, job) => parts.enqueue('withdraw', id, job) }),
    commands: [
      createWatch({ setWatchMode: parts.setWatchMode, prefixOf, simulated }),
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
    ],
    files,
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
    care: createRoomCare({
      interruptions,
      longWaiting: parts.longWaiting,
      whyWaiting: parts.whyWaiting,
      beat: memory.beat,
      hearing: parts.hearing,
      announce,
      log,
      now,
    }),
  };
}
