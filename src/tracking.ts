import { type Command, scopes } from './commands/command.ts';
import type { OneObservable } from './commands/one-observable.ts';
import { createTrack, createUntrack } from './commands/track.ts';
import type { PrefixOf } from './incoming.ts';
import type { Log } from './log.ts';
import type { PressAnswers } from './presses/answer-press.ts';
import type { Outbox } from './reply.ts';
import type { Query } from './store/database.ts';
import { createBeginTrack, createGoOn } from './tracks/begin-track.ts';
import { createEndTracks } from './tracks/end-tracks.ts';
import { createTrackCare, type TrackCare } from './tracks/look-after-tracks.ts';
import { createShowTrack, type ShowTrack, type TrackJob } from './tracks/show-track.ts';
import { standard } from './tracks/track.ts';
import { tracksCard } from './tracks/track-card.ts';
import { createTracks } from './tracks/tracks.ts';
import type { LookUp } from './verdicts/look-up.ts';

export type TrackingParts = Readonly<{
  query: Query;
  lookUp: LookUp;
  oneObservable: OneObservable;
  offers: () => Promise<Readonly<{ details: boolean }>>;
  outbox: Outbox;
  enqueue: (name: 'track', id: string, job: TrackJob) => Promise<unknown>;
  prefixOf: PrefixOf;
  simulated: boolean;
  log: Log;
  now: () => number;
}>;

/** Everything about observables that a conversation tracks. */
export type Tracking = Readonly<{
  commands: readonly Command[];
  presses: PressAnswers;
  /** Shows one and tells what is new: a durable job. */
  show: ShowTrack;
  care: TrackCare;
}>;

export function createTracking(parts: TrackingParts): Tracking {
  const { now, simulated, lookUp } = parts;
  const tracks = createTracks(parts.query, now);
  const goOn = createGoOn((id, job) => parts.enqueue('track', id, job));
  const offersDetails = async () => (await parts.offers()).details;
  const show = createShowTrack({ ...parts, tracks, offersDetails });
  const begin = createBeginTrack({ tracks, lookUp, show, goOn, simulated, now });
  const end = createEndTracks({ tracks, goOn, simulated });
  return {
    commands: [
      createTrack({ ...parts, begin, list: async (room) => tracksCard(await tracks.of(room), simulated) }),
      createUntrack({ ...parts, end }),
    ],
    presses: {
      track: {
        role: 'readers',
        scopes: [scopes.deliberate],
        run: ({ observable }, by) => begin(observable, standard, by),
      },
      untrack: { role: 'readers', scopes: [], run: ({ track }, { place }) => end(place, { track }) },
    },
    show,
    care: createTrackCare({ tracks, lookUp, goOn, log: parts.log, now }),
  };
}
