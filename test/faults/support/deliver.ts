import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { SocketPeer } from '../../support/slack-socket-peer.ts';

/** To one replica after another, to all of them (each but the first with Slack's retry headers), or over Socket Mode. */
export type Way = 'in-turn' | 'to-all' | 'socket';

/** What goes back to Slack: forms and commands are answered with a body. */
export type DeliveryAnswer = Readonly<{ status: number; contentType?: string; body?: string }>;

/** How Slack's deliveries reach the replicas. */
export type Deliver = Readonly<{
  /** Which replicas take deliveries from now on, by port. */
  to: (ports: readonly number[], way?: Way) => void;
  /** Passes one delivery on; resolves with the answer for Slack. */
  take: (headers: IncomingHttpHeaders, body: string) => Promise<DeliveryAnswer>;
}>;

/** Longer than Slack waits, so that an acknowledgement which comes too late for Slack is counted all the same. */
const longestAnswer = 20_000;
const slackWaits = 3_000;
const nobody: DeliveryAnswer = { status: 502 };
const signed = [
  'content-type',
  'x-slack-request-timestamp',
  'x-slack-signature',
  'x-slack-retry-num',
  'x-slack-retry-reason',
];

export function createDeliver(parts: {
  peers: readonly SocketPeer[];
  onAcknowledged: (body: string) => void;
  onRefused: () => void;
}): Deliver {
  let ports: readonly number[] = [];
  let way: Way = 'in-turn';
  let turn = 0;

  const post = async (port: number, headers: Record<string, string>, body: string): Promise<DeliveryAnswer> => {
    const answer = await fetch(`http://127.0.0.1:${port}/slack/events`, {
      ...{ method: 'POST', headers, body },
      signal: AbortSignal.timeout(longestAnswer),
    });
    const said = await answer.text();
    if (answer.ok) parts.onAcknowledged(body);
    return { status: answer.status, contentType: answer.headers.get('content-type') ?? 'text/plain', body: said };
  };

  /** The next replica; the one after it when nobody listens there, as a load balancer does. */
  const inTurn = async (headers: Record<string, string>, body: string): Promise<DeliveryAnswer> => {
    for (let tried = 0; tried < ports.length; tried++) {
      try {
        return await post(ports[turn++ % ports.length]!, headers, body);
      } catch (error) {
        if (!isRefused(error)) return nobody;
      }
    }
    return nobody;
  };

  /** Slack hears the answer of the first that takes it. */
  const toAll = async (headers: Record<string, string>, body: string): Promise<DeliveryAnswer> => {
    const again = { ...headers, 'x-slack-retry-num': '1', 'x-slack-retry-reason': 'http_timeout' };
    const answers = await Promise.all(
      ports.map((port, i) => post(port, i === 0 ? headers : again, body).catch(() => nobody)),
    );
    return answers.toSorted((a, b) => a.status - b.status)[0] ?? nobody;
  };

  const overSocket = async (body: string): Promise<DeliveryAnswer> => {
    const peer = parts.peers.findLast((one) => !one.closed());
    if (!peer) return nobody;
    const id = randomUUID();
    peer.send({ envelope_id: id, type: 'events_api', accepts_response_payload: false, payload: JSON.parse(body) });
    for (const until = Date.now() + slackWaits; Date.now() < until; ) {
      if (peer.received.some((one) => one['envelope_id'] === id)) {
        parts.onAcknowledged(body);
        return { status: 200 };
      }
      await new Promise((done) => setTimeout(done, 5));
    }
    return { status: 504 };
  };

  return {
    to: (wanted, how = 'in-turn') => {
      ports = wanted;
      way = how;
    },
    take: async (given, body) => {
      const headers = Object.fromEntries(
        signed.flatMap((name) => (given[name] === undefined ? [] : [[name, String(given[name])]])),
      );
      const passed = {
        socket: () => overSocket(body),
        'to-all': () => toAll(headers, body),
        'in-turn': () => inTurn(headers, body),
      };
      const answer = await passed[way]();
      if (answer.status >= 300) parts.onRefused();
      return answer;
    },
  };
}

const isRefused = (error: unknown): boolean =>
  error instanceof Error && Reflect.get(Object(error.cause), 'code') === 'ECONNREFUSED';
