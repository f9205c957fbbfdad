const uuid = '[\\da-f]{8}(?:-[\\da-f]{4}){3}-[\\da-f]{12}';
const anId = new RegExp(`^(?:casebook-)?(${uuid})$`, 'i');

/** XDR's pages and stores (dossier §1.1, §11); each region has its own. */
const ciscoHost =
  /^(?:xdr\.(?:us|eu|apjc)\.security|visibility(?:\.eu|\.apjc)?\.amp|private\.intel(?:\.eu|\.apjc)?\.amp)\.cisco\.com$/;

const inPath = new RegExp(`^/(?:[a-z\\d-]+/){0,3}casebooks?/(?:casebook-)?(${uuid})/?$`, 'i');

/** Longest text that is looked at. */
const longest = 2_000;

/**
 * Reads how somebody names a casebook: its id with or without `casebook-`, its address in the store, or the link of its
 * page (`investigate?spid=…`). Undefined for everything else, links of other hosts among it; `hosts` are XDR's own names
 * in the settings.
 */
export function parseCasebookRef(text: string, hosts: readonly string[] = []): string | undefined {
  const words = text.trim().replace(/^<([^<>\s]+)>$/, '$1');
  if (words === '' || words.length > longest || /\s/.test(words)) return undefined;
  const id = anId.exec(words)?.[1] ?? linked(words, hosts);
  return id && `casebook-${id.toLowerCase()}`;
}

function linked(words: string, hosts: readonly string[]): string | undefined {
  if (!/^https:\/\//i.test(words) || words.includes('\\')) return undefined;
  const url = URL.parse(words);
  if (url?.username !== '' || url.password !== '') return undefined;
  const isCisco = ciscoHost.test(url.hostname) && url.port === '';
  if (!isCisco && !hosts.some((host) => host.toLowerCase() === url.hostname)) return undefined;
  const searched = /^\/investigate\/?$/.test(url.pathname) ? anId.exec(url.searchParams.get('spid') ?? '') : null;
  return inPath.exec(url.pathname)?.[1] ?? searched?.[1];
}
