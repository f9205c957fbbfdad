import { Failure } from '../failure.ts';
import { createInTurn } from '../in-turn.ts';
import { postBeside } from '../post-beside.ts';
import type { Outbox } from '../reply.ts';
import type { Room } from '../room.ts';
import { nextLook } from './schedule.ts';
import { isOver } from './track.ts';
import { newsCard, trackCard } from './track-card.ts';
import type { Tracks } from './tracks.ts';

/** The durable work of showing what is tracked, and of telling what is new. */
export type TrackJob = Readonly<{ room: Room; track: string }>;

/**
 * Posts the card of what is tracked if there is none yet, and tells what is untold: the card changes, and its thread gets
 * one line. Safe to repeat from any point: both posts are looked for by their keys. Where nobody can be told any more
 * tracking ends. Rejects with a Failure when it is to be tried again.
 */
export type ShowTrack = (
  job: Pick<TrackJob, 'track'>,
  first?: 'first',
) => Promise<'shown' | 'told' | 'over' | 'place-gone'>;

export function createShowTrack({
  tracks,
  outbox,
  offersDetails,
  simulated,
  now,
}: {
  tracks: Pick<Tracks, 'read' | 'stands' | 'told' | 'forget'>;
  outbox: Pick<Outbox, 'post' | 'update'>;
  offersDetails: () => Promise<boolean>;
  simulated: boolean;
  now: () => number;
}): ShowTrack {
  const inTurn = createInTurn();

  const show = async (id: string, maybePosted: boolean) => {
    const track = await tracks.read(id);
    if (!track) return 'over';
    const draw = async () => trackCard(track, { details: await offersDetails(), simulated });
    let { place, card } = track;
    if (card === undefined) {
      if (isOver(track)) return tracks.told(track, 0).then(() => 'over' as const);
      const posted = await postBeside(outbox, place, await draw(), { id: `track/${id}`, maybePosted });
      if (!posted) return end(id);
      ({ place, id: card } = posted);
      await tracks.stands(id, { place, message: card }, nextLook(track, now()));
      if (!track.untold) return 'shown';
    }
    await outbox.update({ place, id: card }, await draw()).catch(unlessGone);
    const line = newsCard(track, simulated);
    if (line) {
      const thread = { ...place, thread: place.thread ?? card };
      // Whoever told it before may have died behind it.
      if (!(await postBeside(outbox, thread, line, { id: `track/${id}/${track.version}`, maybePosted: true })))
        return end(id);
    }
    await tracks.told(track, nextLook(track, now()));
    return isOver(track) ? 'over' : 'told';
  };

  const end = async (id: string) => {
    await tracks.forget(id);
    return 'place-gone' as const;
  };

  return ({ track: id }, first) =>
    inTurn(id, async () => {
      try {
        return await show(id, first === undefined);
      } catch (failure) {
        // Archived, deleted, or we were removed: there is nobody to tell.
        if (failure instanceof Failure && failure.kind === 'place-gone') return end(id);
        throw failure;
      }
    });
}

/** Somebody deleted the card; the line is said all the same. */
function unlessGone(failure: unknown): void {
  if (!(failure instanceof Failure) || failure.kind !== 'place-gone') throw failure;
}
