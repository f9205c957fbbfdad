import { feedOn } from './feed-rows.ts';
import { type GridRoute, gridError } from './route.ts';

const NAMES = new Set([
  'autorun-registry',
  'banking-dns',
  'dga-dns',
  'dll-hijacking-dns',
  'doc-net-com-dns',
  'downloaded-pe-dns',
  'dynamic-dns',
  'irc-dns',
  'modified-hosts-dns',
  'parked-dns',
  'public-ip-check-dns',
  'ransomware-dns',
  'rat-dns',
  'scheduled-tasks',
  'sinkholed-ip-dns',
  'stolen-cert-dns',
]);

/** Bodies that stand in place of the usual ones, by the file's name without its end: `rat-dns`, `rat-dns_2026-11-29`. */
export type GivenFeeds = Map<string, unknown>;

/** Curated feeds (dossier §9.3): the latest, and one file for each day. A bare array, without an envelope. */
export const feedRoutes = (given: GivenFeeds): readonly GridRoute[] => [
  {
    name: 'feed',
    method: 'GET',
    path: /^\/api\/v3\/feeds\/([a-z-]+(?:_\d{4}-\d{2}-\d{2})?)\.json$/,
    answer: ({ found: [file = ''] }, { now }) => {
      const [feed = '', date] = file.split('_');
      if (given.has(file)) return Response.json(given.get(file));
      const at = date ? Date.parse(date) : now();
      if (!NAMES.has(feed) || Number.isNaN(at) || at > now()) return gridError(404, 'Not Found');
      // Whoever gives a feed gives all of it: no day of ours stands beside it.
      return given.has(feed) ? gridError(404, 'Not Found') : Response.json(feedOn(feed, at));
    },
  },
];
