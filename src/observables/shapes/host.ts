import { domainToASCII } from 'node:url';
import { SURE_DOT } from '../characters.ts';
import { isRegistrable, isTopLevel } from '../public-suffix.ts';

const LONGEST_HOST = 253;
/** An underscore may stand in the names of services and of sloppy hosts, not in the registered part. */
const ASCII_HOST =
  /^(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)*[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.[a-z][a-z0-9-]{0,61}[a-z0-9]$/;

/**
 * The name as a host of the public domain name system, in lower-case ASCII (punycode, as every source of intelligence
 * keys it), or undefined if it cannot be one: malformed, no known top-level domain, or nothing but a public suffix.
 */
export function readHost(name: string): string | undefined {
  if (name.length < 4 || name.length > LONGEST_HOST) return undefined;
  const plain = name.replaceAll(SURE_DOT, '.').toLowerCase();
  const ending = plain.slice(plain.lastIndexOf('.') + 1);
  if (!isTopLevel(ending)) return undefined;
  const host = /[^\0-\x7f]/.test(plain) ? domainToASCII(plain) : plain;
  return ASCII_HOST.test(host) && isRegistrable(host) ? host : undefined;
}

/**
 * The longest beginning of the name that is a host, if a dot in it was marked by hand: in `evil[.]example.Then` the
 * sentence goes on behind a plain dot. With its length in the text.
 */
export function readMarkedHost(name: string): Readonly<{ host: string; length: number }> | undefined {
  const marked = name.lastIndexOf(SURE_DOT);
  if (marked < 0 || name.length > LONGEST_HOST) return undefined;
  for (let length = name.lastIndexOf('.'); length > marked; length = name.lastIndexOf('.', length - 1)) {
    const host = readHost(name.slice(0, length));
    if (host !== undefined) return { host, length };
  }
  return undefined;
}
