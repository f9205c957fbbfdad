import { Tokenizer, type TokenizerCallbacks } from 'htmlparser2';

/**
 * The HTML of a message in Teams as the plain text its author saw, for detection to read.
 *
 * - Inline markup never splits a word, blocks and `<br>` break lines, cells of a table stand apart by a tab; in code and
 *   `<pre>` line ends and spaces stay.
 * - A link is its words, and its address when that says something else (http, https and mailto only; Outlook's
 *   "safe links" are taken off). Mentions are their words, emoji their characters, set apart by spaces.
 * - What a reply quotes (`<blockquote itemtype="http://schema.skype.com/Reply">`) was said by somebody else and is left
 *   out, and so are attachments, system messages, scripts and styles.
 *
 * Only the tokens are read: there is no tree and no stack, so neither broken nor deep HTML costs more than its length.
 */
export function htmlText(html: string): string {
  const said = createLines();
  let link: Readonly<{ href: string; from: number }> | undefined;
  let hidden: { name: string; depth: number } | undefined;
  let kept = 0;

  const endLink = () => {
    if (link) said.link(link.from, link.href);
    link = undefined;
  };
  const open = (name: string, attributes: ReadonlyMap<string, string>) => {
    if (hidden) {
      if (name === hidden.name) hidden.depth++;
      return;
    }
    if (blocks.has(name)) said.space('\n');
    const type = attributes.get('itemtype') ?? '';
    if (leftOut.has(name) || (name === 'blockquote' && /schema\.skype\.com\/reply/i.test(type))) {
      hidden = { name, depth: 1 };
    } else if (verbatim.has(name)) {
      kept++;
    } else if (name === 'br') {
      if (kept > 0) said.verbatim('\n');
      else said.space('\n');
    } else if (name === 'td' || name === 'th') {
      said.space('\t');
    } else if (name === 'a') {
      endLink();
      link = { href: attributes.get('href') ?? '', from: said.mark() };
    } else if (name === 'img' || name === 'emoji') {
      const alt = attributes.get('alt') ?? '';
      if (name === 'emoji' || /schema\.skype\.com\/emoji/i.test(type) || isEmoji(alt)) said.apart(alt);
    }
  };
  const close = (name: string) => {
    if (hidden) {
      if (name === hidden.name && --hidden.depth === 0) hidden = undefined;
      return;
    }
    if (blocks.has(name)) said.space('\n');
    if (verbatim.has(name)) kept = Math.max(0, kept - 1);
    if (name === 'a') endLink();
  };
  const text = (words: string) => {
    if (hidden) return;
    if (kept > 0) said.verbatim(words);
    else said.words(words);
  };

  readTokens(html, { open, close, text });
  endLink();
  return said.text();
}

const heads = ['h1', 'h2', 'h3', 'h4', 'h5', 'h6'];
const lists = ['ul', 'ol', 'li', 'dl', 'dt', 'dd'];
const tables = ['table', 'caption', 'thead', 'tbody', 'tfoot', 'tr'];
const blocks: ReadonlySet<string> = new Set([
  ...['address', 'article', 'aside', 'blockquote', 'codeblock', 'div', 'fieldset', 'figcaption', 'figure', 'footer'],
  ...['form', 'header', 'hr', 'main', 'nav', 'p', 'pre', 'section', ...heads, ...lists, ...tables],
]);
const verbatim: ReadonlySet<string> = new Set(['pre', 'code', 'codeblock']);
const leftOut: ReadonlySet<string> = new Set([
  ...['script', 'style', 'head', 'title', 'template', 'attachment', 'systemeventmessage'],
]);

const isEmoji = (alt: string): boolean =>
  alt.length <= 32 && /\p{Extended_Pictographic}|\p{Regional_Indicator}/u.test(alt);

type Tags = Readonly<{
  open: (name: string, attributes: ReadonlyMap<string, string>) => void;
  close: (name: string) => void;
  text: (words: string) => void;
}>;

const readAttributes: ReadonlySet<string> = new Set(['href', 'alt', 'itemtype']);

