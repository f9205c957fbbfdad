import type { Readable } from 'node:stream';
import yauzl, { type Entry, type ZipFile } from 'yauzl';
import { holdsZeros } from './decode-text.ts';
import { bytesThatTell, type Encoding, kindOfBytes } from './kind-of-bytes.ts';

/** What an archive was found to hold, but for its texts. */
export type ArchiveFacts = Readonly<{
  /** Files that are text, and were read. */
  texts: number;
  /** Files that need a password; nothing of them is read. */
  locked: number;
  /** Archives inside: they are not unpacked. */
  nested: number;
  /** Files that are neither: programs, pictures, documents. Nobody has hashed them. */
  others: number;
  /**
   * `damaged`: no archive after all, or broken. `bomb`: built to unpack to far more than it is. `document`: of an office
   * program, or a program in Java: its parts are full of addresses of formats, and nobody's words as they stand.
   */
  wrong?: 'damaged' | 'bomb' | 'document';
  /** There is more text, or more files, than is read. */
  more?: true;
}>;

/** Files that are considered; so many stand in the directory of an archive of evidence at most. */
const mostEntries = 1000;
/** Texts shrink to a tenth, logs of one line over and over to a hundredth; deflate itself ends at 1,032 to 1. */
const mostRatio = 200;
/** Below this nothing is a bomb, bytes. */
const harmless = 64 * 1024;
/** Bytes unpacked in all, of what turns out to be no text too. */
const mostUnpacked = 4;

/**
 * Reads the texts of an archive, one level deep, at most `budget` bytes of them. Names are never gone by, but for telling
 * documents: no file is written anywhere. Each text is told to `take` when it is whole. Never rejects for what the archive holds.
 */
export async function readArchive(
  archive: Buffer,
  budget: number,
  take: (text: Uint8Array, encoding: Encoding) => Promise<void>,
): Promise<ArchiveFacts> {
  let zip: ZipFile;
  try {
    // Names stay bytes: they need not be valid, since nobody goes by them.
    zip = await yauzl.fromBufferPromise(archive, { decodeStrings: false, validateEntrySizes: true });
  } catch {
    return { ...nothing, wrong: 'damaged' };
  }
  const counts = { ...nothing };
  const { entries, broken } = await entriesOf(zip);
  if (entries.length === 0 && broken) return { ...counts, wrong: 'damaged' };
  if (overlap(entries)) return { ...counts, wrong: 'bomb' };
  if (entries.some(isPartOfDocument)) return { ...counts, wrong: 'document' };
  let left = budget;
  let unpacked = budget * mostUnpacked;
  let more = zip.entryCount > entries.length;
  let wrong: 'damaged' | 'bomb' | undefined = broken ? 'damaged' : undefined;
  for (const entry of entries) {
    if (entry.isEncrypted()) counts.locked += 1;
    else if (isBomb(entry)) wrong = 'bomb';
    else if (left <= 0 || unpacked <= 0) more = true;
    else if (entry.uncompressedSize > 0) {
      const read = await readEntry(zip, entry, left).catch(() => undefined);
      if (!read) wrong ??= 'damaged';
      else {
        unpacked -= read.unpacked;
        if (read.kind === 'zip') counts.nested += 1;
        else if (read.kind !== 'text' || holdsZeros(read.bytes, read.encoding)) counts.others += 1;
        else {
          left -= read.bytes.length;
          more ||= read.cut;
          counts.texts += 1;
          await take(read.bytes, read.encoding);
        }
      }
    }
  }
  return { ...counts, ...(wrong && { wrong }), ...(more && { more }) };
}

const nothing = { texts: 0, locked: 0, nested: 0, others: 0 };

/** As many as are considered; `broken`: the directory could not be read to its end. */
async function entriesOf(zip: ZipFile): Promise<{ entries: Entry[]; broken: boolean }> {
  const entries: Entry[] = [];
  try {
    for await (const entry of zip.eachEntry()) {
      entries.push(entry);
      if (entries.length >= mostEntries) break;
    }
    return { entries, broken: false };
  } catch {
    return { entries, broken: true };
  }
}

/** What Office Open XML, OpenDocument and EPUB, and Java's archives must hold. */
const partsOfDocuments = ['[Content_Types].xml', 'mimetype', 'META-INF/MANIFEST.MF'].map((name) => Buffer.from(name));
const isPartOfDocument = ({ fileNameRaw }: Entry): boolean => partsOfDocuments.some((name) => name.equals(fileNameRaw));

/** Files that share their bytes make a small archive unpack to anything: none that is honest has them. */
function overlap(entries: readonly Entry[]): boolean {
  const sorted = entries.toSorted((one, other) => one.relativeOffsetOfLocalHeader - other.relativeOffsetOfLocalHeader);
  return sorted.some((entry, at) => {
    const next = sorted[at + 1];
    const end = entry.relativeOffsetOfLocalHeader + localHeader + entry.compressedSize;
    return next !== undefined && end > next.relativeOffsetOfLocalHeader;
  });
}
/** Bytes of a local file header without name and extra fields (APPNOTE.TXT 4.3.7). */
const localHeader = 30;

const isBomb = ({ compressedSize, uncompressedSize }: Entry): boolean =>
  uncompressedSize > harmless && uncompressedSize > compressedSize * mostRatio;

type ReadEntry = Readonly<
  { unpacked: number } & ({ kind: 'zip' | 'other' } | { kind: 'text'; encoding: Encoding; bytes: Buffer; cut: boolean })
>;

/** Unpacks as much of a file as tells what it is, and the rest only of a text, at most `most` bytes. */
async function readEntry(zip: ZipFile, entry: Entry, most: number): Promise<ReadEntry> {
  const stream: Readable = await zip.openReadStreamPromise(entry);
  const chunks: Buffer[] = [];
  let size = 0;
  let kind: ReturnType<typeof kindOfBytes> | undefined;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    size += chunk.length;
    if (!kind && size >= bytesThatTell) kind = kindOfBytes(Buffer.concat(chunks));
    if ((kind && kind.kind !== 'text') || size > most) break; // leaving ends the stream
  }
  const whole = Buffer.concat(chunks);
  kind ??= kindOfBytes(whole);
  if (kind.kind !== 'text') return { kind: kind.kind, unpacked: size };
  return { ...kind, bytes: whole.subarray(0, most), cut: size > most, unpacked: size };
}
