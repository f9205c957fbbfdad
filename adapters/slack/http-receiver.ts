import { parse } from 'node:querystring';
import type { App, Receiver } from '@slack/bolt';
import type { Route, WebAnswer, WebRequest } from '../../src/listener.ts';
import type { Log } from '../../src/log.ts';
import { createTakeDelivery, type Dropped, type Outcome } from './take-delivery.ts';
import { verifySignature } from './verify-signature.ts';

const statusOf: Record<Outcome, number> = { taken: 200, nonsense: 400, failed: 503 };

/**
 * Slack over HTTP, behind the bot's own listener. Bolt's receivers acknowledge before anything is stored; this one
 * answers 2xx only when the delivery was taken, so that Slack delivers again what was not.
 */
export function createHttpReceiver(parts: {
  signingSecret: string;
  route: Route;
  dropped: Dropped;
  log: Log;
  now: () => number;
}): Receiver {
  const { signingSecret, log, now } = parts;
  let app: App | undefined;
  let open = false;
  const take = createTakeDelivery({ app: () => app!, dropped: parts.dropped, log });

  const answer = async (request: WebRequest): Promise<WebAnswer> => {
    if (!verifySignature(request, signingSecret, now())) {
      log.warn({ path: '/slack/events', from: request.remoteAddress }, 'signature refused');
      return { status: 401 };
    }
    if (!open) return { status: 503 };
    const body = readBody(request);
    if (body === undefined) return { status: 400 };
    if (isHandshake(body)) return { status: 200, body: body.challenge };
    if (isCertificateCheck(body)) return { status: 200 };
    const { outcome, answer: said } = await take(body);
    const status = statusOf[outcome];
    return said ? { status, contentType: 'application/json; charset=utf-8', body: JSON.stringify(said) } : { status };
  };
  parts.route('POST', '/slack/events', answer);

  return {
    init: (bolt) => {
      app = bolt;
    },
    start: async () => {
      open = true;
    },
    stop: async () => {
      open = false;
    },
  };
}

/** The body as Slack meant it: JSON, or a form with the fields of a slash command or one JSON field `payload`. */
function readBody({ headers, body }: WebRequest): unknown {
  const type = (headers['content-type'] ?? '').split(';', 1)[0]!.trim().toLowerCase();
  try {
    if (type === 'application/json') return JSON.parse(body.toString());
    if (type !== 'application/x-www-form-urlencoded') return undefined;
    const form = { ...parse(body.toString()) };
    return typeof form['payload'] === 'string' ? JSON.parse(form['payload']) : form;
  } catch {
    return undefined;
  }
}

const isHandshake = (body: unknown): body is { challenge: string } =>
  typeof body === 'object' &&
  body !== null &&
  'type' in body &&
  body.type === 'url_verification' &&
  'challenge' in body &&
  typeof body.challenge === 'string';

const isCertificateCheck = (body: unknown): boolean => typeof body === 'object' && body !== null && 'ssl_check' in body;
