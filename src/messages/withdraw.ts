import type { IncomingWithdrawal } from '../incoming.ts';
import type { Outbox, Reply } from '../reply.ts';
import { type AnnotateJob, jobOf, messageName, type WithdrawJob } from './annotate-job.ts';
import type { Annotations } from './annotation.ts';

/** A message was deleted: that is stored (a job on its way to a card stops there), and the card's removal is a job. */
export function createWithdrawMessage({
  annotations,
  enqueue,
}: {
  annotations: Annotations;
  enqueue: (id: string, job: WithdrawJob) => Promise<unknown>;
}): (incoming: IncomingWithdrawal) => Promise<Reply> {
  return async ({ message }) => {
    const annotation = await annotations.withdraw(message);
    if (annotation?.card || annotation?.postingSince) await enqueue(`withdraw/${messageName(message)}`, { message });
    return { kind: 'silence', reason: 'done' };
  };
}

/** Takes the card away; the next message that holds what it spoke of inherits it. */
export function createWithdraw({
  annotations,
  outbox,
  enqueue,
  now,
}: {
  annotations: Annotations;
  outbox: Outbox;
  enqueue: (id: string, job: AnnotateJob) => Promise<unknown>;
  now: () => number;
}): (job: WithdrawJob) => Promise<'removed' | 'nothing-to-remove'> {
  return async ({ message }) => {
    const annotation = await annotations.read(message);
    const place = { ...message.place, thread: message.place.thread ?? message.id };
    const card = annotation?.card;
    if (card) await outbox.remove({ place, id: card });
    else if (annotation?.postingSince) await outbox.remove({ place, key: messageName(message), after: message.id });
    for (const heir of await annotations.heirs(message)) {
      await enqueue(`annotate/${messageName(heir.message)}/heir of ${messageName(message)}`, jobOf(heir, now()));
    }
    return card ? 'removed' : 'nothing-to-remove';
  };
}
