import { crc32 } from 'node:zlib';

/** A file of an archive. `name` is ASCII, without a folder. */
export type ZipFile = Readonly<{ name: string; content: Uint8Array }>;

/** Midnight of 1980-01-01, where the format's clock begins: the same files give the same archive, byte for byte. */
const time = 0;
const date = (1 << 5) | 1;

/**
 * An archive of a few small files, stored without compression, as Teams takes its app packages.
 * The format: https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT (4.3.7 local header, 4.3.12 central directory).
 */
export function createZip(files: readonly ZipFile[]): Buffer {
  const locals: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, content } of files) {
    const title = Buffer.from(name, 'ascii');
    const common = describe(title, content);
    const local = Buffer.concat([numbers([4, 0x04034b50]), common, numbers([2, 0]), title, content]);
    directory.push(
      Buffer.concat([
        numbers([4, 0x02014b50], [2, 20]),
        common,
        // No extra field, no comment, first disk, no attributes, neither inside nor outside.
        numbers([2, 0], [2, 0], [2, 0], [2, 0], [4, 0], [4, offset]),
        title,
      ]),
    );
    locals.push(local);
    offset += local.length;
  }
  const size = directory.reduce((sum, { length }) => sum + length, 0);
  const end = numbers(
    [4, 0x06054b50],
    [2, 0],
    [2, 0],
    [2, files.length],
    [2, files.length],
    [4, size],
    [4, offset],
    [2, 0],
  );
  return Buffer.concat([...locals, ...directory, end]);
}

/** The part that both headers share: version 2.0, no flags, stored; then checksum, sizes and the length of the name. */
function describe(title: Buffer, content: Uint8Array): Buffer {
  const { length } = content;
  return numbers(
    [2, 20],
    [2, 0],
    [2, 0],
    [2, time],
    [2, date],
    [4, crc32(content)],
    [4, length],
    [4, length],
    [2, title.length],
  );
}

/** Little endian; each is its width in bytes and its value. */
function numbers(...fields: readonly (readonly [2 | 4, number])[]): Buffer {
  const bytes = Buffer.alloc(fields.reduce((sum, [width]) => sum + width, 0));
  let at = 0;
  for (const [width, value] of fields) at = bytes.writeUIntLE(value, at, width);
  return bytes;
}
