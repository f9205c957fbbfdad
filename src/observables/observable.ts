/**
 * An observable as Cisco XDR names it: a type of XDR's list (`ip`, `domain`, `url`, `sha256`, …; the list grows, so any
 * string is accepted) and its live, refanged value.
 */
export type Observable = Readonly<{ type: string; value: string }>;

/** The identity of an observable: equal for spellings of one thing (`EVIL.example` and `evil.example`). */
export function observableKey({ type, value }: Observable): string {
  return `${type}\u0001${CASELESS.has(type) ? value.toLowerCase() : value}`;
}

/** The observable of such an identity, in the spelling that it has there. */
export function observableOfKey(key: string): Observable {
  const border = key.indexOf('\u0001');
  return { type: key.slice(0, border), value: key.slice(border + 1) };
}

/** Types whose values mean the same in either case. Not URLs, paths or e-mail local parts, whose case may matter. */
const CASELESS = new Set(['ip', 'ipv6', 'domain', 'hostname', 'email', 'md5', 'sha1', 'sha256', 'mac_address']);
