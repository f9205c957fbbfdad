import type { StartBulk } from '../bulk/bulk.ts';
import { Failure } from '../failure.ts';
import type { Keep } from '../files/find-in-text.ts';
import { isForBulk } from '../files/for-bulk.ts';
import type { FileRead, ReadFile } from '../files/read-file.ts';
import type { MessageRef, Place } from '../incoming.ts';
import { type AnnotateJob, messageName, mostCandidates, threadOf } from './annotate-job.ts';
import type { Annotations } from './annotation.ts';
import { type FilesJob, withFilesVersion } from './files-job.ts';
import type { NewestEdits } from './newest-edits.ts';
import type { WatchMode } from './watch-mode.ts';

/** How a job ended, for log and metrics. */
export type FilesOutcome = 'read' | 'handed-to-bulk' | 'nothing-in-it' | 'withdrawn' | 'outdated' | 'not-watched';

/**
 * Reads the files of a watched message and hands what they hold to the same work that words of a message are, so that one
 * card speaks of both. What holds very much becomes a bulk look-up. Safe to repeat from any point.
 */
export function createWorkFiles(parts: {
  annotations: Pick<Annotations, 'read'>;
  readFile: ReadFile;
  keep: Keep;
  watchMode: (place: Place) => Promise<WatchMode>;
  annotate: (id: string, job: AnnotateJob) => Promise<unknown>;
  isOvertaken: NewestEdits['isOvertaken'];
  /** Asks the platform who wrote it, and whether he may look up verdicts. Rejects with a Failure when it cannot be asked. */
  isReader: (author: string, place: Place) => Promise<boolean>;
  /** Absent: of what holds very much the first is looked up. */
  startBulk?: StartBulk | undefined;
}): (job: FilesJob, signal?: AbortSignal) => Promise<FilesOutcome> {
  const { annotations, readFile, keep } = parts;

  return async (job, signal) => {
    const { message, words } = job;
    const version = withFilesVersion(words.version);
    const before = await annotations.read(message);
    if (before?.state === 'withdrawn' && !words.restored) return 'withdrawn';
    if (before && before.version > version) return 'outdated';
    if ((await parts.watchMode(message.place)) === 'off') return 'not-watched';

    const reads: FileRead[] = [];
    try {
      for (const file of job.files) {
        if (parts.isOvertaken(message, words.version)) return 'outdated';
        reads.push(await readFile(file, message.place, keep, signal));
      }
    } catch (error) {
      // What its words say need not wait until the files can be had.
      if (error instanceof Failure) await parts.annotate(annotateName(words), words);
      throw error;
    }
    const handedOn = await handOn(job, reads);
    const own = reads.filter((read) => !handedOn.includes(read));
    const candidates = [
      ...new Set([...words.candidates, ...hashesOf(job, reads), ...valuesOf(own), ...previewOf(job, reads)]),
    ];
    if (candidates.length === 0 && words.version === '' && !reads.some(isTooLarge))
      return handedOn.length > 0 ? 'handed-to-bulk' : 'nothing-in-it';
    const all: AnnotateJob = {
      ...words,
      version,
      candidates: candidates.slice(0, mostCandidates),
      held: own.reduce((sum, { found }) => sum + found.held, words.held),
      beyond:
        own.reduce((sum, { found }) => sum + found.beyond, words.beyond) +
        Math.max(0, candidates.length - mostCandidates),
      ...(job.whole ? { files: reads.map(({ facts }) => facts) } : {}),
    };
    await parts.annotate(annotateName(all), all);
    return handedOn.length > 0 ? 'handed-to-bulk' : 'read';
  };

  /**
   * Those that hold very much, whose look-ups have been begun: once for a message, however often it is edited. Not of bots,
   * which would do it every minute, and of no one else who could not ask for one.
   */
  async function handOn({ message, words }: FilesJob, reads: readonly FileRead[]): Promise<readonly FileRead[]> {
    const { startBulk } = parts;
    if (!startBulk || words.fromBot || words.author === undefined) return [];
    const many = reads.filter((read) => isForBulk(read, 'unasked'));
    if (many.length === 0 || !(await mayAsk(words.author, message.place))) return [];
    const { platform, workspace } = message.place;
    for (const { facts, found } of many) {
      await startBulk({
        key: `files/${messageName(message)}/${facts.hashes?.sha256}`,
        place: threadOf(message),
        person: { platform, workspace, id: words.author },
        candidates: found.values,
        file: facts.name,
        beyond: found.beyond,
      });
    }
    return many;
  }

  /** Where that cannot be asked just now, nobody waits for it: he is no reader. */
  async function mayAsk(author: string, place: Place): Promise<boolean> {
    try {
      return await parts.isReader(author, place);
    } catch (error) {
      if (error instanceof Failure) return false;
      throw error;
    }
  }
}

/** The name under which the words of a message are annotated whoever stores it, so that it is done once. */
const annotateName = ({ message, version }: Pick<AnnotateJob, 'version'> & { message: MessageRef }): string =>
  `annotate/${messageName(message)}/${version}`;

const hashesOf = ({ whole }: FilesJob, reads: readonly FileRead[]): readonly string[] =>
  whole ? reads.flatMap(({ facts }) => (facts.hashes && facts.size ? [facts.hashes.sha256] : [])) : [];

const valuesOf = (reads: readonly FileRead[]): readonly string[] => reads.flatMap(({ found }) => found.values);

/** Of pasted words that could not be read what the platform shows of them. */
const previewOf = ({ files, previewed }: FilesJob, reads: readonly FileRead[]): readonly string[] =>
  files.some(({ paste }, at) => paste && !reads[at]?.facts.hashes) ? previewed : [];

const isTooLarge = ({ facts }: FileRead): boolean => facts.unread.includes('too-large');
