import type { Place } from '../incoming.ts';
import type { Observable } from '../observables/observable.ts';
import type { Finding } from '../verdicts/finding.ts';
import type { Disposition } from '../verdicts/verdict.ts';

const hour = 60 * 60 * 1000;

/** For how long an observable is tracked, milliseconds. */
export const [shortest, standard, longest] = [hour, 7 * 24 * hour, 30 * 24 * hour];

/** Observables that one room tracks, and that one person has asked for in all rooms. */
export const mostTracks = 20;

/** What a room is to be told of an observable that it tracks. Sources are named as XDR names them. */
export type News =
  /** `ranOut`: sources whose verdict came to its own end. */
  | Readonly<{ news: 'changed'; from: Disposition; ranOut: readonly string[] }>
  | Readonly<{ news: 'ran-out'; ranOut: readonly string[] }>
  /** Its time is over. */
  | Readonly<{ news: 'ended' }>
  /** Somebody has ended it, and the room knows. */
  | Readonly<{ news: 'stopped' }>
  /** Only its card changes. */
  | Readonly<{ news: 'redrawn' }>;

/** An observable that a conversation tracks. Times are milliseconds since the epoch. */
export type Track = Readonly<{
  id: string;
  place: Place;
  observable: Observable;
  askedBy: Readonly<{ id: string; name?: string }>;
  askedAt: number;
  endsAt: number;
  /** The message id of its card; absent until it is posted. */
  card?: string;
  /** What was found last: the last word of each source, as long as it has not answered again. */
  known: Finding;
  checks: number;
  untold?: News;
  version: number;
}>;

export const isOver = ({ untold }: Pick<Track, 'untold'>): boolean =>
  untold?.news === 'ended' || untold?.news === 'stopped';
