/** What a feed is good for in a security team. */
export type FeedUse = 'prevent' | 'detect' | 'respond' | 'techniques' | 'attribution';

export type FeedFacts = Readonly<{
  /** What stands in it, as a clause: `domains that …`. */
  what: string;
  uses: readonly FeedUse[];
}>;

/** The curated feeds of Threat Grid (dossier §9.3 for the names; what they are good for is our judgement, from Cisco's words). */
const facts = {
  'autorun-registry': {
    what: 'registry keys by which malware starts with the machine',
    uses: ['detect', 'respond', 'techniques'],
  },
  'banking-dns': { what: 'domains that banking trojans ask for', uses: ['prevent', 'detect', 'attribution'] },
  'dga-dns': { what: 'domains that look made up by an algorithm', uses: ['prevent', 'detect', 'techniques'] },
  'dll-hijacking-dns': {
    what: 'domains asked for by samples that hijack libraries',
    uses: ['prevent', 'detect', 'techniques'],
  },
  'doc-net-com-dns': {
    what: 'domains asked for by documents that speak to the network',
    uses: ['prevent', 'detect', 'respond'],
  },
  'downloaded-pe-dns': { what: 'domains from which programs were downloaded', uses: ['prevent', 'detect', 'respond'] },
  'dynamic-dns': { what: 'domains of services for changing addresses', uses: ['detect', 'techniques'] },
  'irc-dns': { what: 'domains asked for by samples that speak IRC', uses: ['detect', 'techniques'] },
  'modified-hosts-dns': {
    what: 'domains that samples wrote into the hosts file',
    uses: ['detect', 'respond', 'techniques'],
  },
  'parked-dns': { what: 'parked domains that samples asked for', uses: ['detect'] },
  'public-ip-check-dns': {
    what: 'services that tell samples their public address',
    uses: ['detect', 'techniques'],
  },
  'ransomware-dns': { what: 'domains that ransomware asks for', uses: ['prevent', 'detect', 'respond', 'attribution'] },
  'rat-dns': {
    what: 'domains that remote access trojans ask for',
    uses: ['prevent', 'detect', 'respond', 'attribution'],
  },
  'scheduled-tasks': { what: 'tasks that samples scheduled', uses: ['detect', 'respond', 'techniques'] },
  'sinkholed-ip-dns': { what: 'domains that lead to sinkholes', uses: ['detect', 'respond'] },
  'stolen-cert-dns': {
    what: 'domains asked for by samples with stolen certificates',
    uses: ['prevent', 'detect', 'attribution'],
  },
} as const satisfies Readonly<Record<string, FeedFacts>>;

export type FeedName = keyof typeof facts;

export const feedFacts: Readonly<Record<FeedName, FeedFacts>> = facts;

export const feedNames = Object.keys(facts) as readonly FeedName[];

/** The feed of that name, however it is written; undefined when there is none. */
export function feedNamed(given: string): FeedName | undefined {
  const lower = given.toLowerCase();
  return feedNames.find((name) => name === lower);
}

/** The feed whose name is written nearly like that: two letters off at most, or its beginning; undefined when none is. */
export function feedNear(given: string): FeedName | undefined {
  const lower = given.toLowerCase().slice(0, 40);
  const begins = lower.length < 3 ? undefined : feedNames.find((name) => name.startsWith(lower));
  if (begins) return begins;
  const [nearest] = feedNames
    .map((name) => ({ name, off: lettersOff(lower, name) }))
    .toSorted((one, other) => one.off - other.off);
  return nearest && nearest.off <= 2 ? nearest.name : undefined;
}

/** How many letters have to be put in, left out or changed. */
function lettersOff(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, at) => at);
  for (const [down, letter] of [...one].entries()) {
    const next = [down + 1];
    for (const [at, its] of [...other].entries())
      next.push(Math.min(next[at]! + 1, row[at + 1]! + 1, row[at]! + Number(letter !== its)));
    row = next;
  }
  return row.at(-1)!;
}
