import { randomBytes } from 'node:crypto';
import type { Place } from '../incoming.ts';
import { knownKey } from '../known/known-key.ts';
import { observableKey } from '../observables/observable.ts';
import type { Room } from '../room.ts';
import type { Query } from '../store/database.ts';
import { storableJson } from '../store/storable-json.ts';
import type { Finding } from '../verdicts/finding.ts';
import { mostTracks, type News, type Track } from './track.ts';
import { type TrackRow, trackOf } from './track-rows.ts';

/** What came of the wish to track: `longer`, the room tracked it already. */
export type Begun =
  | Readonly<{ kind: 'begun' | 'longer'; track: Track }>
  | Readonly<{ kind: 'full'; whose: 'room' | 'person' }>;

/** What a room tracks. Each call is atomic, also among replicas, and rejects with Failure `store-unavailable`. */
export type Tracks = Readonly<{
  begin: (wish: Omit<Track, 'id' | 'checks' | 'version' | 'card' | 'untold'>) => Promise<Begun>;
  read: (id: string) => Promise<Track | undefined>;
  /** Soonest ended first. */
  of: (room: Room) => Promise<readonly Track[]>;
  /** Its card stands there. */
  stands: (id: string, card: Readonly<{ place: Place; message: string }>, nextLook: number) => Promise<void>;
  /** Takes up to so many whose time to look has come, for two minutes: nobody else gets them meanwhile. */
  takeDue: (most: number) => Promise<readonly Track[]>;
  /** Keeps what was found and what is to be told of it; undefined when somebody was faster. */
  found: (track: Track, known: Finding, news: News | undefined, nextLook: number) => Promise<Track | undefined>;
  /** Nothing was found: it is looked at later. */
  putOff: (tracks: readonly Track[], until: number) => Promise<void>;
  /** Something is to be told although nothing was looked up. Undefined when it is over already. */
  tell: (id: string, news: News) => Promise<Track | undefined>;
  /** It was told; what is over is forgotten. */
  told: (track: Track, nextLook: number) => Promise<void>;
  /** What waits for so long to be told, or to be shown at all, that its job may be lost; once an hour. */
  waiting: () => Promise<readonly Track[]>;
  forget: (id: string) => Promise<void>;
}>;

/** How long whoever asks XDR has for it, milliseconds. */
const takenFor = 2 * 60_000;
/** After this, telling is begun once more, milliseconds; then every hour. */
const tellAgain = 5 * 60_000;
const hour = 60 * 60_000;

const itsRoom = 'platform = $1 and workspace = $2 and channel = $3';
const lives = "(untold is null or untold->>'news' not in ('ended', 'stopped'))";

