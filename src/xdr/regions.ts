/** The regions of Cisco XDR. Credentials belong to one of them. */
export const regions = ['us', 'eu', 'apjc'] as const;
export type Region = (typeof regions)[number];

/** The families of Cisco's services, each with an origin of its own; `ui` is the web interface. */
export type XdrService = 'visibility' | 'privateIntel' | 'globalIntel' | 'automation' | 'conure' | 'ui';

/** An origin (`https://host`, no path, no slash at the end) for each service. */
export type Origins = Readonly<Record<XdrService, string>>;

/**
 * Where the services live. Cisco has two habits: `amp.cisco.com` hosts name no region for us and `.eu`, `.apjc` for the
 * others; `security.cisco.com` hosts always name it. `{region}` stands for that part. Sources: Cisco's Python SDK
 * (`urls.py`), the API guide, CiscoDevNet's MCP server for Conure.
 */
const templates: Origins = {
  visibility: 'https://visibility{region}.amp.cisco.com',
  privateIntel: 'https://private.intel{region}.amp.cisco.com',
  globalIntel: 'https://intel{region}.amp.cisco.com',
  automation: 'https://automate.{region}.security.cisco.com',
  conure: 'https://conure.{region}.security.cisco.com',
  ui: 'https://xdr.{region}.security.cisco.com',
};

const namesRegionAlways: ReadonlySet<XdrService> = new Set(['automation', 'conure', 'ui']);

/** Reads a region as people write it: any case, `nam` for us, nothing for us. Undefined when it is none of Cisco's. */
export function parseRegion(text: string): Region | undefined {
  const name = text.trim().toLowerCase();
  if (name === '' || name === 'nam') return 'us';
  return regions.find((region) => region === name);
}

/**
 * The origin in a setting: `https://xdr.example.com`, a bare host, or a URL. As in Cisco's Python SDK its path is not
 * kept (a base often ends in `/iroh/`, and our paths begin with it), nor are user info and query. Undefined when it is
 * no http or https address.
 */
export function readOrigin(text: string): string | undefined {
  const written = text.trim();
  const url = URL.parse(/^[a-z][a-z0-9+.-]*:\/\//i.test(written) ? written : `https://${written}`);
  return url && (url.protocol === 'https:' || url.protocol === 'http:') ? url.origin : undefined;
}

/**
 * The origins of a region, each of which an override may replace; in an override `{region}` stands for what that
 * service writes there. Throws an Error that names the service when an override is no address.
 */
export function originsOf(region: Region, overrides: Readonly<Partial<Record<XdrService, string>>> = {}): Origins {
  const originOf = (service: XdrService) => {
    const infix = namesRegionAlways.has(service) ? region : region === 'us' ? '' : `.${region}`;
    const origin = readOrigin((overrides[service] || templates[service]).replaceAll('{region}', infix));
    if (!origin) throw new Error(`the address of ${service} is not an http or https address`);
    return origin;
  };
  return {
    visibility: originOf('visibility'),
    privateIntel: originOf('privateIntel'),
    globalIntel: originOf('globalIntel'),
    automation: originOf('automation'),
    conure: originOf('conure'),
    ui: originOf('ui'),
  };
}
