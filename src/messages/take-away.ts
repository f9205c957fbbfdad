import type { MessageRef } from '../incoming.ts';
import type { Outbox } from '../reply.ts';
import { messageName, threadOf } from './annotate-job.ts';
import type { Annotation, Annotations } from './annotation.ts';

export type TakeAway = (message: MessageRef, known: Pick<Annotation, 'card' | 'postingSince'>) => Promise<void>;

/** Takes away the card of a message, also one that a process may have posted before it died; it may be gone already. */
export const createTakeAway =
  ({
    annotations,
    outbox,
  }: Readonly<{ annotations: Pick<Annotations, 'removed'>; outbox: Pick<Outbox, 'remove'> }>): TakeAway =>
  async (message, { card, postingSince }) => {
    const place = threadOf(message);
    if (card) {
      await outbox.remove({ place, id: card });
      await annotations.removed(message, card);
    }
    // What is being posted may come to stand only later: whoever posts it, or takes up its work, has to look again.
    else if (postingSince) await outbox.remove({ place, key: messageName(message), after: message.id });
  };
