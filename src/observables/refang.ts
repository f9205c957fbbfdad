import { isDot, isWord, SURE_DOT } from './characters.ts';
import { fold } from './fold.ts';
import { isTopLevel } from './public-suffix.ts';

/**
 * One line of text with its defanged parts made live again: `hxxp[:]//evil[.]example` becomes `http://evil.example`,
 * with each dot that was marked by hand written as {@link SURE_DOT}. Every repetition in the patterns is bounded, so
 * the work is linear in the line.
 */
export function refang(line: string): string {
  if (!DISGUISED.test(line)) return line;
  let live = BEYOND_ASCII.test(line) ? fold(line) : line;
  if (live.includes('\\')) live = unescaped(live);
  if (BRACKET.test(live)) live = unbracketed(live);
  if (live.includes(' . ')) live = live.replace(SPACED_ADDRESS, unspaced).replace(SPACED_DOT, '.');
  if (SPELLED.test(live)) live = spelledOut(live);
  if (live.includes(' @ ')) live = live.replace(SPACED_AT, '@');
  if (ODD_SCHEME.test(live)) live = live.replace(SCHEME, fromScheme);
  return live.includes(',') && live.includes('://') ? live.replace(COMMA_FOR_DOT, '.') : live;
}

const BEYOND_ASCII = /[^\0-\x7f]/;
/** A bracket that opens or closes something short, or stands beside a dot. */
const BRACKET =
  /[[({<](?=[[({< \t]{0,7}(?:[.,@/:]|[dD][oO0][tT]|[pP][uUoO]|[aA][tT]|[sS][\])}]))|[\])}](?=[.:])|\.(?=[[\](){}])/;

function unbracketed(text: string): string {
  return text
    .replace(SPACED_BRACKETS, (all, inner: string, offset: number) => fromBrackets(all, inner, offset, text, false))
    .replace(BRACKETS, (all, inner: string, offset: number, now: string) => fromBrackets(all, inner, offset, now, true))
    .replace(BRACKETED_SCHEME, '$1$2')
    .replace(HALF_BRACKETED, '.')
    .replace(BRACKETED_ENDING, `${SURE_DOT}$1`);
}

const WITHIN = String.raw`[[({<]{1,4}[ \t]{0,3}(\.|,|dot|d0t|punkt|punto|ponto|point|@|at|:\/\/|:\/|:|\/{1,2})[ \t]{0,3}[\])}>]{1,4}`;
/** `[.]`, `(dot)`, `[ at ]`, `[:]`, `[://]`, `[/]`. */
const BRACKETS = new RegExp(WITHIN, 'gi');
/** ` [.] `: with spaces on both sides. On one side only they are those of a sentence: "evil.example[.] is new". */
const SPACED_BRACKETS = new RegExp(`[ \\t]{1,3}${WITHIN}[ \\t]{1,3}`, 'gi');

function fromBrackets(all: string, inner: string, offset: number, text: string, isTight: boolean): string {
  if (inner.startsWith(':') || inner.startsWith('/')) return isTight ? inner : all;
  const left = text.charCodeAt(offset - 1);
  const right = text.charCodeAt(offset + all.length);
  const joins =
    isWord(left) || left === DASH || left === UNDERSCORE || (isTight && CLOSES.test(text[offset - 1] ?? ''));
  if (inner === '@' || inner.toLowerCase() === 'at')
    return joins && (isWord(right) || right === OPEN_SQUARE) ? '@' : all;
  return joins && (isWord(right) || (isTight && (right === OPEN_SQUARE || right === OPEN_ROUND))) ? SURE_DOT : all;
}
const DASH = 45;
const UNDERSCORE = 95;
const OPEN_SQUARE = 91;
const OPEN_ROUND = 40;
const CLOSES = /[\])}]/;

