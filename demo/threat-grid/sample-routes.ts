import { enveloped, type Grid, type GridRoute, gridError } from './route.ts';
import { iso } from './search-routes.ts';
import { type Submission, scoreOf, stateOf, threatScore } from './submission.ts';

const sampleRoute = (name: string, under: string, answer: (one: Submission, grid: Grid) => Response): GridRoute => ({
  name,
  method: 'GET',
  path: new RegExp(`^/api/v2/samples/([^/]+)${under}$`),
  answer: ({ found }, grid) => {
    const one = grid.submissions.read(found[0] ?? '');
    return one ? answer(one, grid) : gridError(404, 'Not Found');
  },
});

/** What is known of one sample (dossier §9.2). Before its analysis is over there is nothing but its state. */
const finished =
  (answer: (one: Submission) => unknown) =>
  (one: Submission, { now }: Grid): Response =>
    stateOf(one, now()).state === 'succ' ? enveloped(answer(one)) : gridError(404, 'Not Found');

export const sampleRoutes: readonly GridRoute[] = [
  sampleRoute('summary', '/summary', finished(summaryOf)),
  sampleRoute(
    'threat',
    '/threat',
    finished((one) => ({ sample: one.id, score: threatScore(one), bis: one.behaviours.map(({ name }) => name) })),
  ),
  sampleRoute('network-streams', '/analysis/network_streams', finished(streamsOf)),
  sampleRoute('state', '/state', (one, { now }) => enveloped({ id: one.id, ...stateOf(one, now()) })),
  sampleRoute('sample', '', (one, { now }) =>
    enveloped({
      id: one.id,
      submission_id: one.submissionId,
      ...stateOf(one, now()),
      filename: one.filename,
      md5: one.md5,
      sha1: one.sha1,
      sha256: one.sha256,
      login: one.login,
      private: one.private,
      tags: one.tags,
      submitted_at: iso(one.submittedAt),
      ...(one.url ? { url: one.url } : {}),
    }),
  ),
];

function summaryOf(one: Submission) {
  return {
    sample: one.id,
    filename: one.filename,
    md5: one.md5,
    sha1: one.sha1,
    sha256: one.sha256,
    magic_type: one.magic,
    run_start: iso(one.submittedAt),
    run_stop: iso(one.endsAt),
    run_type: 'exe',
    first_seen: iso(one.submittedAt - 60_000),
    last_seen: iso(one.submittedAt),
    times_seen: 1,
    registry_count: 12,
    stream_count: one.domains.length + one.addresses.length,
    artifacts: { disk: 3, memory: 2, network: 1 },
    tags: one.tags,
    iocs: one.behaviours.map((its) => ({
      ioc: its.name,
      severity: its.severity,
      confidence: its.confidence,
      score: scoreOf(its),
      category: its.category,
      tags: its.tags,
    })),
  };
}

/** Streams by number: questions of names, as they were decoded, and connections. */
function streamsOf(one: Submission) {
  const asked = one.domains.map((domain, at) => ({
    protocol: 'DNS',
    transport: 'UDP',
    src: '192.168.1.101',
    src_port: 49_000 + at,
    dst: '192.168.1.1',
    dst_port: 53,
    decoded: { [String(at + 1)]: { query: { query_data: domain, query_id: at + 1, query_type: 'A' }, answers: [] } },
  }));
  const connected = one.addresses.map((address, at) => ({
    protocol: 'HTTP',
    transport: 'TCP',
    src: '192.168.1.101',
    src_port: 49_500 + at,
    dst: address,
    dst_port: 80,
    bytes: 1_200,
    packets: 12,
  }));
  const items = Object.fromEntries([...asked, ...connected].map((stream, at) => [String(at + 1), stream]));
  return { current_item_count: Object.keys(items).length, items };
}
