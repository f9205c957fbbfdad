import { createHash } from 'node:crypto';

const DAY = 24 * 60 * 60_000;

/** One row of a feed about domains, as documented (dossier §9.3). */
export type FeedRow = Readonly<Record<string, unknown>>;

const digest = (name: 'md5' | 'sha1' | 'sha256', text: string) => createHash(name).update(text).digest('hex');

/** A row with made-up sample: the hashes name no file. */
export function feedRow(feed: string, domain: string, more: Readonly<Record<string, unknown>> = {}): FeedRow {
  const sample = digest('md5', `sample of ${domain}`);
  return {
    description: 'Example RAT Network Communications',
    domain,
    ips: [],
    info: `https://panacea.threatgrid.com/feeds/${feed}/domains/${domain}`,
    sample: `https://panacea.threatgrid.com/feeds/${feed}/samples/${sample}`,
    sample_md5: sample,
    sample_sha1: digest('sha1', `sample of ${domain}`),
    sample_sha256: digest('sha256', `sample of ${domain}`),
    timestamp: '2026-03-02T04:27:15Z',
    ...more,
  };
}

const STANDING: Readonly<Record<string, readonly FeedRow[]>> = {
  'rat-dns': [
    feedRow('rat-dns', 'internetbadguys.com', { ips: ['192.0.2.10'] }),
    // Nobody knows it in XDR: what stands on a watchlist speaks all the same.
    feedRow('rat-dns', 'nobody-knows.example.net', { description: 'Example Gate Network Communications' }),
  ],
  'autorun-registry': [
    {
      // LIKELY: what such a row is called is not in a public source.
      description: 'Example Autorun',
      registry_key: 'HKEY_LOCAL_MACHINE\\Software\\Microsoft\\Windows\\CurrentVersion\\Run\\Updater',
      sample: 'https://panacea.threatgrid.com/feeds/autorun-registry/samples/0123456789abcdef0123456789abcdef',
      sample_sha256: digest('sha256', 'autorun'),
      timestamp: '2026-03-02T04:27:15Z',
    },
  ],
};

/** Domains that are new on one day. */
const newOn = (feed: string, day: number): readonly FeedRow[] =>
  Array.from({ length: 6 + (day % 7) }, (_, at) =>
    feedRow(feed, `${digest('md5', `${feed} ${day} ${at}`).slice(0, 10)}.example.org`, {
      description: at % 3 === 0 ? 'Example Stealer Network Communications' : 'Example RAT Network Communications',
      timestamp: new Date(day * DAY + (at + 1) * 20 * 60_000).toISOString(),
      ips: at % 4 === 0 ? [`198.51.100.${(day + at) % 250}`] : [],
    }),
  );

/** A feed as it is on a day: what stands in it always, and what was seen on that day and the day before. */
export function feedOn(feed: string, at: number): readonly FeedRow[] {
  const day = Math.floor(at / DAY);
  const standing = STANDING[feed] ?? [];
  if (!feed.endsWith('-dns')) return standing;
  return [...standing, ...newOn(feed, day - 1), ...newOn(feed, day)];
}
