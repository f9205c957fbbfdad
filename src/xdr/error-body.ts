import { z } from 'zod';
import { Failure, type FailureFacts, type FailureKind } from '../failure.ts';
import type { HttpAnswer } from './http.ts';
import { retryAt } from './retry-after.ts';

/** What is worth keeping of an error body: a code for the log, scopes, and Cisco's reference for its support. */
export type ErrorBody = Readonly<{ code?: string; scopes: readonly string[]; traceId?: string; html: boolean }>;

const text = z.string().optional().catch(undefined);
const texts = z
  .union([z.array(z.unknown()), z.string().transform((one): unknown[] => [one])])
  .transform((all) => all.filter((one) => typeof one === 'string'))
  .catch([]);
const shape = z.object({
  error: text,
  error_code: text,
  type: text,
  code: text,
  trace_id: text,
  'missing-scopes': texts,
  capabilities: texts,
});

/**
 * Reads an error body of any family: platform (`error`, `missing-scopes`, `trace_id`), CTIA (`error`, `type`,
 * `capabilities`), Conure, or anything else at all. Messages and descriptions are left where they are: they may quote
 * what was sent, and a 401 may echo the token. Only what looks like a code is kept.
 */
export function readErrorBody({ body, headers }: Pick<HttpAnswer, 'body' | 'headers'>): ErrorBody {
  const html = /^\s*</.test(body) || (headers['content-type'] ?? '').includes('html');
  const read = shape.safeParse(html ? undefined : parsed(body));
  if (!read.success) return { scopes: [], html };
  const fields = read.data;
  const code = [fields.error, fields.error_code, fields.type, fields.code].find(looksLikeCode);
  const named = fields['missing-scopes'].filter((scope) => scope.length <= 100 && knownScopes.test(scope));
  const scopes = named.length > 0 ? named : fields.capabilities.flatMap(scopeOfCapability);
  const traceId = fields.trace_id !== undefined && /^[\w-]{1,64}$/.test(fields.trace_id) ? fields.trace_id : undefined;
  return { scopes, html, ...(code ? { code } : {}), ...(traceId ? { traceId } : {}) };
}

/** The failure that an answer with an error status is. `needs` are the call's own scopes, for a 403 that names none. */
export function failureOfAnswer(
  answer: HttpAnswer,
  { service, needs, now, says }: { service: string; needs: readonly string[]; now: number; says?: string },
): Failure {
  const { status } = answer;
  const { code, scopes, traceId, html } = readErrorBody(answer);
  const kind = kindOf(status, html);
  const header = answer.headers['retry-after'];
  const facts: FailureFacts = {
    service,
    status,
    ...(kind === 'rate-limited' || (kind === 'unavailable' && header) ? { retryAt: retryAt(header, now) } : {}),
    ...(kind === 'missing-scope' ? { scopes: scopes.length > 0 ? scopes : needs } : {}),
    ...(traceId ? { traceId } : {}),
    ...(says ? { says } : {}),
  };
  return new Failure(kind, `${service}: HTTP ${status}${html ? ' (HTML)' : code ? ` ${code}` : ''}`, facts);
}

function kindOf(status: number, html: boolean): FailureKind {
  if (status === 429) return 'rate-limited';
  if (status === 401) return 'unauthorized';
  if (status === 408) return 'timed-out';
  if (status >= 500 || (html && status >= 400)) return 'unavailable';
  if (status === 403) return 'missing-scope';
  if (status === 404) return 'not-found';
  if (status >= 400) return 'bad-request';
  return 'malformed'; // a redirect, or a success without what it is for
}

/** Narrower than the grammar: scopes as Cisco's are, which no token and no address is. */
const knownScopes = /^[a-z][a-z_-]{0,30}(?:\/[a-z_-]{1,30}){0,4}(?::(?:read|write|rw))?$/;

/** Short words as codes have them. No dots and no long runs, so that no token, hash, address or name passes. */
export function looksLikeCode(value: string | undefined): value is string {
  return value !== undefined && value !== '' && value.length <= 80 && value.split(/[\s_:/-]+/).every(isShortWord);
}
const isShortWord = (word: string) => /^[a-z]{0,24}$/i.test(word) || /^[a-z]\d{1,6}$/i.test(word);

/** CTIA names capabilities, not scopes: `search-event`, `create-casebook`, `list-judgements`. */
function scopeOfCapability(capability: string): string[] {
  const [, verb = '', entity = ''] = /^(read|search|list|create|delete)-([a-z-]{1,40}?)s?$/.exec(capability) ?? [];
  if (!entity) return [];
  const path = entity === 'casebook' ? entity : `private-intel/${entity}`;
  return [`${path}:${verb === 'create' || verb === 'delete' ? 'write' : 'read'}`];
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
