import { createHmac } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Log } from '../../../src/log.ts';
import type { Json } from './message.ts';

/** How the bot answered; status 0 when it did not. */
export type Acknowledgement = Readonly<{ status: number; contentType: string; body: string }>;

/** Slack waits three seconds for an acknowledgement (docs.slack.dev/apis/events-api). */
const WAIT_MS = 3000;

export type Deliveries = Readonly<{
  /** Delivers an event envelope; again, up to three times, when it is not acknowledged. */
  event: (envelope: Json) => void;
  /** Delivers a form (a command, an interaction) once and resolves with the answer. */
  form: (fields: Readonly<Record<string, string>>) => Promise<Acknowledgement>;
  /** Resolves when nothing is on its way, waits for redelivery included. */
  idle: () => Promise<void>;
  /** Gives up what waits for redelivery. */
  close: () => Promise<void>;
}>;

/** Slack's side of `POST /slack/events`: signed, timed, repeated. */
export function createDeliveries(parts: {
  botUrl: () => string;
  signingSecret: string;
  /** Before the first, second and third repetition; Slack's are about none, one and five minutes. */
  retryDelaysMs: readonly number[];
  log: Log;
}): Deliveries {
  const stopping = new AbortController();
  const underWay = new Set<Promise<unknown>>();
  const track = <T>(work: Promise<T>): Promise<T> => {
    underWay.add(work);
    work.finally(() => underWay.delete(work)).catch(() => {});
    return work;
  };

  const post = async (
    contentType: string,
    body: string,
    headers: Record<string, string> = {},
  ): Promise<Acknowledgement> => {
    const timestamp = String(Math.floor(Date.now() / 1000));
    const mac = createHmac('sha256', parts.signingSecret).update(`v0:${timestamp}:${body}`).digest('hex');
    try {
      const response = await fetch(parts.botUrl(), {
        method: 'POST',
        headers: {
          'content-type': contentType,
          'user-agent': 'Slackbot 1.0 (simulated)',
          'x-slack-request-timestamp': timestamp,
          'x-slack-signature': `v0=${mac}`,
          ...headers,
        },
        body,
        redirect: 'error',
        signal: AbortSignal.any([AbortSignal.timeout(WAIT_MS), stopping.signal]),
      });
      return {
        status: response.headers.get('x-slack-no-retry') === '1' ? 200 : response.status,
        contentType: response.headers.get('content-type') ?? '',
        body: await response.text(),
      };
    } catch {
      return { status: 0, contentType: '', body: '' };
    }
  };

  const deliver = async (envelope: Json): Promise<void> => {
    const body = JSON.stringify(envelope);
    let answer = await post('application/json', body);
    for (const [i, ms] of parts.retryDelaysMs.entries()) {
      if (accepted(answer)) return;
      await delay(ms, undefined, { signal: stopping.signal });
      const reason = answer.status === 0 ? 'http_timeout' : 'http_error';
      answer = await post('application/json', body, {
        'x-slack-retry-num': String(i + 1),
        'x-slack-retry-reason': reason,
      });
    }
    if (!accepted(answer)) parts.log.warn({ status: answer.status }, 'the bot did not acknowledge an event');
  };

  return {
    event: (envelope) => {
      track(deliver(envelope)).catch(() => {}); // closed while it waited
    },
    form: (fields) => track(post('application/x-www-form-urlencoded', new URLSearchParams(fields).toString())),
    idle: async () => {
      while (underWay.size > 0) await Promise.allSettled(underWay);
    },
    close: async () => {
      stopping.abort();
      await Promise.allSettled(underWay);
    },
  };
}

export const accepted = ({ status }: Acknowledgement): boolean => status >= 200 && status < 300;
