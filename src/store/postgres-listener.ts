import pg from 'pg';
import type { Log } from '../log.ts';

/** Milliseconds. */
const pause = 1000;

/**
 * A connection of its own that subscribes, and subscribes again after each break, until closed. What was said while it was
 * broken is lost: listeners look by themselves from time to time.
 */
export function listenOn(
  settings: pg.ClientConfig,
  channel: string,
  onNotification: (payload: string) => void,
  log: Log,
): () => Promise<void> {
  let client: pg.Client | undefined;
  let timer: NodeJS.Timeout | undefined;
  let closed = false;
  const subscribe = () => {
    const next = new pg.Client(settings);
    client = next;
    let again = () => {
      again = () => {};
      next.connection.stream.destroy(); // it is broken already
      if (!closed) timer = setTimeout(subscribe, pause);
    };
    next.on('error', (error) => {
      log.warn({ error: error.message }, 'the notifications of the database broke off');
      again();
    });
    next.on('end', () => again());
    next.on('notification', ({ payload }) => onNotification(payload ?? ''));
    next
      .connect()
      .then(() => next.query(`listen ${next.escapeIdentifier(channel)}`))
      .catch(() => again());
  };
  subscribe();
  return async () => {
    closed = true;
    clearTimeout(timer);
    client?.connection.stream.destroy();
  };
}
