import { enveloped, type Grid, type GridRoute } from './route.ts';
import { type Submission, scoreOf, stateOf, threatScore } from './submission.ts';

const perPage = 100;

/** `GET /api/v2/search/submissions` (dossier §9.1): words, `state`, `org_only`, `sort_by`, `sort_order`, `limit`, `offset`. */
export const searchRoutes: readonly GridRoute[] = [
  {
    name: 'search',
    method: 'GET',
    path: /^\/api\/v2\/search\/submissions$/,
    answer: ({ url: { searchParams: given } }, grid) => {
      const offset = Number(given.get('offset') ?? 0);
      const limit = Number(given.get('limit') ?? perPage);
      const own = given.get('org_only') === 'true' || given.get('user_only') === 'true';
      const found = grid.submissions
        .search(given.get('q') ?? '', given.get('state'))
        .filter(({ login }) => !own || login !== null);
      const by = given.get('sort_by') === 'threat_score' ? threatScore : (one: Submission) => one.submittedAt;
      const sign = given.get('sort_order') === 'asc' ? 1 : -1;
      const page = found.toSorted((a, b) => sign * (by(a) - by(b))).slice(offset, offset + limit);
      return enveloped({
        index: offset,
        total: found.length,
        took: 40,
        timed_out: false,
        items_per_page: limit,
        current_item_count: page.length,
        items: page.map((one) => ({ matches: {}, score: 1_000_000, item: itemOf(one, grid) })),
      });
    },
  },
];

function itemOf(one: Submission, { now }: Grid) {
  const file = {
    md5: one.md5,
    sha1: one.sha1,
    sha256: one.sha256,
    filename: one.filename,
    size: 73_802,
    magic: one.magic,
  };
  const { state, status } = stateOf(one, now());
  return {
    sample: one.id,
    filename: one.filename,
    ...(one.url ? { url: one.url } : {}), // LIKELY
    md5: one.md5,
    sha1: one.sha1,
    sha256: one.sha256,
    state,
    status,
    submitted_at: iso(one.submittedAt),
    private: one.private,
    organization_id: one.login === null ? null : 42,
    login: one.login,
    tags: one.tags,
    vm_runtime: 300,
    ...(state === 'succ'
      ? {
          analysis: {
            threat_score: threatScore(one),
            behaviors: one.behaviours.map((its) => ({ name: its.name, threat: scoreOf(its), title: its.title })),
            metadata: {
              general_details: { report_created: iso(one.endsAt), sandbox_version: 'pilot-d', sandbox_id: '-' },
              sandcastle_env: { vm: 'win10', vm_id: one.id, display_name: 'Windows 10', run_time: 300 },
              analyzed_file: file,
              submitted_file: file,
              malware_desc: [file],
            },
          },
        }
      : {}),
  };
}

/** As Threat Grid writes times: without fractions. */
export const iso = (ms: number): string => new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z');
