import type { StartBulk } from '../bulk/bulk.ts';
import { type Card, type Part, text } from '../cards/card.ts';
import { sizeInWords } from '../cards/file.ts';
import { counted } from '../cards/wording.ts';
import type { Asked } from '../commands/command.ts';
import type { Candidate } from '../observables/candidates.ts';
import type { Detect } from '../observables/detect.ts';
import type { LookUp } from '../verdicts/look-up.ts';
import type { ShowVerdicts } from '../verdicts/show-verdicts.ts';
import { largestPosted } from './file-facts.ts';
import { fileName } from './files-card.ts';
import { isForBulk } from './for-bulk.ts';
import type { PostedFile } from './posted-file.ts';
import type { FileRead, ReadFile } from './read-file.ts';
import type { ShowFiles } from './show-files.ts';

/** Answers a command that came with files: always, and with all that was left out. Rejects with a Failure. */
export type AskFiles = (asked: Asked, files: readonly PostedFile[]) => Promise<Card>;

/** More observables than this in one answer are told, not looked up, where there is no bulk look-up. */
const mostObservables = 500;
/** Files of one command that are read, and bytes of all of them. */
const mostFiles = 10;
const mostBytes = 200 * 1024 * 1024;

export function createAskFiles(parts: {
  readFile: ReadFile;
  candidatesIn: (text: string) => readonly Candidate[];
  detect: Detect;
  lookUp: LookUp;
  showVerdicts: ShowVerdicts;
  showFiles: ShowFiles;
  startBulk?: StartBulk | undefined;
}): AskFiles {
  const { readFile, candidatesIn } = parts;

  return async ({ rest, place, person, present, key, alone }, posted) => {
    const reads = await readMost(posted, (file) => readFile(file, place, (found) => found));
    // Where the bot is no member, nothing but the answer itself can stand.
    const canPost = present !== false || alone === true;
    const isStarted = parts.startBulk !== undefined && key !== undefined && canPost;
    const many = isStarted ? reads.filter((read) => isForBulk(read, 'asked')) : [];
    for (const [at, { facts, found }] of many.entries())
      await parts.startBulk?.({
        key: `command/${key}/file ${at}`,
        place,
        person,
        candidates: found.values,
        file: facts.name,
        beyond: found.beyond,
        ...(alone && { alone }),
      });
    const own = reads.filter((read) => !many.includes(read));
    const files = reads.map(({ facts }) => facts);
    const candidates = [
      ...new Set([
        ...candidatesIn(rest).map(({ value }) => value),
        ...files.flatMap(({ hashes, size }) => (hashes && size ? [hashes.sha256] : [])),
        ...own.flatMap(({ found }) => found.values),
      ]),
    ];
    const ask = { purpose: 'command' } as const;
    const observables = await parts.detect(candidates.slice(0, mostObservables), ask);
    const findings = await parts.lookUp(observables.slice(0, mostObservables), ask);
    const beyond =
      own.reduce((sum, { found }) => sum + found.beyond, 0) + Math.max(0, candidates.length - mostObservables);
    const card = await parts.showVerdicts({ findings, found: observables.length + beyond, place });
    const whole = await parts.showFiles(card, files, place);
    const left = posted.length - reads.length;
    return withNotes(whole, [...(many.length > 0 ? [handedOn(many)] : []), ...(left > 0 ? [leftUnread(left)] : [])]);
  };
}

/** One after another, as far as one command goes. */
async function readMost(
  posted: readonly PostedFile[],
  read: (file: PostedFile) => Promise<FileRead>,
): Promise<readonly FileRead[]> {
  const reads: FileRead[] = [];
  let bytes = 0;
  for (const file of posted.slice(0, mostFiles)) {
    const { size = 1 } = file;
    if (size <= largestPosted && bytes + size > mostBytes) continue;
    const its = await read(file);
    bytes += bytesTaken(its);
    reads.push(its);
  }
  return reads;
}

/** What is too large is not opened, but when that was found out while reading. */
function bytesTaken({ facts: { hashes, unread, size = 0 } }: FileRead): number {
  if (hashes) return size;
  return unread.includes('too-large') && size <= largestPosted ? largestPosted : 0;
}

/** Says that what a file holds is looked up in a message of its own. */
function handedOn(many: readonly FileRead[]): string {
  const sentence = many
    .map(({ facts, found }) => `${counted(found.values.length + found.beyond, 'observable')} in ${fileName(facts)}`)
    .join(', ');
  return `${sentence}: they are looked up in a message of their own.`;
}

const leftUnread = (count: number): string =>
  `Not read: ${counted(count, 'more file')}. Of one command ${mostFiles} files with ${sizeInWords(mostBytes)} together are: ask again with the others.`;

const withNotes = (card: Card, notes: readonly string[]): Card => ({
  ...card,
  parts: [...card.parts, ...notes.map((note): Part => ({ part: 'note', spans: [text(note)] }))],
});
