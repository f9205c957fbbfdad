import { domainToASCII, domainToUnicode } from 'node:url';
import type { Observable } from './observable.ts';

/** A candidate in the forms in which Inspect may give it back: lower case, internationalised names in both spellings. */
export type NormalisedCandidate = readonly string[];

export function normalise(candidate: string): NormalisedCandidate {
  const lower = candidate.toLowerCase();
  const forms = [lower];
  const ascii = eachHost(lower, /[^ -~]/, domainToASCII);
  if (ascii !== lower) forms.push(ascii);
  const unicode = eachHost(lower, /xn--/, domainToUnicode);
  if (unicode !== lower) forms.push(unicode);
  return forms;
}

/**
 * How much of the candidate the observable is: the `whole` of it, a `part` from one token border to another, or not
 * there at all.
 */
export function standsIn({ type, value }: Observable, candidate: NormalisedCandidate): 'whole' | 'part' | undefined {
  const wanted = value.toLowerCase();
  if (!wanted) return undefined;
  if (candidate.some((form) => withoutSlash(form) === withoutSlash(wanted))) return 'whole';
  if (type === 'mac_address' && candidate.some((form) => onlyHex(form) === onlyHex(wanted))) return 'whole';
  const inner = INNER[type] ?? wordCharacter;
  if (candidate.some((form) => standsAtBorders(wanted, form, inner))) return 'part';
  if (type === 'ipv6' && candidate.some((form) => holdsIpv6(wanted, form))) return 'part';
  return undefined;
}

const wordCharacter = /[\p{L}\p{N}]/u;
const hostCharacter = /[\p{L}\p{N}._-]/u;
/** Characters that belong to a token of this type: `evil.example` does not stand in `sub.evil.example`. */
const INNER: Readonly<Record<string, RegExp>> = {
  domain: hostCharacter,
  hostname: hostCharacter,
  ip: hostCharacter,
  ipv6: /[0-9a-f:.]/,
  email: /[\p{L}\p{N}._%+-]/u,
};

const eachHost = (text: string, when: RegExp, how: (host: string) => string): string =>
  when.test(text) ? text.replace(/[^\s/@:?#[\]]+/g, (part) => (when.test(part) ? how(part) || part : part)) : text;

function standsAtBorders(wanted: string, text: string, inner: RegExp): boolean {
  for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + 1)) {
    const before = text[at - 1];
    const after = text[at + wanted.length];
    if ((before === undefined || !inner.test(before)) && (after === undefined || !inner.test(after))) return true;
  }
  return false;
}

function holdsIpv6(wanted: string, text: string): boolean {
  const canonical = canonicalIpv6(wanted);
  return (
    canonical !== undefined && (text.match(/[0-9a-f:.]{2,}/g) ?? []).some((part) => canonicalIpv6(part) === canonical)
  );
}

function canonicalIpv6(address: string): string | undefined {
  const url = `http://[${address}]/`;
  return address.includes(':') && URL.canParse(url) ? new URL(url).hostname : undefined;
}

const onlyHex = (text: string): string => text.replace(/[^0-9a-f]/g, '');
const withoutSlash = (text: string): string => (text.endsWith('/') ? text.slice(0, -1) : text);
