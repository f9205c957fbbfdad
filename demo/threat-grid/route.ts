import type { Submissions } from './submissions.ts';

/** All that stands behind the routes. */
export type Grid = Readonly<{
  now: () => number;
  submissions: Submissions;
  /** Submissions that are left today; a submission takes one. */
  quota: { left: number; waitSeconds: number };
}>;

/** One request, once its key was accepted. `found`: the groups of the route's path, decoded. `form`: of a POST. */
export type Asked = Readonly<{ url: URL; found: readonly string[]; form: FormData | undefined }>;

export type GridRoute = Readonly<{
  /** Names it for faults, latencies and the call log. */
  name: string;
  method: 'GET' | 'POST';
  /** Matched against the whole path. */
  path: RegExp;
  answer: (asked: Asked, grid: Grid) => Response | Promise<Response>;
}>;

let answers = 0;

/** What version 2 and 3 wrap their answers in (dossier §9). */
export const enveloped = (data: unknown, version = 2): Response =>
  Response.json({ api_version: version, id: 8_000_000 + ++answers, data });

/** LIKELY (dossier §9.4): no error body was seen in public. */
export const gridError = (status: number, message: string, headers: Readonly<Record<string, string>> = {}): Response =>
  Response.json(
    {
      api_version: 2,
      id: 4_000 + ++answers,
      error: { code: status, message, errors: [{ code: status, message, help: '/doc/main/index.html' }] },
    },
    { status, headers },
  );
