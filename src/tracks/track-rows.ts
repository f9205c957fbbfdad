/** How tracks look in the database. */
import type { Place } from '../incoming.ts';
import type { Observable } from '../observables/observable.ts';
import type { Finding } from '../verdicts/finding.ts';
import type { News, Track } from './track.ts';

export type TrackRow = {
  id: string;
  place: Place;
  observable: Observable;
  asked_by: string;
  asked_name: string | null;
  asked_at: Date;
  ends_at: Date;
  card: string | null;
  known: Finding;
  checks: number;
  untold: News | null;
  version: number;
};

export const trackOf = (row: TrackRow): Track => ({
  id: row.id,
  place: row.place,
  observable: row.observable,
  askedBy: { id: row.asked_by, ...(row.asked_name === null ? {} : { name: row.asked_name }) },
  askedAt: row.asked_at.getTime(),
  endsAt: row.ends_at.getTime(),
  ...(row.card === null ? {} : { card: row.card }),
  known: row.known,
  checks: row.checks,
  ...(row.untold === null ? {} : { untold: row.untold }),
  version: row.version,
});
