import { webApi } from '@slack/bolt';
import { Failure, type FailureKind } from '../../src/failure.ts';

/** Slack's error codes that mean: this conversation or message is no longer ours to speak in. */
const gone = new Set([
  'channel_not_found',
  'not_in_channel',
  'is_archived',
  'message_not_found',
  'thread_not_found',
  'cannot_reply_to_message',
  'channel_is_archived',
  'user_not_found',
  'user_disabled',
  'messages_tab_disabled',
]);
/** …and those by which Slack says that it is not well. */
const unwell = new Set([
  'fatal_error',
  'internal_error',
  'service_unavailable',
  'request_timeout',
  'team_added_to_org',
  'accesslimited',
]);

/** Slack's own error code, when it answered `{ ok: false, error }`; of what the client threw or of the Failure made of it. */
export function slackErrorCode(error: unknown): string | undefined {
  if (error instanceof Failure) return slackErrorCode(error.facts.cause);
  return error instanceof webApi.WebAPIPlatformError ? String(error.data.error) : undefined;
}

/** Turns what Slack's client throws into a Failure. `service` is the Web API method. */
export function readSlackFailure(service: string, error: unknown, now: number = Date.now()): Failure {
  if (error instanceof Failure) return error;
  const code = slackErrorCode(error);
  if (code !== undefined) {
    const kind: FailureKind = gone.has(code)
      ? 'place-gone'
      : code === 'ratelimited' || code === 'rate_limited'
        ? 'platform-rate-limited'
        : unwell.has(code)
          ? 'platform-unavailable'
          : 'platform-refused';
    const needed = error instanceof webApi.WebAPIPlatformError ? Reflect.get(error.data, 'needed') : undefined;
    const scopes = typeof needed === 'string' ? { scopes: needed.split(',') } : {};
    const shown = code.slice(0, 80).replace(/[^\w:.-]+/g, ' ');
    const wanted = scopes.scopes ? `, needed: ${scopes.scopes.join(', ')}` : '';
    return new Failure(kind, `${service}: ${shown}${wanted}`, {
      service,
      cause: error,
      ...scopes,
      ...(kind === 'platform-rate-limited' && { retryAt: now + retryAfter(namedIn(error)) }),
    });
  }
  if (error instanceof webApi.WebAPIRateLimitedError) {
    const wait = retryAfter(error.retryAfter);
    const retryAt = now + wait;
    return new Failure('platform-rate-limited', `${service}: rate limited for ${wait / 1000} s`, {
      service,
      status: 429,
      retryAt,
    });
  }
  if (error instanceof webApi.WebAPIHTTPError) {
    return new Failure('platform-unavailable', `${service}: HTTP ${error.statusCode}`, {
      service,
      status: error.statusCode,
    });
  }
  if (error instanceof webApi.WebAPIRequestError) {
    return new Failure('platform-unavailable', `${service}: Slack does not answer`, { service, cause: error });
  }
  if (error instanceof Error && error.message.startsWith('Retry header')) {
    const retryAt = now + retryAfter(undefined);
    return new Failure('platform-rate-limited', `${service}: rate limited`, { service, retryAt });
  }
  if (error === undefined) return new Failure('platform-unavailable', `${service}: closed by Slack`, { service });
  return new Failure('platform-refused', `${service}: unexpected answer`, { service, cause: error });
}

/** Milliseconds to wait after a 429; a time that is missing or absurd is neither waited for nor answered with a storm. */
const retryAfter = (seconds: unknown): number =>
  typeof seconds === 'number' && Number.isFinite(seconds) ? Math.min(Math.max(seconds, 1), 600) * 1000 : 30_000;

/** The header's seconds, when an error came with status 200. */
const namedIn = (error: unknown): unknown =>
  error instanceof webApi.WebAPIPlatformError ? error.data.response_metadata?.retryAfter : undefined;