export const createTracks = (query: Query, now: () => number): Tracks => {
  const one = async (sql: string, values: readonly unknown[]): Promise<Track | undefined> => {
    const [row] = await query<TrackRow>(sql, values);
    return row && trackOf(row);
  };
  const at = (epoch: number) => new Date(epoch);

  return {
    begin: async ({ place, observable, askedBy, askedAt, endsAt, known }) => {
      const { platform, workspace, channel } = place;
      const hash = knownKey(observableKey(observable));
      const room = [platform, workspace, channel];
      const longer = await one(
        `update tracks set ends_at = greatest(ends_at, $5) where ${itsRoom} and hash = $4 and ${lives} returning *`,
        [...room, hash, at(endsAt)],
      );
      if (longer) return { kind: 'longer', track: longer };
      const [counts] = await query<{ room: number; person: number }>(
        `select (select count(*) from tracks where ${itsRoom} and ${lives}) as room,
           (select count(*) from tracks where platform = $1 and workspace = $2 and asked_by = $4 and ${lives}) as person`,
        [...room, askedBy.id],
      );
      if (Number(counts?.room) >= mostTracks) return { kind: 'full', whose: 'room' };
      if (Number(counts?.person) >= mostTracks) return { kind: 'full', whose: 'person' };
      const track = await one(
        `insert into tracks (platform, workspace, channel, hash, id, place, observable, asked_by, asked_name, asked_at,
           ends_at, known, due_at)
         values ($1, $2, $3, $4, $5, $6::jsonb, $7::jsonb, $8, $9, $10, $11, $12::jsonb, $13)
         on conflict (platform, workspace, channel, hash) do update
         set id = excluded.id, place = excluded.place, asked_by = excluded.asked_by, asked_name = excluded.asked_name,
           asked_at = excluded.asked_at, ends_at = greatest(tracks.ends_at, excluded.ends_at), known = excluded.known,
           due_at = excluded.due_at, card = null, untold = null, taken_until = null
         where not ${lives.replaceAll('untold', 'tracks.untold')}
         returning *`,
        [
          ...room,
          hash,
          randomBytes(16).toString('base64url'),
          storableJson(place),
          storableJson(observable),
          askedBy.id,
          askedBy.name ?? null,
          at(askedAt),
          at(endsAt),
          storableJson(known),
          at(now() + tellAgain),
        ],
      );
      if (track) return { kind: 'begun', track };
      // Somebody else asked for the same in the same moment.
      const theirs = await one(`select * from tracks where ${itsRoom} and hash = $4`, [...room, hash]);
      return theirs ? { kind: 'longer', track: theirs } : { kind: 'full', whose: 'room' };
    },
    read: (id) => one('select * from tracks where id = $1', [id]),
    of: async ({ platform, workspace, channel }) => {
      const rows = await query<TrackRow>(
        `select * from tracks where ${itsRoom} and ${lives} order by ends_at, id limit ${2 * mostTracks}`,
        [platform, workspace, channel],
      );
      return rows.map(trackOf);
    },
    stands: async (id, { place, message }, nextLook) => {
      await query(
        `update tracks set card = $2, place = $3::jsonb, due_at = case when untold is null then $4 else due_at end
         where id = $1`,
        [id, message, storableJson(place), at(nextLook)],
      );
    },
    takeDue: async (most) => {
      const rows = await query<TrackRow>(
        `update tracks set taken_until = $2 where id = any(array(
           select id from tracks where due_at <= $1 and untold is null and card is not null
             and (taken_until is null or taken_until < $1)
           order by due_at limit $3::int for update skip locked)) returning *`,
        [at(now()), at(now() + takenFor), most],
      );
      return rows.map(trackOf);
    },
    found: (track, known, news, nextLook) =>
      one(
        `update tracks set known = $3::jsonb, checks = checks + 1, taken_until = null,
           due_at = case when coalesce($5::jsonb, untold) is null then $4::timestamptz else $6 end,
           untold = coalesce($5::jsonb, untold), version = version + case when $5::jsonb is null then 0 else 1 end
         where id = $1 and checks = $2 and (untold is null or untold->>'news' = 'redrawn') returning *`,
        [
          track.id,
          track.checks,
          storableJson(known),
          at(nextLook),
          news ? storableJson(news) : null,
          at(now() + tellAgain),
        ],
      ),
    putOff: async (tracks, until) => {
      await query('update tracks set due_at = $2, taken_until = null where id = any($1::text[])', [
        tracks.map(({ id }) => id),
        at(until),
      ]);
    },
    tell: (id, news) =>
      one(
        `update tracks set untold = $2::jsonb, version = version + 1, due_at = $3 where id = $1 and ${lives} returning *`,
        [id, storableJson(news), at(now() + tellAgain)],
      ),
    told: async ({ id, version }, nextLook) => {
      await query(`delete from tracks where id = $1 and version = $2 and not ${lives}`, [id, version]);
      await query('update tracks set untold = null, taken_until = null, due_at = $3 where id = $1 and version = $2', [
        id,
        version,
        at(nextLook),
      ]);
    },
    waiting: async () => {
      const rows = await query<TrackRow>(
        `update tracks set due_at = $2 where due_at <= $1 and (untold is not null or card is null) returning *`,
        [at(now()), at(now() + hour)],
      );
      return rows.map(trackOf);
    },
    forget: async (id) => {
      await query('delete from tracks where id = $1', [id]);
    },
  };
};

/** Removes what could not be told to anybody for a week after its end. */
export async function pruneTracks(query: Query, now: number): Promise<void> {
  await query('delete from tracks where ends_at < $1', [new Date(now - 7 * 24 * hour)]);
}
