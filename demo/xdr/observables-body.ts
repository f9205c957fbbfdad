import { HttpResponse } from 'msw';
import { z } from 'zod';
import type { Observable } from '../../src/observables/observable.ts';
import { OBSERVABLE_TYPES } from './observable-types.ts';

const OBSERVABLES = z.array(
  z.strictObject({ type: z.string().refine((type) => OBSERVABLE_TYPES.has(type), 'unknown type'), value: z.string() }),
);

/**
 * The bare array of observables that enrich wants; an object such as `{observables: […]}` is refused. The 400's shape
 * `{errors}` is LIKELY: Cisco's descriptions have no 400 for these routes.
 */
export function observablesIn(body: unknown): readonly Observable[] | Response {
  const parsed = OBSERVABLES.safeParse(body);
  if (parsed.success) return parsed.data;
  const errors = Object.fromEntries(
    parsed.error.issues.map((issue) => [issue.path.join('.') || 'body', issue.message]),
  );
  return HttpResponse.json({ errors }, { status: 400 });
}
