import { Failure, isFinal } from '../../src/failure.ts';
import type { MessageRef, Place } from '../../src/incoming.ts';
import type { SlackParts } from './outbox.ts';
import { slackErrorCode } from './read-failure.ts';

/** It is as it should be already. https://docs.slack.dev/reference/methods/pins.add#errors, and those of pins.remove */
const already = new Set(['already_pinned', 'no_pin', 'not_pinned']);

/**
 * Pins a message of ours, or unpins it. Resolves with `gone` when Slack refuses it (no scope, too many pins, no such
 * message); rejects when it could not be asked.
 */
export type PutPin = (place: Place, on: string, pinned: boolean) => Promise<MessageRef | 'gone'>;

export const createPutPin =
  ({ client, call, log }: Pick<SlackParts, 'client' | 'call' | 'log'>): PutPin =>
  async (place, on, pinned) => {
    const what = { channel: place.channel, timestamp: on };
    try {
      // To do it twice is to do it once: it may be repeated.
      if (pinned) await call('pins.add', 'read', () => client.pins.add(what));
      else await call('pins.remove', 'read', () => client.pins.remove(what));
    } catch (failure) {
      if (!already.has(slackErrorCode(failure) ?? '')) {
        if (!(failure instanceof Failure && isFinal(failure))) throw failure;
        log.info({ channel: place.channel, reason: failure.message }, 'not pinned');
        return 'gone';
      }
    }
    return { place, id: on };
  };
