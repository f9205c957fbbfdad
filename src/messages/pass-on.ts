import { observableKey } from '../observables/observable.ts';
import type { Finding } from '../verdicts/finding.ts';
import { type AnnotateJob, jobOf, messageName } from './annotate-job.ts';
import type { Annotations } from './annotation.ts';

/** Until an edited message's card has changed, milliseconds. */
const heirsWait = 1000;

/**
 * Nobody silences others by posting first and then editing: what the card no longer says, the next message's says. Stored
 * before the card changes, so that no death in between loses it, and begun when the card has changed.
 */
export const createPassOn =
  ({
    annotations,
    enqueue,
    now,
  }: Readonly<{
    annotations: Pick<Annotations, 'heirs'>;
    /** Begins after so many milliseconds. */
    enqueue: (id: string, job: AnnotateJob, wait: number) => Promise<unknown>;
    now: () => number;
  }>) =>
  async ({ message, version }: AnnotateJob, findings: readonly Finding[]): Promise<void> => {
    const shown = new Set(findings.map(({ observable }) => observableKey(observable)));
    for (const heir of await annotations.heirs(message)) {
      const observables = heir.observables.filter((one) => !shown.has(observableKey(one)));
      if (observables.length === 0) continue;
      const id = `annotate/${messageName(heir.message)}/heir of ${messageName(message)}/${version}`;
      await enqueue(id, jobOf({ ...heir, observables }, now()), heirsWait);
    }
  };
