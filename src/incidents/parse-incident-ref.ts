import type { IncidentRef } from './incident.ts';

const uuid = '[\\da-f]{8}(?:-[\\da-f]{4}){3}-[\\da-f]{12}';
const anId = new RegExp(`^(?:incident-)?(${uuid})$`, 'i');

/** XDR's pages and stores (dossier §1.1, §11); each region has its own. */
const ciscoHost =
  /^(?:xdr\.(?:us|eu|apjc)\.security|visibility(?:\.eu|\.apjc)?\.amp|private\.intel(?:\.eu|\.apjc)?\.amp|conure\.(?:us|eu|apjc)\.security)\.cisco\.com$/;

/** Where the id stands in an address: as a part of the path, or, in the old interface, in a search. */
const inPath = new RegExp(`^/(?:[a-z\\d-]+/){0,3}incidents?/(?:incident-)?(${uuid})(?:/[\\w/-]{0,100})?$`, 'i');
const inSearch = new RegExp(`^id:"?(?:incident-)?(${uuid})"?$`, 'i');

/**
 * What a short id looks like is not described in public (in samples `INC-1042`): a few groups of letters and digits, with
 * a digit in them.
 */
const aShortId = /^#?((?=[a-z-]*\d)[a-z\d]{1,20}(?:-[a-z\d]{1,20}){0,2})$/i;

/** Longest text that is looked at. */
const longest = 2_000;

/**
 * Reads how somebody names an incident: its id with or without `incident-`, its address in the store, the link of XDR's
 * page, or its short id. Undefined for everything else, links of other hosts among it; `hosts` are XDR's own names in the
 * settings.
 */
export function parseIncidentRef(text: string, hosts: readonly string[] = []): IncidentRef | undefined {
  const words = text.trim().replace(/^<([^<>\s]+)>$/, '$1');
  if (words === '' || words.length > longest || /\s/.test(words)) return undefined;
  const id = anId.exec(words)?.[1];
  if (id) return refOf(id);
  const shortId = aShortId.exec(words)?.[1];
  if (shortId) return { shortId };
  return linked(words, hosts);
}

const refOf = (id: string): IncidentRef => ({ id: `incident-${id.toLowerCase()}` });

function linked(words: string, hosts: readonly string[]): IncidentRef | undefined {
  if (!/^https:\/\//i.test(words) || words.includes('\\')) return undefined;
  const url = URL.parse(words);
  if (url?.username !== '' || url.password !== '') return undefined;
  const isCisco = ciscoHost.test(url.hostname) && url.port === '';
  if (!isCisco && !hosts.some((host) => host.toLowerCase() === url.hostname)) return undefined;
  const id = inPath.exec(url.pathname)?.[1] ?? searched(url);
  return id ? refOf(id) : undefined;
}

const searched = (url: URL): string | undefined =>
  /^\/incidents?\/?$/.test(url.pathname) ? inSearch.exec(url.searchParams.get('q') ?? '')?.[1] : undefined;
