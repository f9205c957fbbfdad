import type { Card } from '../cards/card.ts';
import { failureCard } from '../cards/failure-card.ts';
import { Failure } from '../failure.ts';
import type { IncomingPress } from '../incoming.ts';
import type { Log } from '../log.ts';
import type { Outbox, Reply } from '../reply.ts';
import { within } from '../within.ts';

/**
 * So long (milliseconds) a form waits for what comes of it: Slack gives up after three seconds, and whoever is told that
 * it did not work would send it again. What takes longer is told in the room.
 */
const patience = 2_000;

/** Works a form that was sent, once, and tells what came of it. `what` names it: in the log, and for its key. */
export type WorkForm = (what: string, incoming: IncomingPress, work: () => Promise<Card>) => Promise<Reply>;

export function createWorkForm(parts: {
  /** True for the first who asks for this key: a form that is sent twice is worked once. */
  claim: (key: string) => Promise<boolean>;
  outbox: Pick<Outbox, 'post'>;
  newReference: () => string;
  log: Log;
  simulated: boolean;
}): WorkForm {
  const { log, simulated } = parts;

  const late = async (what: string, working: Promise<Card>, { place, key }: IncomingPress): Promise<void> => {
    const card = await working.catch((error: unknown) => {
      const reference = parts.newReference();
      const failure =
        error instanceof Failure ? error : new Failure('malformed', 'a fault of the bot', { cause: error });
      log.warn({ reference, what, kind: failure.kind, error: failure.message }, 'what a form asked for failed');
      return failureCard({ failure, reference, simulated });
    });
    if (place.outsiders) return; // the audit has it
    await parts.outbox.post(place, { kind: 'card', card }, { id: key, maybePosted: false }).catch((error: unknown) => {
      log.warn({ what, error: error instanceof Error ? error.message : 'unknown' }, 'outcome not posted');
    });
  };

  return async (what, incoming, work) => {
    if (!(await parts.claim(`${what}/${incoming.key}`))) return { kind: 'silence', reason: 'noted' };
    const working = work();
    const card = await within(working, patience, undefined);
    if (!card) {
      void late(what, working, incoming);
      return { kind: 'silence', reason: 'noted' };
    }
    // Told in the room; where others may read, to the presser alone.
    return incoming.place.outsiders || card.data?.kind === 'refusal'
      ? { kind: 'card', card, audience: 'asker', dialog: true }
      : { kind: 'card', card, audience: 'room' };
  };
}