/** `[http]://`, `http]://`, `hxxp[s]://`. */
const BRACKETED_SCHEME = /[[({]?(h[tx*_#+]{1,3}p)[[({]?(s?)[\])}](?=:)/gi;

/** `evil[.example`, `evil.]example`, `evil].[example`. */
const HALF_BRACKETED =
  /[[({](?<=[\p{L}\p{N}_-][[({])[[({]{0,3}\.(?=[\p{L}\p{N}])|\.(?<=[\p{L}\p{N}_-]\.)[\])}]{1,4}(?=[\p{L}\p{N}])|[\])}](?<=[\p{L}\p{N}_-][\])}])\.[[({](?=[\p{L}\p{N}])/gu;

/** `evil.[example]` */
const BRACKETED_ENDING = /\.\[(?<=[\p{L}\p{N}]\.\[)([a-z]{2,24})\]/giu;

/** `192.0.2 . 7`: spaces on both sides of a dot, or none. */
const SPACED_ADDRESS = /(?<![\d.])\d{1,3}(?:\.\d{1,3}| \. \d{1,3}){3}(?![\d.])/g;
const unspaced = (address: string): string => address.replaceAll(' ', '');
const SPACED_DOT = /(?<=[a-z0-9-]) \. (?=(?:com|net|org|info|biz|ru|cn|top|xyz)(?![\w.-]))/gi;

const SPACED_AT = /(?<=\w) @ (?=[\w.-]{1,80}\x80)/g;

/** `\.`, `\/`, `\(` of regular expressions, JSON and Markdown; not those of a Windows path or a registry key. */
function unescaped(text: string): string {
  return text.replace(/\\{1,2}([./()[\]:])/g, (all, escaped: string, offset: number) => {
    if (escaped === '/' || escaped === ':') return escaped;
    if (escaped !== '.') return /[[({]/.test(escaped) || isDot(text.charCodeAt(offset - 1)) ? escaped : all;
    const before = text.slice(Math.max(0, offset - 60), offset);
    return /\\[^./()[\]]\S*$|HK[A-Z_]+$/i.test(before.slice(before.search(/\S*$/))) ? all : escaped;
  });
}

const SPELLED = /[dD][oO][tT](?=[ \t/|_-])|[/|][aA][tT][/|]|DOT(?=[a-z0-9])/;
const SLASHED = /(?<=\w)([/|])(dot|at)\1(?=\w)/gi;
/** `evilDOTexample` */
const SHOUTED = /(?<=[a-z0-9])DOT(?=[a-z0-9])/g;
const DASHED = /(?<=\w)([_-])dot\1(?=\w)/gi;
const SPOKEN =
  /(?:(?<=^|[\s(<"',;:])([a-z0-9._+-]{1,64})([ \t]at[ \t]))?(?<![\w.-])([a-z0-9-]{1,63})((?:[ \t]dot[ \t][a-z0-9-]{1,63}){1,8})(?![\w-])/gi;

function spelledOut(text: string): string {
  return text
    .replace(SLASHED, (_, __, word: string) => (word.toLowerCase() === 'at' ? '@' : SURE_DOT))
    .replace(DASHED, SURE_DOT)
    .replace(SHOUTED, SURE_DOT)
    .replace(SPOKEN, (all, local: string | undefined, at: string | undefined, first: string, rest: string) => {
      const labels = rest.split(/[ \t]dot[ \t]/i).slice(1);
      const spoken = [...labels];
      if (!isAddress([first, ...labels])) {
        while (labels.length > 0 && !isTopLevel(labels.at(-1)!.toLowerCase())) labels.pop();
        if (labels.length === 0 || SPOKEN_WORD.test(first)) return all;
        if (labels.length === 1 && SPOKEN_ENDING.test(labels[0]!)) return all;
      }
      const name = [[first, ...labels].join(SURE_DOT), ...spoken.slice(labels.length)].join(' dot ');
      if (local === undefined) return name;
      return SPOKEN_WORD.test(local) ? `${local}${at}${name}` : `${local}@${name}`;
    });
}
const isAddress = (labels: string[]) => labels.length === 4 && labels.every((label) => /^\d{1,3}$/.test(label));

/** Before "dot" or "at" in ordinary talk: "the dot com boom", "look at". */
const SPOKEN_WORD =
  /^(?:an?|the|this|that|each|every|one|and|or|of|with|in|on|from|using|use|is|was|are|be|am|look|looked|looking|live|hosted|seen|found|available|down|up|me|him|her|them|us|it|asp|c|red|blue|green|black|single|first|last|small|big|polka)$/i;
/** After "dot": framework and file names and plain words before they are domains. */
const SPOKEN_ENDING =
  /^(?:net|py|sh|rs|pl|md|zip|name|id|is|in|it|so|do|no|to|at|as|by|my|and|plot|foo|bar|product|products)$/i;

/** Any separator that is not the plain one, or any scheme but the two usual ones before it. */
const ODD_SCHEME = /:[ ]?\\|:[ ]?\/(?!\/[^/])|: \/\/|:\/\/(?<!https?:\/\/)|__/;
/** `hxxp://`, `h**ps://`, `http:\\`, `https: //`, `hxxp__evil`. */
const SCHEME =
  /(?<![a-z0-9])(?!https?:\/\/[^/])(h[tx*_#+]{1,3}p|meow|fxp)(s?)(?::[ ]?(?:\/{1,4}|\\{1,4})|__(?=[a-z0-9]))/gi;
function fromScheme(_: string, scheme: string, s: string): string {
  return `${scheme.toLowerCase() === 'fxp' ? 'ftp' : 'http'}${s.toLowerCase()}://`;
}
/** `http://evil,example/`, `http://192,0,2,1`, hardly a list. */
const COMMA_FOR_DOT =
  /,(?<=:\/\/[\w-]{1,63},)(?=[a-z]{2,6}(?:[/:\s]|$))|,(?<=:\/\/[\d,]{2,12})(?=\d{1,3}(?:,\d|[/:\s]|$))/gi;

/** Any of the signs above, in one pass: most lines with something in them are live already. */
const DISGUISED = new RegExp(
  [BEYOND_ASCII, BRACKET, SPELLED, ODD_SCHEME, /\\| [.@] |:\/\/[\w-]{1,63},/].map(({ source }) => source).join('|'),
);
