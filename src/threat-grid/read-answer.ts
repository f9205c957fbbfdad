import { Failure, type FailureFacts } from '../failure.ts';
import { failureOfAnswer, looksLikeCode } from '../xdr/error-body.ts';
import type { HttpAnswer } from '../xdr/http.ts';

/** The answer without the key, wherever it tells it: `whoami` does, and what quotes an address may. */
export function withoutKey<Answer extends Pick<HttpAnswer, 'body'>>(answer: Answer, key: string): Answer {
  const written = [key, encodeURIComponent(key), JSON.stringify(key).slice(1, -1)];
  return { ...answer, body: written.reduce((body, one) => body.replaceAll(one, '[key]'), answer.body) };
}

/**
 * What an answer is about: an envelope's `data`; a feed of version 3 has none and is an array (dossier §9). Throws
 * Failure `malformed` for anything else.
 */
export function unwrap(json: unknown, service: string): unknown {
  if (Array.isArray(json)) return json;
  if (typeof json === 'object' && json !== null && Object.hasOwn(json, 'data'))
    return (json as Readonly<Record<string, unknown>>)['data'];
  throw new Failure('malformed', `${service}: neither an envelope nor a list`, { service, status: 200 });
}

/**
 * The failure that an answer with an error status is. Of its body only `error.message` is kept (LIKELY, dossier §9.4), and
 * only where it is a few plain words without the key: it may quote the address that was asked.
 */
export function failureOfThreatGrid(
  answer: HttpAnswer,
  { service, key, now }: Readonly<{ service: string; key: string; now: number }>,
): Failure {
  const { kind, facts } = failureOfAnswer(answer, { service, needs: [], now });
  const { status, retryAt } = facts;
  const said = errorText(answer.body);
  const code = said && looksLikeCode(said) && !holdsKey(said, key) ? ` ${said}` : '';
  const kept: FailureFacts = {
    service,
    ...(status === undefined ? {} : { status }),
    ...(retryAt === undefined ? {} : { retryAt }),
  };
  // There are no scopes here: a key may do something, or may not.
  return new Failure(kind === 'missing-scope' ? 'unauthorized' : kind, `${service}: HTTP ${status}${code}`, kept);
}

function errorText(body: string): string | undefined {
  try {
    const { error, message } = JSON.parse(body) as Readonly<Record<string, unknown>>;
    const inner = typeof error === 'object' && error !== null ? (error as { message?: unknown }).message : error;
    return [inner, message].find((one): one is string => typeof one === 'string' && one !== '');
  } catch {
    return undefined;
  }
}

/** The key as it is, or as an address or a shout would write it. */
function holdsKey(text: string, key: string): boolean {
  const shown = text.toLowerCase();
  return [key, encodeURIComponent(key)].some((one) => shown.includes(one.toLowerCase()));
}
