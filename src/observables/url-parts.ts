import { isIPv4 } from 'node:net';

/** The parts of a URL as text; scheme and authority separators included where they stand. */
export type UrlParts = Readonly<{
  scheme: string;
  user: string;
  host: string;
  port: string;
  path: string;
  rest: string;
}>;

/**
 * Splits a URL without judging it: a URL pasted into a chat may be one that the URL standard refuses.
 * `path` ends before the query or fragment, which are `rest`. Undefined without `://` or without a host.
 */
export function splitUrl(url: string): UrlParts | undefined {
  const colon = url.indexOf('://');
  if (colon < 1) return undefined;
  const after = url.slice(colon + 3);
  const authority = /^[^/?#\\]*/.exec(after)![0];
  const user = authority.slice(0, authority.lastIndexOf('@') + 1);
  const hostAndPort = authority.slice(user.length);
  const host = hostAndPort.startsWith('[')
    ? hostAndPort.slice(0, hostAndPort.indexOf(']') + 1)
    : hostAndPort.split(':', 1)[0]!;
  if (host === '') return undefined;
  const path = /^[^?#]*/.exec(after.slice(authority.length))![0];
  return {
    scheme: url.slice(0, colon + 3),
    user,
    host,
    port: hostAndPort.slice(host.length),
    path,
    rest: after.slice(authority.length + path.length),
  };
}

/** The XDR type and value of a URL's host or an e-mail's domain: `ip`, `ipv6` (without brackets) or `domain`. */
export function hostObservable(host: string): { type: 'ip' | 'ipv6' | 'domain'; value: string } {
  if (host.startsWith('[')) {
    const literal = host.slice(1, -1).replace(/%.*$/, '');
    return isIPv4(literal) ? { type: 'ip', value: literal } : { type: 'ipv6', value: literal };
  }
  return isIPv4(host) ? { type: 'ip', value: host } : { type: 'domain', value: host };
}
