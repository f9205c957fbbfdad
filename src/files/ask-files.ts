import type { StartBulk } from '../bulk/bulk.ts';
import { type Card, text } from '../cards/card.ts';
import { counted } from '../cards/wording.ts';
import type { Asked } from '../commands/command.ts';
import type { Candidate } from '../observables/candidates.ts';
import type { Detect } from '../observables/detect.ts';
import type { LookUp } from '../verdicts/look-up.ts';
import type { ShowVerdicts } from '../verdicts/show-verdicts.ts';
import { fileName } from './files-card.ts';
import { isForBulk } from './for-bulk.ts';
import type { PostedFile } from './posted-file.ts';
import type { FileRead, ReadFile } from './read-file.ts';
import type { ShowFiles } from './show-files.ts';

/** Answers a command that came with files: always, and with all that was left out. Rejects with a Failure. */
export type AskFiles = (asked: Asked, files: readonly PostedFile[]) => Promise<Card>;

/** More observables than this in one answer are told, not looked up, where there is no bulk look-up. */
const mostObservables = 500;
/** Files of one command that are read. */
const mostFiles = 10;

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
    const reads: FileRead[] = [];
    for (const file of posted.slice(0, mostFiles)) reads.push(await readFile(file, place, (found) => found));
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
    return many.length === 0 ? whole : handedOn(whole, many);
  };
}

/** Says that what a file holds is looked up in a message of its own. */
function handedOn(card: Card, many: readonly FileRead[]): Card {
  const sentence = many
    .map(({ facts, found }) => `${counted(found.values.length + found.beyond, 'observable')} in ${fileName(facts)}`)
    .join(', ');
  return {
    ...card,
    parts: [
      ...card.parts,
      { part: 'note', spans: [text(`${sentence}: they are looked up in a message of their own.`)] },
    ],
  };
}
