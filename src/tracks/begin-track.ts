import type { Card } from '../cards/card.ts';
import { Failure } from '../failure.ts';
import type { Person, Place } from '../incoming.ts';
import type { Observable } from '../observables/observable.ts';
import type { LookUp } from '../verdicts/look-up.ts';
import type { ShowTrack, TrackJob } from './show-track.ts';
import type { Track } from './track.ts';
import { trackedCard } from './track-card.ts';
import { fullCard, notHereCard } from './track-refusals.ts';
import type { Tracks } from './tracks.ts';

/** Enqueues what there is to show and tell; the same occasion twice is one job. */
export type GoOn = (track: Track, occasion?: string) => Promise<void>;

export const createGoOn =
  (enqueue: (id: string, job: TrackJob) => Promise<unknown>): GoOn =>
  async ({ id, version, place }, occasion = '') => {
    const { platform, workspace, channel } = place;
    await enqueue(`track/${id}/${version}${occasion}`, { room: { platform, workspace, channel }, track: id });
  };

/**
 * Begins to track an observable for so many milliseconds, where somebody asked for it: its card is posted there. Resolves
 * with what he is told. Rejects with a Failure, and nothing is tracked, when XDR cannot be asked.
 */
export type BeginTrack = (
  observable: Observable,
  forMs: number,
  by: Readonly<{ person: Person; place: Place }>,
) => Promise<Card>;

export function createBeginTrack({
  tracks,
  lookUp,
  show,
  goOn,
  simulated,
  now,
}: {
  tracks: Pick<Tracks, 'begin' | 'read' | 'tell'>;
  lookUp: LookUp;
  show: ShowTrack;
  goOn: GoOn;
  simulated: boolean;
  now: () => number;
}): BeginTrack {
  return async (observable, forMs, { person, place }) => {
    const [known] = await lookUp([observable], { purpose: 'command' });
    const [askedAt, { id, name }] = [now(), person];
    const begun = await tracks.begin({
      place,
      observable,
      askedBy: { id, ...(name === undefined ? {} : { name }) },
      askedAt,
      endsAt: askedAt + forMs,
      known: known!,
    });
    if (begun.kind === 'full') return fullCard(begun.whose, simulated);
    const { track } = begun;
    if (begun.kind === 'longer') {
      // The card says until when; what is untold is told with it.
      const changed = track.untold ? track : await tracks.tell(track.id, { news: 'redrawn' });
      if (changed) await goOn(changed);
      return trackedCard(track, true, simulated);
    }
    const shown = await show({ track: track.id }, 'first').catch(async (failure: unknown) => {
      if (!(failure instanceof Failure)) throw failure;
      await goOn(track); // the platform is away, or asks us to wait
      return 'later' as const;
    });
    return shown === 'place-gone' ? notHereCard(simulated) : trackedCard(track, false, simulated);
  };
}
