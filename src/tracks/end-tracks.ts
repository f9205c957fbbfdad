import type { Card } from '../cards/card.ts';
import { type Observable, observableKey } from '../observables/observable.ts';
import type { Room } from '../room.ts';
import type { GoOn } from './begin-track.ts';
import type { Track } from './track.ts';
import { untrackedCard } from './track-card.ts';
import { notTrackedCard } from './track-refusals.ts';
import type { Tracks } from './tracks.ts';

/** Ends tracking in a room: of an observable, of one by its id, or of all. Resolves with what the room is told. */
export type EndTracks = (room: Room, which: Observable | Readonly<{ track: string }> | 'all') => Promise<Card>;

export function createEndTracks({
  tracks,
  goOn,
  simulated,
}: {
  tracks: Pick<Tracks, 'of' | 'tell'>;
  goOn: GoOn;
  simulated: boolean;
}): EndTracks {
  return async (room, which) => {
    const meant = (track: Track): boolean => {
      if (which === 'all') return true;
      return 'track' in which ? track.id === which.track : observableKey(track.observable) === observableKey(which);
    };
    const ended: Track[] = [];
    // Of this room alone: a button may have been copied elsewhere.
    for (const track of (await tracks.of(room)).filter(meant)) {
      const its = await tracks.tell(track.id, { news: 'stopped' });
      if (!its) continue;
      await goOn(its);
      ended.push(its);
    }
    return ended.length > 0 ? untrackedCard(ended, simulated) : notTrackedCard(simulated);
  };
}
