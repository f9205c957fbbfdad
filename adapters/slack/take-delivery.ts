import type { App, ReceiverEvent } from '@slack/bolt';
import type { Log } from '../../src/log.ts';

/** A delivery that makes no sense: told to Slack as a bad request, never stored, never repeated by us. */
export class Nonsense extends Error {}

/** An acting press or a form that the core did not store: Slack tells the person that it did not work. */
export class NotStored extends Error {}

/** What came of a delivery. Only what was taken may be acknowledged to Slack. */
export type Outcome = 'taken' | 'nonsense' | 'failed';

export type Dropped = (minute: number) => Promise<unknown>;

/** `answer`: what the acknowledgement says, for a form that was sent. */
export type Taken = Readonly<{ outcome: Outcome; answer?: Record<string, unknown> }>;

export type TakeDelivery = (body: unknown) => Promise<Taken>;

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Hands one delivery to Bolt and says what came of it. Bolt "acknowledges" an event before any listener has run
 * (`App.processEvent`); for events that is ignored here and the outcome waits for the listeners. Slash commands, presses
 * and forms are acknowledged when their listener says so, and go on being worked.
 */
export function createTakeDelivery({
  app,
  dropped,
  log,
}: {
  app: () => App;
  /** Slack delivered nothing more in the minute that begins then (milliseconds since the epoch). Resolves when stored. */
  dropped: Dropped;
  log: Log;
}): TakeDelivery {
  return async (body) => {
    if (!isRecord(body)) return { outcome: 'nonsense' };
    if (body['type'] === 'app_rate_limited') return { outcome: await takeNotice(body, dropped) };
    const isEvent = body['type'] === 'event_callback';
    if (isEvent && !(isRecord(body['event']) && typeof body['event']['type'] === 'string')) {
      return { outcome: 'nonsense' };
    }
    return new Promise((resolve) => {
      const ack: ReceiverEvent['ack'] = isEvent
        ? async () => {}
        : async (answer: unknown) => resolve({ outcome: 'taken', ...(isRecord(answer) && { answer }) });
      app()
        .processEvent({ body, ack })
        .then(
          () => resolve({ outcome: isEvent ? 'taken' : 'nonsense' }),
          (error: unknown) => {
            // Before any other command or press is acknowledged only its body is read, so nothing else can have failed.
            const failed = isEvent ? !isNonsense(error) : causeOf(error) instanceof NotStored;
            const outcome = failed ? 'failed' : 'nonsense';
            log[outcome === 'failed' ? 'error' : 'warn'](
              { outcome, error: error instanceof Error ? error.message : 'unknown' },
              'slack delivery not taken',
            );
            resolve({ outcome });
          },
        );
    });
  };
}

/** More than 30,000 events in an hour: Slack drops the rest. https://docs.slack.dev/reference/events/app_rate_limited */
async function takeNotice(body: Record<string, unknown>, dropped: Dropped): Promise<Outcome> {
  const seconds = Number(body['minute_rate_limited']);
  if (!Number.isSafeInteger(seconds) || seconds <= 0) return 'nonsense';
  return dropped(seconds * 1000).then(
    () => 'taken',
    () => 'failed',
  );
}

/** What a listener throws comes back coded by Bolt, with the cause inside; what has no code was thrown by Bolt's own reading of the body. */
function isNonsense(error: unknown): boolean {
  if (causeOf(error) instanceof Nonsense) return true;
  return error instanceof TypeError && !('code' in error) && !('original' in error);
}

const causeOf = (error: unknown): unknown => (error instanceof Error && 'original' in error ? error.original : error);
