import { isIPv4, isIPv6 } from 'node:net';
import { domainToASCII } from 'node:url';
import { parse } from 'tldts';

type Found = { type: string; value: string };
/** `keeps`: what it took stays in the text, since a file may be named after its hash. */
type Reader = Readonly<{ pattern: RegExp; read: (match: string) => Found | undefined; keeps?: true }>;

/**
 * Stands in for Cisco's Inspect: the observables of a text, without duplicates. As with the real one, the order is not
 * that of the text (here: by type), defanged forms are not understood, and what lies inside a URL or an e-mail address
 * is not named again. Knows nothing of the bot's own detection.
 */
export function inspectText(content: string): Found[] {
  const found = new Map<string, Found>();
  for (const line of content.split(/[\r\n]+/)) {
    for (const observable of inspectLine(line)) found.set(`${observable.type} ${observable.value}`, observable);
  }
  return [...found.values()].sort((a, b) => ORDER.indexOf(a.type) - ORDER.indexOf(b.type));
}

/** Each reader blanks what it took, so that the next ones do not see it. */
function inspectLine(line: string): Found[] {
  const found: Found[] = [];
  let rest = line;
  for (const { pattern, read, keeps } of READERS) {
    rest = rest.replace(pattern, (match) => {
      const observable = read(match);
      if (observable === undefined) return match;
      found.push(observable);
      return keeps ? match : ' '.repeat(match.length);
    });
  }
  return found;
}

const ORDER = 'url domain ip ipv6 sha256 sha1 md5 email mac_address file_name registry_key'.split(' ');

const as =
  (type: string) =>
  (value: string): Found => ({ type, value });

const READERS: readonly Reader[] = [
  { pattern: /\b(?:HKLM|HKCU|HKCR|HKU|HKCC|HKEY_[A-Z_]{5,15}):?\\[^"'<>|,;\t]{1,500}/gi, read: as('registry_key') },
  { pattern: /\b[a-z][a-z0-9+.]{1,8}:\/\/[^\s"<>`\\]{3,2000}/gi, read: readUrl },
  { pattern: /[\p{L}\p{N}._%+\-&'=~$]{1,64}@(?:\[[\d.]{7,15}\]|[\p{L}\p{N}._-]{3,253})/gu, read: readEmail },
  { pattern: /(?<![\w:.])[0-9a-f]{2}(?:([:-])[0-9a-f]{2})(?:\1[0-9a-f]{2}){4}(?![\w:])/gi, read: as('mac_address') },
  { pattern: /(?<![\w.])[0-9a-f]{4}\.[0-9a-f]{4}\.[0-9a-f]{4}(?![\w.])/gi, read: as('mac_address') },
  {
    pattern: /(?<![\w:.])[0-9a-f:]{2,39}(?:\d{1,3}(?:\.\d{1,3}){3})?(?![\w:])/gi,
    read: (v) => (isIPv6(v) ? { type: 'ipv6', value: v } : undefined),
  },
  {
    pattern: /(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?![\w]|\.\d)/g,
    read: (v) => (isIPv4(v) ? { type: 'ip', value: v } : undefined),
  },
  {
    pattern: /[\p{L}\p{N}._-]{2,200}\.(?:exe|dll|scr|bat|cmd|ps1|vbs|hta|lnk|msi|jar|docm|xlsm|apk|iso)(?![\w.-])/giu,
    read: as('file_name'),
    keeps: true,
  },
  { pattern: /[\p{L}\p{N}._-]{4,253}/gu, read: readDomain },
  { pattern: /(?<![0-9a-z])[0-9a-f]{64}(?![0-9a-z])/gi, read: as('sha256') },
  { pattern: /(?<![0-9a-z])[0-9a-f]{40}(?![0-9a-z])/gi, read: as('sha1') },
  { pattern: /(?<![0-9a-z])[0-9a-f]{32}(?![0-9a-z])/gi, read: as('md5') },
];

function readUrl(match: string): Found | undefined {
  const value = match.replace(/[.,;:!?'*]+$/, '');
  if (!URL.canParse(value)) return undefined;
  const host = new URL(value).hostname;
  return host.includes('.') || host.startsWith('[') ? { type: 'url', value } : undefined;
}

function readEmail(match: string): Found | undefined {
  const value = match.replace(/[._-]+$/, '');
  const domain = value.slice(value.lastIndexOf('@') + 1);
  return domain.startsWith('[') || isDomain(domain) ? { type: 'email', value } : undefined;
}

function readDomain(match: string): Found | undefined {
  const value = match.replace(/^[._-]+|[._-]+$/g, '');
  return isDomain(value) ? { type: 'domain', value: value.toLowerCase() } : undefined;
}

/** `.example` counts, so that demonstrations need no real name. */
function isDomain(name: string): boolean {
  const ascii = domainToASCII(name);
  if (!/^(?:[a-z0-9_-]{1,63}\.)+[a-z][a-z0-9-]{1,62}$/.test(ascii)) return false;
  const { domain, isIcann } = parse(ascii);
  return domain !== null && (isIcann === true || ascii.endsWith('.example'));
}
