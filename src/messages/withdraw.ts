import type { IncomingWithdrawal } from '../incoming.ts';
import type { Outbox, Reply } from '../reply.ts';
import { type AnnotateJob, jobOf, messageName, type WithdrawJob } from './annotate-job.ts';
import type { Annotations } from './annotation.ts';
import { createTakeAway } from './take-away.ts';

/** A message was deleted: that is stored (a job on its way to a card stops there), and the card's removal is a job. */
export function createWithdrawMessage({
  annotations,
  enqueue,
}: {
  annotations: Annotations;
  enqueue: (id: string, job: WithdrawJob) => Promise<unknown>;
}): (incoming: IncomingWithdrawal) => Promise<Reply> {
  return async ({ message, version }) => {
    const annotation = await annotations.withdraw(message, version);
    if (annotation?.card || annotation?.postingSince)
      await enqueue(`withdraw/${messageName(message)}/${version ?? annotation.version}`, { message });
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
  const takeAway = createTakeAway({ annotations, outbox });
  return async ({ message }) => {
    const annotation = await annotations.read(message);
    if (annotation?.state !== 'withdrawn') return 'nothing-to-remove'; // restored meanwhile: what stands is wanted
    await takeAway(message, annotation);
    // Not the name under which an edit of that version passes on what it no longer says.
    const from = `heir of deleted ${messageName(message)}/${annotation.version}`;
    for (const heir of await annotations.heirs(message)) {
      await enqueue(`annotate/${messageName(heir.message)}/${from}`, jobOf(heir, now()));
    }
    return annotation.card ? 'removed' : 'nothing-to-remove';
  };
}
