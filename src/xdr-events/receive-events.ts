import { Failure } from '../failure.ts';
import type { WebHandler } from '../listener.ts';
import type { Log } from '../log.ts';
import { createIsFromXdr } from './is-from-xdr.ts';
import { mostEvents, readEvents } from './read-events.ts';
import type { StoreEvents } from './store-events.ts';
import { typeLabel } from './xdr-event.ts';

/** What became of an event, for metrics: `type` is one of ours, `other`, or `none` where no event was read. */
export type OnXdrEvent = (type: string, outcome: string) => void;

/**
 * `POST /xdr/webhook`: 401 without the secret, 400 for what makes no sense, 503 when it cannot be stored, so that XDR has
 * it as not delivered; 200 when everything of it is stored. Bodies over 1 MiB do not come so far (`listener`).
 */
export function createReceiveEvents({
  secret,
  store,
  onEvent,
  log,
}: Readonly<{ secret: string; store: StoreEvents; onEvent: OnXdrEvent; log: Log }>): WebHandler {
  const isFromXdr = createIsFromXdr(secret);
  return async (request) => {
    const from = { remoteAddress: request.remoteAddress };
    if (!isFromXdr(request)) {
      log.warn(from, 'event refused: not with the secret of the webhook');
      onEvent('none', 'refused');
      return { status: 401 };
    }
    const events = readEvents(request.body.toString());
    if (!events) {
      log.warn({ ...from, bytes: request.body.length, mostEvents }, 'event refused: it makes no sense');
      onEvent('none', 'nonsense');
      return { status: 400 };
    }
    try {
      for (const { event, outcome } of await store(events)) {
        log.info({ event: event.id, type: event.type, incidents: event.incidents, outcome }, 'event from XDR');
        onEvent(typeLabel(event.type), outcome);
      }
      return { status: 200 };
    } catch (error) {
      if (!(error instanceof Failure) || error.kind !== 'store-unavailable') throw error;
      log.warn({ ...from, reason: error.message }, 'event not stored');
      for (const { type } of events) onEvent(typeLabel(type), 'not-stored');
      return { status: 503 };
    }
  };
}
