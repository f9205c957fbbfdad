import { enveloped, type GridRoute, gridError } from './route.ts';
import { iso } from './search-routes.ts';
import { stateOf } from './submission.ts';
import { DEMO_LOGIN } from './submissions.ts';

/** Submissions a day. */
export const MOST_A_DAY = 200;

const day = 1_440;

/** Submitting, and how much of it is left today (dossier §9.2, §9.4). */
export const submitRoutes: readonly GridRoute[] = [
  {
    name: 'submit',
    method: 'POST',
    path: /^\/api\/v2\/samples$/,
    answer: async ({ form }, grid) => {
      const file = form?.get('sample');
      const url = form?.get('url');
      const isFile = file instanceof File;
      if (isFile === (typeof url === 'string')) return gridError(400, 'Exactly one of sample and url is needed');
      if (typeof url === 'string' && !/^https?:\/\//i.test(url)) return gridError(400, 'Invalid url');
      if (grid.quota.left <= 0)
        return gridError(429, 'Submission limit reached', { 'retry-after': String(grid.quota.waitSeconds) });
      grid.quota.left -= 1;
      const one = grid.submissions.submit({
        ...(isFile ? { file: { name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) } } : {}),
        ...(typeof url === 'string' ? { url } : {}),
        private: form?.get('private') === 'true',
        tags: String(form?.get('tags') ?? '')
          .split(',')
          .filter(Boolean),
      });
      return enveloped({
        id: one.id,
        submission_id: one.submissionId,
        ...stateOf(one, grid.now()),
        filename: one.filename,
        md5: one.md5,
        sha1: one.sha1,
        sha256: one.sha256,
        login: one.login,
        private: one.private,
        tags: one.tags,
        vm: 'win10',
        os: '',
        analyzing: true,
        submitted_at: iso(one.submittedAt),
      });
    },
  },
  {
    name: 'rate-limit',
    method: 'GET',
    path: /^\/api\/v3\/users\/([^/]+)\/rate-limit$/,
    answer: ({ found }, { quota: { left, waitSeconds } }) => {
      if (found[0] !== DEMO_LOGIN) return gridError(404, 'Not Found');
      const wait = left > 0 ? 0 : waitSeconds;
      const each = {
        samples: MOST_A_DAY,
        minutes: day,
        'submissions-available': left,
        'submission-wait-seconds': wait,
      };
      const organization = {
        'submission-rate-limit': [each],
        'submission-wait-seconds': wait,
        'submissions-available': left,
      };
      const user = { 'submission-rate-limit': [], 'submission-wait-seconds': 0, 'submissions-available': null };
      return enveloped({ user, organization }, 3);
    },
  },
];

/** The one route that tells the key back (dossier §9). */
export const whoamiRoute = (key: string): GridRoute => ({
  name: 'whoami',
  method: 'GET',
  path: /^\/api\/v3\/session\/whoami$/,
  answer: () =>
    enveloped(
      {
        login: DEMO_LOGIN,
        name: 'Alex Analyst',
        email: 'analyst@example.com',
        organization_id: 42,
        role: 'user',
        api_key: key,
      },
      3,
    ),
});
