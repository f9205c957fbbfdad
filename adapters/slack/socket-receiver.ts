import type { App, Receiver } from '@slack/bolt';
import { SocketModeClient, type SocketModeOptions } from '@slack/socket-mode';
import { Failure } from '../../src/failure.ts';
import type { Log } from '../../src/log.ts';
import { createBoltLog } from './bolt-log.ts';
import { readSlackFailure } from './read-failure.ts';
import { createTakeDelivery, type Dropped } from './take-delivery.ts';

export type SocketReceiver = Receiver & Readonly<{ connected: () => boolean }>;

type Envelope = Readonly<{ body: unknown; ack: (answer?: Record<string, unknown>) => Promise<void> }>;

/** Milliseconds between attempts to come back after the connection was lost; the last one repeats. */
const reconnectAfter = [100, 500, 1_000, 3_000, 10_000, 30_000];
/** A connection that held this long was a good one: the next attempt may come soon. */
const good = 30_000;
const closeWithin = 5_000;

/**
 * Slack over Socket Mode. An envelope is acknowledged only when it was taken; what is not, Slack sends again. The client
 * library's own reconnecting is off: when it cannot get a new address it rejects where nobody listens, which ends the process.
 */
export function createSocketReceiver(parts: {
  appToken: string;
  apiUrl: string;
  dropped: Dropped;
  log: Log;
  fetch: typeof fetch;
  dispatcher?: SocketModeOptions['dispatcher'];
}): SocketReceiver {
  const { log } = parts;
  const client = new SocketModeClient({
    appToken: parts.appToken,
    autoReconnectEnabled: false,
    logger: createBoltLog(log),
    clientOptions: {
      slackApiUrl: parts.apiUrl,
      fetch: parts.fetch,
      retryConfig: { retries: 0 },
      rejectRateLimitedCalls: true,
      timeout: 10_000,
    },
    ...(parts.dispatcher && { dispatcher: parts.dispatcher }),
  });
  let app: App | undefined;
  let connected = false;
  let stopping = false;
  let connectedAt = 0;
  let attempts = 0;
  let timer: NodeJS.Timeout | undefined;
  const underWay = new Set<Promise<void>>();
  const take = createTakeDelivery({ app: () => app!, dropped: parts.dropped, log });

  shieldMessages(client, log);
  client.on('slack_event', ({ body, ack }: Envelope) => {
    if (stopping) return;
    const taking = take(body)
      .then(({ outcome, answer }) => (outcome === 'taken' ? ack(answer) : undefined))
      .catch((error: unknown) => log.warn({ error: String(error) }, 'socket acknowledgement not sent'))
      .finally(() => underWay.delete(taking));
    underWay.add(taking);
  });
  client.on('connected', () => {
    connected = true;
    connectedAt = Date.now();
  });
  client.on('disconnected', () => {
    if (connected && Date.now() - connectedAt > good) attempts = 0;
    if (connected) reconnect();
    connected = false;
  });

  const reconnect = () => {
    if (stopping) return;
    clearTimeout(timer);
    timer = setTimeout(
      () =>
        client.start().catch((error: unknown) => {
          log.warn({ error: readSlackFailure('apps.connections.open', error).message }, 'socket mode not back yet');
          reconnect();
        }),
      reconnectAfter[Math.min(attempts++, reconnectAfter.length - 1)],
    );
  };

  return {
    init: (bolt) => {
      app = bolt;
    },
    start: async () => {
      stopping = false;
      await client.start().catch((error: unknown) => {
        const { kind, message, facts } = readSlackFailure('apps.connections.open', error);
        throw new Failure(kind, `Socket Mode cannot be opened with SLACK_APP_TOKEN: ${message}`, facts);
      });
    },
    stop: async () => {
      stopping = true;
      clearTimeout(timer);
      if (!connected) return;
      const tooLong = new Promise<void>((resolve) => setTimeout(resolve, closeWithin).unref());
      await Promise.race([Promise.all(underWay), tooLong]);
      await Promise.race([client.disconnect(), tooLong]);
    },
    connected: () => connected,
  };
}

/** The library reads a message in an async listener: a malformed one would reject where nobody listens. */
function shieldMessages(client: SocketModeClient, log: Log): void {
  const readers = client.listeners('ws_message');
  client.removeAllListeners('ws_message');
  client.on('ws_message', (...message: unknown[]) => {
    for (const read of readers) {
      Promise.resolve(read(...message)).catch(() => log.warn({}, 'malformed socket message ignored'));
    }
  });
}
