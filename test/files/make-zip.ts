import { crc32, deflateRawSync } from 'node:zlib';

/** One file of an archive that a test builds, honest or not. What is not given is as it should be. */
export type Entry = Readonly<{
  name: string | Buffer;
  content?: Uint8Array;
  /** Stored as they are, in place of the content deflated. */
  raw?: Uint8Array;
  method?: number;
  flags?: number;
  /** What the directory says. */
  uncompressedSize?: number;
  compressedSize?: number;
  offset?: number;
}>;

/** An archive as APPNOTE.TXT describes it, without zip64. */
export function makeZip(entries: readonly Entry[], more: Readonly<{ count?: number }> = {}): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const entry of entries) {
    const { content = Buffer.alloc(0), method = 8, flags = 0 } = entry;
    const name = Buffer.from(entry.name);
    const data = Buffer.from(entry.raw ?? (method === 8 ? deflateRawSync(content) : content));
    const sizes = [crc32(content), entry.compressedSize ?? data.length, entry.uncompressedSize ?? content.length];
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt16LE(20, 4);
    local.writeUInt16LE(flags, 6);
    local.writeUInt16LE(method, 8);
    for (const [i, n] of sizes.entries()) local.writeUInt32LE(n, 14 + 4 * i);
    local.writeUInt16LE(name.length, 26);
    const central = Buffer.alloc(46);
    central.writeUInt32LE(0x02014b50, 0);
    central.writeUInt16LE(20, 4);
    central.writeUInt16LE(20, 6);
    central.writeUInt16LE(flags, 8);
    central.writeUInt16LE(method, 10);
    for (const [i, n] of sizes.entries()) central.writeUInt32LE(n, 16 + 4 * i);
    central.writeUInt16LE(name.length, 28);
    central.writeUInt32LE(entry.offset ?? at, 42);
    directory.push(central, name);
    parts.push(local, name, data);
    at += 30 + name.length + data.length;
  }
  const directorySize = directory.reduce((sum, part) => sum + part.length, 0);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(more.count ?? entries.length, 8);
  end.writeUInt16LE(more.count ?? entries.length, 10);
  end.writeUInt32LE(directorySize, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...parts, ...directory, end]);
}
