import type { Audit } from './audit/audit-entry.ts';
import { mostInBulk, type StartBulk } from './bulk/bulk.ts';
import type { StatusFacts } from './cards/status-facts.ts';
import type { Command } from './commands/command.ts';
import { createFilesCommand } from './commands/files.ts';
import { type AskFiles, createAskFiles } from './files/ask-files.ts';
import { createAtMost } from './files/at-most.ts';
import { createFileSetting, type FileSetting } from './files/file-setting.ts';
import { createOneAtATime } from './files/one-at-a-time.ts';
import type { OpenFile } from './files/posted-file.ts';
import { createReadFile, type ReadFile } from './files/read-file.ts';
import { createShowFiles, type OfferSubmission, type ShowFiles } from './files/show-files.ts';
import type { Place, PrefixOf } from './incoming.ts';
import type { WatchMode } from './messages/watch-mode.ts';
import type { HumanOf } from './permissions/human.ts';
import type { Reading } from './reading.ts';
import type { Room } from './room.ts';
import type { Query } from './store/database.ts';

export type FileReadingParts = Readonly<{
  openFile: OpenFile;
  reading: Pick<Reading, 'candidatesIn' | 'detect' | 'lookUp' | 'showVerdicts'>;
  /** Absent: of what holds very much the first is looked up. */
  startBulk?: StartBulk | undefined;
  /** Absent: nothing is offered to be submitted anywhere. */
  offerSubmission?: OfferSubmission | undefined;
  /** Asks the platform who may read in a conversation. */
  placeNow?: ((room: Room) => Promise<Place>) | undefined;
  simulated: boolean;
}>;

/** Reading of posted files: the same for the rooms and for the terminal. */
export type FileReading = Readonly<{
  readFile: ReadFile;
  showFiles: ShowFiles;
  /** The same commands; `enrich` among them reads files that come with it, and of one person one command reads at a time. */
  takingFiles: (commands: readonly Command[]) => readonly Command[];
}>;

/** Files that one process reads at once, whoever asked for it: each holds up to 10 MB, and hashing takes the one thread. */
const atOnce = 2;

export function createFileReading({ reading, ...parts }: FileReadingParts): FileReading {
  const read = createReadFile({ ...parts, candidatesIn: reading.candidatesIn, most: mostInBulk });
  const atMost = createAtMost(atOnce);
  const readFile: ReadFile = (file, place, keep, signal) =>
    atMost(async () => {
      signal?.throwIfAborted(); // another process has the job since it waits here
      return read(file, place, keep, signal);
    });
  const oneAtATime = createOneAtATime(parts.simulated);
  const showFiles = createShowFiles(parts);
  const askFiles = createAskFiles({ ...parts, ...reading, readFile, showFiles });
  return {
    readFile,
    showFiles,
    takingFiles: (commands) =>
      commands
        .map((command) => (command.verb === 'enrich' ? withFiles(command, askFiles) : command))
        .map((command) => (command.takesFiles ? oneAtATime(command) : command)),
  };
}

const withFiles = (command: Command, askFiles: AskFiles): Command => {
  const { run, store } = command;
  return {
    ...command,
    does: `${command.does.replace(/\.$/, '')}, or in a file that comes with it.`,
    takesFiles: true,
    run: (asked) => (asked.files?.length ? askFiles(asked, asked.files) : run(asked)),
    // What a file holds is known only when it was read, which `run` does.
    ...(store && { store: async (asked) => !asked.files?.length && (await store(asked)) }),
  };
};

export type FilingParts = FileReadingParts &
  Readonly<{
    query: Query;
    audit: Audit;
    humanOf: HumanOf;
    watchMode: (place: Place) => Promise<WatchMode>;
    /** Whether files are read in channels that have set nothing. */
    standard: boolean;
    prefixOf: PrefixOf;
    now: () => number;
  }>;

/** Everything about posted files but the watching of messages, which goes by it. */
export type Filing = FileReading &
  Readonly<{
    commands: readonly Command[];
    filesOn: FileSetting['filesOn'];
    /** Whether files that are posted in a channel are read; undefined where nobody posts files that a bot gets. */
    readIn: (place: Place) => Promise<{ files?: boolean }>;
    /** How it is where somebody asks for the status. */
    here: (place: Place, present: boolean | undefined) => Promise<StatusFacts['here']>;
    startBulk?: StartBulk | undefined;
  }>;

export function createFiling(parts: FilingParts): Filing {
  const { filesOn, setFiles } = createFileSetting({ ...parts, record: parts.audit.record });
  // Teams gives bots no files in channels, and where nothing is watched none is read.
  const readIn: Filing['readIn'] = async (place) =>
    place.platform === 'teams' || (await parts.watchMode(place)) === 'off' ? {} : { files: await filesOn(place) };
  return {
    ...createFileReading(parts),
    filesOn,
    readIn,
    here: async (place, present) =>
      place.kind === 'channel'
        ? {
            watch: await parts.watchMode(place),
            ...(await readIn(place)),
            ...(present === undefined ? {} : { present }),
          }
        : {},
    startBulk: parts.startBulk,
    commands: [createFilesCommand({ ...parts, setFiles })],
  };
}
