import { isDot, isHex, isWord, SURE_DOT } from '../characters.ts';

/** The dotted quad without leading zeros (`010.001.1.1` is written `10.1.1.1`), or undefined if it is none. */
export function readIpv4(text: string): string | undefined {
  if (text.length < 7 || text.length > 15) return undefined;
  const match = QUAD.exec(text);
  if (match === null) return undefined;
  const [a, b, c, d] = [Number(match[1]), Number(match[2]), Number(match[3]), Number(match[4])];
  return a < 256 && b < 256 && c < 256 && d < 256 ? `${a}.${b}.${c}.${d}` : undefined;
}
const QUAD = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/;

/** Whether the text is an IPv6 address as RFC 4291 writes them, without a zone. */
export function isIpv6(text: string): boolean {
  if (text.length < 3 || text.length > 45) return false;
  const gap = text.indexOf('::');
  if (gap !== text.lastIndexOf('::') || text.includes(':::')) return false;
  const groups = text.split(':');
  let size = 0;
  for (const [index, group] of groups.entries()) {
    if (group === '') {
      const atEdge = index === 0 || index === groups.length - 1;
      if (gap < 0 || (atEdge && gap !== (index === 0 ? 0 : text.length - 2))) return false;
    } else if (group.includes('.')) {
      if (index !== groups.length - 1 || readIpv4(group) === undefined) return false;
      size += 2;
    } else {
      if (!/^[0-9a-f]{1,4}$/i.test(group)) return false;
      size += 1;
    }
  }
  return gap < 0 ? size === 8 : size <= 7;
}

/** A colon-separated value at the start of a run of hexadecimal digits, colons and dots. */
export type ColonRun = Readonly<{ shape: 'ipv6' | 'mac_address'; value: string; end: number }>;

/** Where the run of hexadecimal digits, colons and dots that starts at `start` ends. */
export function endOfColonRun(text: string, start: number): number {
  let end = start;
  for (; end < text.length; end++) {
    const code = text.charCodeAt(end);
    if (!isHex(code) && code !== COLON && !isDot(code)) break;
  }
  return end;
}

/**
 * The IPv6 address or MAC address that fills the run, sentence punctuation at its end aside. Fingerprints and serial
 * numbers (more than eight groups), times and ratios are neither.
 */
export function readColonRun(text: string, start: number, runEnd: number): ColonRun | undefined {
  let end = runEnd;
  // A name that goes on with letters beyond f ("::feature", "2001:db8::host") is no address.
  if (isWord(text.charCodeAt(end)) || isWord(text.charCodeAt(start - 1))) return undefined;
  while (end > start && (isDot(text.charCodeAt(end - 1)) || isLoneColon(text, end))) end--;
  if (end - start > 45) return undefined;
  const value = text.slice(start, end).replaceAll(SURE_DOT, '.');
  if (value.length === 17 && COLON_MAC.test(value)) return { shape: 'mac_address', value: value.toLowerCase(), end };
  // "a::b" is how programmers write names: an address has a digit.
  if (isIpv6(value) && /\d/.test(value)) return { shape: 'ipv6', value: value.toLowerCase(), end };
  return undefined;
}

function isLoneColon(text: string, end: number): boolean {
  return text.charCodeAt(end - 1) === COLON && text.charCodeAt(end - 2) !== COLON;
}

const COLON_MAC = /^[0-9a-f]{2}(?::[0-9a-f]{2}){5}$/i;
const DASH_MAC = /^[0-9a-f]{2}(?:-[0-9a-f]{2}){5}$/i;
const DOTTED_MAC = /^[0-9a-f]{4}\.[0-9a-f]{4}\.[0-9a-f]{4}$/i;

/** Whether the text is a MAC address in the hyphened or Cisco's dotted form. */
export function isNameLikeMac(text: string): boolean {
  return text.length === 17 ? DASH_MAC.test(text) : text.length === 14 && DOTTED_MAC.test(text);
}

const COLON = 58;
