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
