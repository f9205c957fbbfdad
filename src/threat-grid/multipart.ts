import { randomBytes } from 'node:crypto';
import type { FileContent } from '../files/posted-file.ts';

/** A form on its way (RFC 7578). */
export type Multipart = Readonly<{
  contentType: string;
  /** Bytes of all of it; unknown where the file's are. */
  length?: number;
  chunks: AsyncIterable<Uint8Array>;
  /** Whether its last line was handed out. Before that nobody can have taken it for a whole form. */
  isWhole: () => boolean;
}>;

/** Largest file that is sent, bytes. */
export const largestFile = 100 * 1024 * 1024;

/**
 * Fields, then a file as it is read. The file's iteration rejects with what reading it rejects with, and with
 * `TooLargeToSend` beyond 100 MB, whatever size was told before.
 */
export function multipart(
  fields: Readonly<Record<string, string>>,
  file?: Readonly<{ field: string; name: string; content: FileContent }>,
): Multipart {
  const boundary = `xdr-chatops-${randomBytes(16).toString('hex')}`;
  const encode = (text: string) => Buffer.from(text, 'utf8');
  const head = encode(
    Object.entries(fields)
      .map(([name, value]) => `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`)
      .join(''),
  );
  const before = encode(
    file
      ? `--${boundary}\r\nContent-Disposition: form-data; name="${file.field}"; filename="${quoted(file.name)}"\r\nContent-Type: application/octet-stream\r\n\r\n`
      : '',
  );
  const end = encode(`${file ? '\r\n' : ''}--${boundary}--\r\n`);
  const size = file ? file.content.size : 0;
  let whole = false;

  async function* chunks(): AsyncGenerator<Uint8Array> {
    yield Buffer.concat([head, before]);
    let sent = 0;
    for await (const chunk of file?.content.chunks ?? []) {
      sent += chunk.length;
      if (sent > largestFile) throw new TooLargeToSend('the file is larger than 100 MB');
      yield chunk;
    }
    // A shorter body than was told would leave the other side waiting.
    if (size !== undefined && file && sent !== size) throw new Error('the file is not as long as was told');
    whole = true;
    yield end;
  }
  return {
    contentType: `multipart/form-data; boundary=${boundary}`,
    ...(size === undefined ? {} : { length: head.length + before.length + size + end.length }),
    chunks: chunks(),
    isWhole: () => whole,
  };
}

export class TooLargeToSend extends Error {}

/** A name as browsers write it in a form: no line, and no quotation mark, ends it. */
const quoted = (name: string): string =>
  (
    name
      .toWellFormed()
      .replace(/[\p{Cc}\p{Zl}\p{Zp}]/gu, ' ')
      .trim()
      .slice(0, 200) || 'file'
  )
    .replaceAll('\\', '_')
    .replaceAll('"', '%22');
