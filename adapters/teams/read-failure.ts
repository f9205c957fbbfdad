import { z } from 'zod';
import { Failure, type FailureKind } from '../../src/failure.ts';

/**
 * Error codes by which Teams says that we have lost the whole conversation.
 * https://learn.microsoft.com/microsoftteams/platform/bots/how-to/conversations/conversation-messages#status-code-responses
 */
const lost = new Set([
  'BotNotInConversationRoster',
  'BotDisabledByAdmin',
  'ConversationBlockedByUser',
  'ConversationNotFound',
]);

/** What is read of the Error of the SDK's client, and of a bare answer. */
const thrown = z.object({
  statusCode: z.number().optional().catch(undefined),
  code: z.string().optional().catch(undefined),
  retryAfter: z.string().optional().catch(undefined),
});
type Refusal = z.infer<typeof thrown>;

const body = z.object({ error: z.object({ code: z.string() }) });

/** A bare answer of the connector as the SDK's client would have thrown it. */
export function refusalOf(answer: Readonly<{ status: number; body: string; retryAfter: string | undefined }>): Refusal {
  return { statusCode: answer.status, code: codeIn(answer.body), retryAfter: answer.retryAfter };
}

function codeIn(json: string): string | undefined {
  try {
    return body.parse(JSON.parse(json)).error.code;
  } catch {
    return undefined;
  }
}

/** Teams' own error code, of a Failure that `readTeamsFailure` made. */
export function teamsErrorCode(error: unknown): string | undefined {
  return error instanceof Failure ? thrown.safeParse(error.facts.cause).data?.code : undefined;
}

/** Whether a failure says that the conversation is lost, and not only one message or thread of it. */
export const isConversationLost = (failure: unknown): boolean => lost.has(teamsErrorCode(failure) ?? '');

/** Whether Teams took a message for too large. */
export const isTooLarge = (failure: unknown): boolean =>
  failure instanceof Failure && (failure.facts.status === 413 || teamsErrorCode(failure) === 'MessageSizeTooBig');

/** Turns what a call of the connector threw into a Failure. Its cause holds a code and a status, never what was sent. */
export function readTeamsFailure(service: string, error: unknown, now: number): Failure {
  if (error instanceof Failure) return error;
  const { statusCode: status, code, retryAfter } = { ...thrown.safeParse(error).data, ...headerOf(error) };
  const facts = { service, cause: { code, statusCode: status }, ...(status !== undefined && { status }) };
  if (status === undefined) return new Failure('platform-unavailable', `${service}: Teams does not answer`, facts);
  const shown = (code ?? '').slice(0, 80).replace(/[^\w:.-]+/g, ' ');
  const kind = kindOf(status, code);
  return new Failure(kind, `${service}: HTTP ${status}${shown && `, ${shown}`}`, {
    ...facts,
    ...(kind === 'platform-rate-limited' && { retryAt: now + retryIn(retryAfter, now) }),
  });
}

function kindOf(status: number, code: string | undefined): FailureKind {
  if (status === 429) return 'platform-rate-limited';
  if (lost.has(code ?? '') || status === 404 || status === 410) return 'place-gone';
  // 412: several calls at once met in this conversation, and this one did nothing.
  if (status === 412 || status === 408 || (status >= 500 && status !== 501)) return 'platform-unavailable';
  return 'platform-refused';
}

/** The SDK's Error carries the response, with its headers. */
function headerOf(error: unknown): { retryAfter?: string } {
  const response: unknown = Reflect.get(Object(error), 'response');
  const headers: unknown = Reflect.get(Object(response), 'headers');
  const get: unknown = Reflect.get(Object(headers), 'get');
  const value: unknown = typeof get === 'function' ? get.call(headers, 'retry-after') : undefined;
  return typeof value === 'string' ? { retryAfter: value } : {};
}

/** Milliseconds to wait after a 429: seconds or a date; what is missing or absurd is neither waited for nor stormed. */
function retryIn(header: string | undefined, now: number): number {
  const seconds = header === undefined ? Number.NaN : Number(header);
  const wait = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(header ?? '') - now;
  return Number.isFinite(wait) ? Math.min(Math.max(wait, 500), 600_000) : 5_000;
}
