import { createHash } from 'node:crypto';
import { Failure } from '../failure.ts';
import type { Place } from '../incoming.ts';
import type { Candidate } from '../observables/candidates.ts';
import { holdsZeros } from './decode-text.ts';
import { type FileFacts, type Hashes, largestArchive, largestPosted, mostText, type Unread } from './file-facts.ts';
import { createFinder, type Finder, type Found, type Keep } from './find-in-text.ts';
import { bytesThatTell, type KindOfBytes, kindOfBytes } from './kind-of-bytes.ts';
import type { FileContent, OpenFile, PostedFile } from './posted-file.ts';
import { type ArchiveFacts, readArchive } from './read-archive.ts';
import { textStretches } from './text-stretches.ts';

/** What a file is and what stands in it. */
export type FileRead = Readonly<{ facts: FileFacts; found: Found }>;

/**
 * Reads a posted file: all of it for its hashes, and what is text in it for observables. Nothing is executed, written or
 * kept. Rejects with a Failure when it could not be read just now; what can never be read is told in `facts`.
 */
export type ReadFile = (file: PostedFile, place: Place, keep: Keep, signal?: AbortSignal) => Promise<FileRead>;

export function createReadFile(parts: {
  openFile: OpenFile;
  candidatesIn: (text: string) => readonly Candidate[];
  /** Observables that are taken from one file. */
  most: number;
}): ReadFile {
  const { openFile, candidatesIn, most } = parts;
  return async (file, place, keep, signal) => {
    const { name, size } = file;
    const unread = (why: Unread): FileRead => ({
      facts: { name, ...(size === undefined ? {} : { size }), unread: [why] },
      found: { values: [], beyond: 0, held: 0 },
    });
    if (size !== undefined && size > largestPosted) return unread('too-large');
    let content: FileContent;
    try {
      content = await openFile(file, place);
    } catch (error) {
      const why = error instanceof Failure ? whyNever(error) : undefined;
      if (why === undefined) throw error;
      return unread(why);
    }
    const bytes = await takeIn(content, signal);
    if (bytes === 'too-large') return unread('too-large');
    const finder = createFinder({ candidatesIn, keep, most });
    const left = await lookInto(bytes, finder);
    signal?.throwIfAborted();
    return {
      facts: { name, handle: file.handle, size: bytes.size, hashes: bytes.hashes, unread: left },
      found: finder.found(),
    };
  };
}

/** Why a file can never be read, where that is what a Failure says. */
function whyNever({ kind, facts }: Failure): Unread | undefined {
  if (facts.scopes !== undefined || kind === 'missing-scope') return 'not-permitted';
  return kind === 'place-gone' || kind === 'platform-refused' || kind === 'bad-request' ? 'gone' : undefined;
}

type Bytes = Readonly<{
  size: number;
  hashes: Hashes;
  kind: KindOfBytes;
  /** Of a text its beginning, of an archive all, else nothing; undefined for an archive that is too large. */
  kept: Buffer | undefined;
}>;

/** Reads to the end and holds no more than what is looked into. */
async function takeIn(content: FileContent, signal: AbortSignal | undefined): Promise<Bytes | 'too-large'> {
  const hashing = { sha256: createHash('sha256'), sha1: createHash('sha1'), md5: createHash('md5') };
  const chunks: Uint8Array[] = [];
  let [size, kept] = [0, 0];
  let kind: KindOfBytes | undefined;
  try {
    if (content.size !== undefined && content.size > largestPosted) {
      await content.chunks[Symbol.asyncIterator]().return?.();
      return 'too-large';
    }
    for await (const chunk of content.chunks) {
      signal?.throwIfAborted(); // another process has the job by now
      size += chunk.length;
      if (size > largestPosted) return 'too-large'; // leaving ends the download
      for (const hash of Object.values(hashing)) hash.update(chunk);
      if (kept < mostKept(kind)) {
        chunks.push(chunk);
        kept += chunk.length;
      }
      if (!kind && kept >= bytesThatTell) {
        kind = kindOfBytes(Buffer.concat(chunks));
        if (kind.kind === 'other') chunks.length = 0;
      }
    }
  } catch (error) {
    if (error instanceof Failure || signal?.aborted) throw error;
    throw new Failure('platform-unavailable', 'a file broke off', { service: 'file', cause: error });
  }
  kind ??= kindOfBytes(Buffer.concat(chunks));
  const [sha256, sha1, md5] = Object.values(hashing).map((hash) => hash.digest('hex'));
  const isKept = kind.kind === 'text' || (kind.kind === 'zip' && size <= largestArchive);
  return {
    size,
    hashes: { sha256: sha256!, sha1: sha1!, md5: md5! },
    kind,
    kept: isKept ? Buffer.concat(chunks).subarray(0, mostKept(kind)) : undefined,
  };
}

function mostKept(kind: KindOfBytes | undefined): number {
  if (!kind) return bytesThatTell;
  return kind.kind === 'text' ? mostText : kind.kind === 'zip' ? largestArchive : 0;
}

/** Resolves with what was left out. */
async function lookInto({ kind, kept, size }: Bytes, finder: Finder): Promise<readonly Unread[]> {
  if (kind.kind === 'zip') {
    if (!kept) return ['archive-too-large'];
    return unreadIn(await readArchive(kept, mostText, (text, encoding) => finder.read(textStretches(text, encoding))));
  }
  if (kind.kind !== 'text' || !kept || holdsZeros(kept, kind.encoding)) return [];
  await finder.read(textStretches(kept, kind.encoding));
  return size > mostText ? ['part'] : [];
}

const unreadIn = ({ locked, nested, others, wrong, more }: ArchiveFacts): readonly Unread[] => [
  ...(wrong ? [wrong] : []),
  ...(locked > 0 ? (['locked'] as const) : []),
  ...(nested > 0 ? (['nested'] as const) : []),
  ...(others > 0 ? (['others'] as const) : []),
  ...(more ? (['archive-part'] as const) : []),
];
