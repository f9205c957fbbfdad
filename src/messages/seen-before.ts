import type { Audience } from '../adapter.ts';
import type { Place } from '../incoming.ts';
import { observableKey } from '../observables/observable.ts';
import type { Query } from '../store/database.ts';
import type { Seen, SeenBefore } from '../verdicts/seen.ts';
import { within } from '../within.ts';
import { hashOf } from './annotation-rows.ts';

/** Rooms that are named of one observable. */
const mostRooms = 2;
/** Rooms whose openness is asked about for one card. */
const mostAsked = 20;
/** Of an observable that is on everybody's lips only the latest mentions are looked at. */
const mostMentions = 50;

/** Longest that a card waits for the database, and then for the platform's word on who may read what, milliseconds. */
const [patience, platformPatience] = [100, 500];

/**
 * What rooms remember, for those who may read them anyway: this room itself, and rooms that are open now to everybody who
 * reads here. Where that is not known for certain there is no answer, and what takes too long is left out.
 */
export function createSeenBefore({
  query,
  circlesOf,
  openRoom,
  now,
  wait = patience,
  platformWait = platformPatience,
}: Audience &
  Readonly<{
    query: Query;
    now: () => number;
    /** Milliseconds for the database. */
    wait?: number;
    /** Milliseconds for the platform's word on who may read what. */
    platformWait?: number;
  }>): SeenBefore {
  /** By hash, the latest mention in each room of the workspace, but for what the thread itself says. */
  const mentioned = async (hashes: readonly string[], place: Place, message: string | undefined) => {
    const rows = await query<Mentioned>(
      // The mentions are cut before they are joined: so few rows are read whatever the database knows of its tables.
      `select l.hash, l.channel, l.mentioned_at from unnest($3::text[]) as w (hash)
       cross join lateral (
         select m.hash, m.platform, m.workspace, m.channel, m.message, m.mentioned_at from mentions m
         where m.platform = $1 and m.workspace = $2 and m.hash = w.hash
           and not (m.channel = $4 and ($5 in (m.message, m.room) or $6))
         order by m.mentioned_at desc limit ${mostMentions}) l
       where (select a.state from annotations a
         where (a.platform, a.workspace, a.channel, a.message) = (l.platform, l.workspace, l.channel, l.message))
         <> 'withdrawn'`,
      [
        place.platform,
        place.workspace,
        hashes,
        place.channel,
        place.thread ?? message ?? '-',
        place.kind === 'direct', // nothing that was said to the bot alone is repeated
      ],
    );
    return Map.groupBy(rows, ({ hash }) => hash);
  };

  /** Names of the rooms that everybody may read who reads here; of this one none, since it needs none. */
  const namesOf = async (channels: readonly string[], place: Place) => {
    const circles = await circlesOf(place);
    if (circles.length === 0) return undefined;
    const { platform, workspace } = place;
    const asked = channels.map(async (channel) => {
      const open = await openRoom({ platform, workspace, channel }).catch(() => undefined);
      return open && circles.includes(open.circle) ? [[channel, open.name] as const] : [];
    });
    return new Map((await Promise.all(asked)).flat());
  };

  return async (observables, place, message) => {
    const keys = new Map(observables.map((one) => [hashOf(one), observableKey(one)]));
    if (keys.size === 0) return new Map();
    const found = await within(mentioned([...keys.keys()], place, message).catch(failed), wait, undefined);
    if (!found) return new Map();
    const rooms = new Map([...found].map(([hash, mentions]) => [hash, latestInEach(mentions)]));
    if (rooms.size === 0) return new Map();
    const names = await within(
      namesOf(othersIn([...rooms.values()], place), place).catch(failed),
      platformWait,
      undefined,
    );
    if (!names) return new Map();
    const roomOf = (channel: string): Seen['room'] | undefined => {
      const name = names.get(channel);
      return channel === place.channel ? 'here' : name === undefined ? undefined : { name };
    };
    return new Map(
      [...rooms].flatMap(([hash, its]) => {
        const seen = its
          .map(({ channel, mentioned_at }) => ({
            room: roomOf(channel),
            ago: Math.max(0, now() - mentioned_at.getTime()),
          }))
          .filter((one): one is Seen => one.room !== undefined)
          .slice(0, mostRooms);
        return seen.length > 0 ? [[keys.get(hash)!, seen] as const] : [];
      }),
    );
  };
}

type Mentioned = { hash: string; channel: string; mentioned_at: Date };

/** The latest mention in each room, the latest first. */
function latestInEach(mentions: readonly Mentioned[]): readonly Mentioned[] {
  const sorted = mentions.toSorted((one, other) => other.mentioned_at.getTime() - one.mentioned_at.getTime());
  return [...Map.groupBy(sorted, ({ channel }) => channel).values()].map(([latest]) => latest!);
}

/** The rooms to ask about: the latest of each observable, then the next of each, so that none crowds out the others. */
function othersIn(all: readonly (readonly Mentioned[])[], { channel: here }: Place): readonly string[] {
  const inTurns = all
    .flatMap((its) => its.filter(({ channel }) => channel !== here).map(({ channel }, turn) => ({ channel, turn })))
    .toSorted((one, other) => one.turn - other.turn);
  return [...new Set(inTurns.map(({ channel }) => channel))].slice(0, mostAsked);
}

/** What cannot be told is left out. */
const failed = (): undefined => undefined;
