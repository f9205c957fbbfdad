import { TextDecoder } from 'node:util';

/** Characters of a mail that are decoded at a time. */
const stretch = 64 * 1024;
/** Parts within parts, and parts in all, that are looked at. */
const deepest = 8;
const mostParts = 200;
/** Encoded words of a mail's headers that are decoded; the others stay as they are written. */
const mostWords = 200;

/** What is left of the limits of one mail, and the decoders that it has needed, by the names that it gives them. */
type Mail = { parts: number; words: number; readonly decoders: Map<string, TextDecoder> };

const usual =
  /^(?:received|return-path|from|to|cc|subject|date|message-id|mime-version|delivered-to|content-type|dkim-signature|reply-to|x-[\w-]+)$/i;

/** Whether a text begins as a mail does (RFC 5322): lines of headers, three of the usual ones among them. */
export function looksLikeMail(start: string): boolean {
  const head = start.slice(0, 8192).split(/\r?\n\r?\n/, 1)[0] ?? '';
  const names = new Set<string>();
  for (const [at, line] of head.split(/\r?\n/).entries()) {
    if (/^[ \t]/.test(line) || (at === 0 && line.startsWith('From '))) continue;
    const name = /^([!-9;-~]+):/.exec(line)?.[1];
    if (name === undefined) return at > 8; // what follows many headers may be cut or odd
    if (usual.test(name)) names.add(name.toLowerCase());
  }
  return names.size >= 3;
}

/**
 * What a mail says, in stretches: its headers and its texts, decoded (RFC 2045, 2047). What is attached and no text is left
 * out. `bytes` are read as Latin-1 first, in which nothing is lost.
 */
export function* mailTexts(bytes: Uint8Array): Generator<string> {
  const whole = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
  yield* partTexts(whole, 0, { parts: mostParts, words: mostWords, decoders: new Map() });
}

function* partTexts(part: string, depth: number, mail: Mail): Generator<string> {
  if (depth > deepest || mail.parts-- <= 0) return;
  const end = /\r?\n\r?\n/.exec(part.slice(0, longestHead));
  const head = part.slice(0, end ? end.index : Math.min(part.length, longestHead));
  const body = end ? part.slice(end.index + end[0].length) : '';
  const headers = headersOf(head);
  yield `${[...headers].map(([name, value]) => `${name}: ${encodedWords(value, mail)}`).join('\n')}\n`;

  const type = headers.get('content-type') ?? 'text/plain';
  const media = /^\s*([\w.+-]+\/[\w.+-]+)/.exec(type)?.[1]?.toLowerCase() ?? 'text/plain';
  const boundary = /boundary\s*=\s*(?:"([^"]{1,200})"|([^\s;"]{1,200}))/i.exec(type);
  if (media.startsWith('multipart/') && boundary) {
    for (const inner of innerParts(body, `--${boundary[1] ?? boundary[2]}`, mail))
      yield* partTexts(inner, depth + 1, mail);
  } else if (media === 'message/rfc822') yield* partTexts(body, depth + 1, mail);
  else if (media.startsWith('text/')) {
    const charset = /charset\s*=\s*"?([\w.:-]{1,40})/i.exec(type)?.[1];
    yield* bodyText(
      body,
      headers.get('content-transfer-encoding')?.trim().toLowerCase() ?? '',
      decoderOf(charset, mail).encoding,
    );
    yield '\n';
  }
}

/** Characters of a part's headers. */
const longestHead = 256 * 1024;

/** Unfolded; of headers of one name all values, in lines. */
function headersOf(head: string): Map<string, string> {
  const headers = new Map<string, string>();
  for (const line of head.replace(/\r?\n[ \t]+/g, ' ').split(/\r?\n/)) {
    const [, name, value = ''] = /^([!-9;-~]+):([^\0]*)$/.exec(line) ?? [];
    if (name === undefined) continue;
    const key = name.toLowerCase();
    const before = headers.get(key);
    headers.set(key, before === undefined ? value : `${before}\n${value}`);
  }
  return headers;
}

/** What stands between the lines of a boundary, while parts are looked at. */
function* innerParts(body: string, line: string, mail: Mail): Generator<string> {
  let from = body.startsWith(line) ? 0 : body.indexOf(`\n${line}`);
  while (from >= 0 && mail.parts > 0) {
    const start = body.indexOf('\n', from + line.length);
    if (start < 0) return;
    const next = body.indexOf(`\n${line}`, start);
    yield body.slice(start + 1, next < 0 ? body.length : next);
    from = next;
  }
}

function* bodyText(body: string, encoding: string, charset: string): Generator<string> {
  const decoder = new TextDecoder(charset); // of its own: it remembers what a stretch cuts
  const piece = encoding === 'base64' ? base64 : encoding === 'quoted-printable' ? quotedPrintable : plain;
  for (let at = 0; at < body.length; ) {
    const end = at + stretch >= body.length ? body.length : body.lastIndexOf('\n', at + stretch) + 1;
    const to = end > at ? end : Math.min(at + stretch, body.length);
    // In the HTML of mails an address's `&` is written out.
    yield decoder.decode(piece(body.slice(at, to)), { stream: true }).replaceAll('&amp;', '&');
    at = to;
  }
}

/** Lines of base64 in mails hold whole groups of four; what does not is read as far as it goes. */
const base64 = (text: string): Buffer => Buffer.from(text.replace(/[^A-Za-z0-9+/]/g, ''), 'base64');
const plain = (text: string): Buffer => Buffer.from(text, 'latin1');
const quotedPrintable = (text: string): Buffer =>
  Buffer.from(
    text
      .replace(/=[ \t]*\r?\n/g, '')
      .replace(/=([0-9A-F]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1',
  );

/** Of a character set that nobody knows Windows-1252; asking for one costs a third of a millisecond each time. */
function decoderOf(charset: string | undefined, { decoders }: Mail): TextDecoder {
  const name = charset?.toLowerCase() ?? 'utf-8';
  const known = decoders.get(name);
  if (known) return known;
  let decoder: TextDecoder;
  try {
    decoder = new TextDecoder(name);
  } catch {
    decoder = new TextDecoder('windows-1252');
  }
  decoders.set(name, decoder);
  return decoder;
}

/** `=?utf-8?B?…?=` and `=?…?Q?…?=`. */
function encodedWords(value: string, mail: Mail): string {
  if (mail.words <= 0 || !value.includes('=?')) return value;
  return value.replace(
    /=\?([\w.:-]{1,40})\?([bq])\?([^?\s]{0,500})\?=/gi,
    (word, charset: string, how: string, words: string) => {
      if (mail.words-- <= 0) return word;
      const bytes = how.toLowerCase() === 'b' ? base64(words) : quotedPrintable(words.replaceAll('_', ' '));
      return decoderOf(charset, mail).decode(bytes);
    },
  );
}
