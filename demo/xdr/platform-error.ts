import { randomUUID } from 'node:crypto';
import { HttpResponse } from 'msw';
import { DEMO_ORG, DEMO_USER } from './api-clients.ts';

/** An error body of the platform. A 401 has a `level`, a 403 says who asked; keys of the 403 are kebab-case. */
export function platformError(
  status: 400 | 401 | 403 | 404 | 500,
  error: string,
  description: string,
  more: object = {},
) {
  return HttpResponse.json(
    {
      error,
      error_description: description,
      ...more,
      ...(status === 401 ? { level: 'info' } : {}),
      ...(status === 403 ? { 'user-id': DEMO_USER.id, 'org-id': DEMO_ORG.id } : {}),
      trace_id: randomUUID(),
    },
    { status },
  );
}
