import { Failure } from '../failure.ts';
import type { Place, PrefixOf } from '../incoming.ts';
import type { Outbox } from '../reply.ts';
import type { Room } from '../room.ts';
import type { Interruption, Interruptions, Telling } from './interruption.ts';
import { interruptionCard } from './interruption-card.ts';

/** The durable work of telling a room what interrupted its watching. */
export type TellJob = Readonly<{ room: Room }>;

/** Stores that a room is to be told, so that it is told once although we may die before. `wait` in milliseconds. */
export type Announce = (interruption: Interruption, tell: Telling['tell'], wait?: number) => Promise<void>;

export function createAnnounce(enqueue: (id: string, job: TellJob, wait?: number) => Promise<unknown>): Announce {
  return async ({ id, room }, tell, wait) => {
    await enqueue(`tell/${id}/${tell}`, { room }, wait);
  };
}

/** Messages that are given up come one after another: a room gets one summary of them, and at most one a day. */
const [gather, summariesApart] = [10 * 60_000, 24 * 60 * 60_000];

/** A message waited for 24 hours: its room is told, together with what else was given up meanwhile. */
export function createGiveUp({
  givenUp,
  announce,
  now,
}: {
  givenUp: Interruptions['givenUp'];
  announce: Announce;
  now: () => number;
}): (message: Readonly<{ room: Room; saidAt: number }>) => Promise<void> {
  return async ({ room, saidAt }) => {
    const { toldBefore = Number.NEGATIVE_INFINITY, ...interruption } = await givenUp(room, saidAt);
    await announce(interruption, 'begin', Math.max(gather, toldBefore + summariesApart - now()));
  };
}

/** Tells a room what it has not been told yet. */
export function createTellRoom({
  interruptions,
  isWatched,
  outbox,
  prefixOf,
  simulated,
}: {
  interruptions: Pick<Interruptions, 'untold' | 'markTold'>;
  isWatched: (place: Place) => Promise<boolean>;
  outbox: Pick<Outbox, 'post'>;
  prefixOf: PrefixOf;
  simulated: boolean;
}): (job: TellJob) => Promise<'told' | 'nothing-to-tell'> {
  return async ({ room }) => {
    // Nobody has looked who reads here; nothing of what is told concerns anyone but the room.
    const place: Place = { ...room, kind: 'channel', outsiders: true };
    const watched = await isWatched(place);
    let told = 0;
    for (const telling of await interruptions.untold(room)) {
      const { id, kind, until } = telling.interruption;
      const over = kind === 'paused' && telling.tell === 'begin' && until !== undefined;
      if (watched && !over) {
        const key = { id: `interruption/${id}/${telling.tell}`, maybePosted: true };
        const card = interruptionCard(telling, { prefix: prefixOf(room.platform), simulated });
        await outbox.post(place, { kind: 'card', card }, key).catch(
          // Archived, or we were removed: there is nobody to tell.
          (error: unknown) =>
            error instanceof Failure && error.kind === 'place-gone' ? undefined : Promise.reject(error),
        );
        told += 1;
      }
      await interruptions.markTold(telling);
      if (over) await interruptions.markTold({ ...telling, tell: 'end' });
    }
    return told > 0 ? 'told' : 'nothing-to-tell';
  };
}
