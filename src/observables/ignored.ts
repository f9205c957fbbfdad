import ipaddr from 'ipaddr.js';
import type { Candidate } from './candidate.ts';
import type { Observable } from './observable.ts';
import { splitUrl } from './url-parts.ts';

export type Ignoring = Readonly<{
  /** `CHATOPS_IGNORE`: own domains, addresses and networks (CIDR). A domain covers its subdomains, URLs and e-mail addresses. */
  ignore: readonly string[];
  /** Whether documentation ranges and names (192.0.2.0/24, example.com, …) are ignored too; demo mode looks them up. */
  documentation: boolean;
}>;

/** Why watching does not look something up, in a few words for people; undefined if it does. */
export type Ignored = (found: Candidate | Observable) => string | undefined;

/**
 * Says which candidates and observables watching leaves alone: addresses that mean nothing outside (private, loopback,
 * link-local, multicast, reserved, …), names of no public zone, XDR's own pages, and what the list names. A URL and an e-mail address go
 * by their host. An entry that is neither a domain nor an address or network is an error, all of them named at once.
 */
export function createIgnored({ ignore, documentation }: Ignoring): Ignored {
  const entries = ignore.map((entry) => entry.trim().toLowerCase()).filter((entry) => entry !== '');
  const wrong = entries.filter((entry) => !readNetwork(entry) && !DOMAIN_ENTRY.test(entry));
  if (wrong.length > 0) throw new Error(`neither a domain nor an address or network (CIDR): ${wrong.join(', ')}`);
  const networks = entries.map(readNetwork).filter((network) => network !== undefined);
  const domains = new Set(entries.filter((entry) => !readNetwork(entry)).map((entry) => entry.replace(/^\*?\./, '')));
  return (found) => {
    const host = hostOf(found);
    if (host === undefined) return undefined;
    if (!ipaddr.isValid(host)) return reasonForName(host, domains, documentation);
    const address = ipaddr.process(host);
    if (networks.some((network) => address.kind() === network[0].kind() && address.match(network)))
      return 'on the ignore list';
    return reasonForAddress(address, documentation);
  };
}

type Address = ReturnType<typeof ipaddr.process>;
type Network = ReturnType<typeof ipaddr.parseCIDR>;
const DOMAIN_ENTRY = /^(?:\*?\.)?(?:[\p{L}\p{N}_](?:[\p{L}\p{N}_-]{0,62})\.)*[\p{L}\p{N}-]{1,63}$/u;

function readNetwork(entry: string): Network | undefined {
  if (ipaddr.isValidCIDR(entry)) return ipaddr.parseCIDR(entry);
  if (!/[.:].*[.:]/.test(entry) || !ipaddr.isValid(entry)) return undefined;
  const address = ipaddr.process(entry);
  return [address, address.kind() === 'ipv4' ? 32 : 128];
}

/** The host that the observable is about, in lower case, without brackets, zone or final dot. */
function hostOf(found: Candidate | Observable): string | undefined {
  const type = 'type' in found ? found.type : found.shape;
  switch (type) {
    case 'ip':
    case 'ipv6':
    case 'domain':
    case 'hostname':
      return plain(found.value);
    case 'url':
      return plain(splitUrl(found.value)?.host ?? '');
    case 'email':
      return plain(found.value.slice(found.value.lastIndexOf('@') + 1));
    default:
      return undefined;
  }
}

function plain(host: string): string {
  return host
    .toLowerCase()
    .replace(/^\[|\]$/g, '')
    .replace(/%.*$/, '')
    .replace(/\.+$/, '');
}

const DOCUMENTATION = ['192.0.2.0/24', '198.51.100.0/24', '203.0.113.0/24', '2001:db8::/32', '3fff::/20'].map((range) =>
  ipaddr.parseCIDR(range),
);
/** RFC 2606, RFC 6761. */
const DOCUMENTATION_NAMES = new Set(['example', 'example.com', 'example.net', 'example.org']);
/** Names that are answered, if at all, inside one network (RFC 6761, RFC 6762, RFC 8375, ICANN's .internal) and habits. */
const PRIVATE_NAMES = new Set([
  'localhost',
  'local',
  'internal',
  'intranet',
  'lan',
  'home',
  'corp',
  'localdomain',
  'home.arpa',
  'test',
  'invalid',
]);
/** XDR's own pages (dossier §1.1): people paste links of incidents, and nobody wants to know what XDR thinks of itself. */
const XDR_PAGES = new Set(['us', 'eu', 'apjc'].map((region) => `xdr.${region}.security.cisco.com`));
/** The ranges of ipaddr.js that are no addresses of the public internet. */
const NOT_PUBLIC: Readonly<Record<string, string>> = {
  private: 'a private address',
  uniqueLocal: 'a private address',
  carrierGradeNat: 'a private address',
  loopback: 'a loopback address',
  linkLocal: 'a link-local address',
  multicast: 'a multicast address',
  broadcast: 'a broadcast address',
  unspecified: 'an unspecified address',
  reserved: 'a reserved address',
  discard: 'a reserved address',
  deprecatedSiteLocal: 'a private address',
};

function reasonForAddress(address: Address, documentation: boolean): string | undefined {
  if (DOCUMENTATION.some((range) => address.kind() === range[0].kind() && address.match(range))) {
    return documentation ? 'a documentation address' : undefined;
  }
  return NOT_PUBLIC[address.range()];
}

function reasonForName(host: string, domains: ReadonlySet<string>, documentation: boolean): string | undefined {
  if (XDR_PAGES.has(host)) return 'a page of Cisco XDR';
  for (let name = host; name !== ''; name = name.includes('.') ? name.slice(name.indexOf('.') + 1) : '') {
    if (domains.has(name)) return 'on the ignore list';
    if (PRIVATE_NAMES.has(name)) return 'a name of a private network';
    if (documentation && DOCUMENTATION_NAMES.has(name)) return 'a documentation name';
  }
  return undefined;
}