/** htmlparser2's tokenizer; its parser would look through all open tags at each closing one. */
function readTokens(html: string, { open, close, text }: Tags): void {
  let name = '';
  let attribute = '';
  let value = '';
  let attributes = new Map<string, string>();
  const lower = (start: number, end: number) => html.slice(start, end).toLowerCase();
  const callbacks: TokenizerCallbacks = {
    ontext: (start, end) => text(html.slice(start, end)),
    ontextentity: (codePoint) => text(String.fromCodePoint(codePoint)),
    onopentagname: (start, end) => {
      name = lower(start, end);
      attributes = new Map();
    },
    onattribname: (start, end) => {
      attribute = lower(start, end);
      value = '';
    },
    onattribdata: (start, end) => {
      value += html.slice(start, end);
    },
    onattribentity: (codePoint) => {
      value += String.fromCodePoint(codePoint);
    },
    onattribend: () => {
      if (readAttributes.has(attribute) && !attributes.has(attribute)) attributes.set(attribute, value);
    },
    onopentagend: () => open(name, attributes),
    onselfclosingtag: () => {
      open(name, attributes);
      close(name);
    },
    onclosetag: (start, end) => close(lower(start, end)),
    oncdata: () => {},
    oncomment: () => {},
    ondeclaration: () => {},
    onend: () => {},
    onprocessinginstruction: () => {},
  };
  const tokenizer = new Tokenizer({ xmlMode: false, decodeEntities: true }, callbacks);
  tokenizer.write(html);
  tokenizer.end();
}

type Gap = '' | ' ' | '\t' | '\n';
const strength: Record<Gap, number> = { '': 0, ' ': 1, '\t': 2, '\n': 3 };

/** Text as it grows: of several gaps in a row the strongest is written, and none at either end. */
function createLines() {
  const pieces: string[] = [];
  let gap: Gap = '';
  const space = (wanted: Gap) => {
    if (strength[wanted] > strength[gap]) gap = wanted;
  };
  const put = (words: string) => {
    if (gap !== '' && pieces.length > 0) pieces.push(gap);
    gap = '';
    pieces.push(words);
  };
  const words = (raw: string) => {
    const flat = raw.replace(/[ \t\r\n\f\u00a0]+/g, ' ');
    if (flat.startsWith(' ')) space(' ');
    const bare = flat.trim();
    if (bare !== '') put(bare);
    if (flat.endsWith(' ')) space(' ');
  };
  const apart = (alone: string) => {
    space(' ');
    words(alone);
    space(' ');
  };
  return {
    space,
    words,
    apart,
    verbatim: (raw: string) => put(raw.replaceAll('\r\n', '\n').replaceAll('\u00a0', ' ')),
    mark: () => pieces.length,
    /** Ends a link whose words began at the mark `from`. */
    link: (from: number, href: string) => {
      const shown = pieces.slice(from).join('').trim();
      const address = addressOf(href);
      if (address === undefined || isSame(address, shown)) return;
      // Words that are a wrapped address say no more than what is in it.
      if (shown !== '' && addressOf(shown) === address) pieces.length = from;
      apart(address);
    },
    text: () => pieces.join('').trim(),
  };
}

/** Whether the words are the address as typed, before Teams gave it a scheme. */
function isSame(address: string, shown: string): boolean {
  const bare = (text: string) =>
    text
      .toLowerCase()
      .replace(/^https?:\/\//, '')
      .replace(/\/$/, '');
  return bare(address) === bare(shown);
}

/** An address that says something of the message: of the web or of mail, unwrapped; else undefined. */
function addressOf(href: string): string | undefined {
  const address = unwrapped(href.trim())
    .replace(/[\t\r\n]/g, '')
    .replaceAll(' ', '%20');
  if (/^mailto:/i.test(address)) return address.slice('mailto:'.length).split('?', 1)[0] || undefined;
  return /^https?:\/\/./i.test(address) ? address : undefined;
}

/**
 * Hosts through which Microsoft leads links, here and in its other clouds.
 * https://learn.microsoft.com/defender-office-365/safe-links-about
 */
const wrappers = /(?:^|\.)safelinks\.protection\.(?:outlook\.com|office365\.us|partner\.outlook\.cn)$/i;
const teamsWrapper = /^statics\.teams\.cdn\.(?:office|live)\.(?:net|com)$/i;
/** Forwarded mail is wrapped again. */
const mostWrappings = 3;

function unwrapped(href: string): string {
  let address = href;
  for (let at = 0; at < mostWrappings && URL.canParse(address); at++) {
    const { hostname, pathname, searchParams } = new URL(address);
    const wraps = wrappers.test(hostname) || (teamsWrapper.test(hostname) && pathname.includes('/safelinks/'));
    const inner = wraps ? searchParams.get('url') : null;
    if (!inner) break;
    address = inner;
  }
  return address;
}
