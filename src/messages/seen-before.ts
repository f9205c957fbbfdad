import type { Audience } from '../adapter.ts';
import type { Place } from '../incoming.ts';
import { observableKey } from '../observables/observable.ts';
import type { Query } from '../store/database.ts';
import type { Seen, SeenBefore } from '../verdicts/seen.ts';
import { hashOf } from './annotation-rows.ts';

/** Rooms that are named of one observable. */
const mostRooms = 2;
/** Rooms whose openness is asked about for one card. */
const mostAsked = 10;
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
}: Audience &
  Readonly<{
    query: Query;
    now: () => number;
    /** Milliseconds for the database. */
    wait?: number;
  }>): SeenBefore {
  /** By hash, the latest mention in each room of the workspace, but for what the thread itself says. */
  const mentioned = async (hashes: readonly string[], place: Place, message: string | undefined) => {
    const rows = await query<Mentioned>(
      `select w.hash, m.channel, m.mentioned_at from unnest($3::text[]) as w (hash)
       cross join lateral (
         select m.channel, m.mentioned_at from mentions m join annotations a using (platform, workspace, channel, message)
         where m.platform = $1 and m.workspace = $2 and m.hash = w.hash and a.state <> 'withdrawn'
           and not (m.channel = $4 and ($5 in (m.message, m.room) or $6))
         order by m.mentioned_at desc limit ${mostMentions}) m`,
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
    const asked = channels.slice(0, mostAsked).map(async (channel) => {
      const open = await openRoom({ platform, workspace, channel }).catch(() => undefined);
      return open && circles.includes(open.circle) ? [[channel, open.name] as const] : [];
    });
    return new Map((await Promise.all(asked)).flat());
  };

  return async (observables, place, message) => {
    const keys = new Map(observables.map((one) => [hashOf(one), observableKey(one)]));
    if (keys.size === 0) return new Map();
    const found = await within(mentioned([...keys.keys()], place, message), wait);
    if (!found) return new Map();
    const latest = [...found.values()].flat().toSorted(byTime);
    if (latest.length === 0) return new Map();
    const others = new Set(latest.map(({ channel }) => channel).filter((channel) => channel !== place.channel));
    const names = await within(namesOf([...others], place), platformPatience);
    if (!names) return new Map();
    const roomOf = (channel: string): Seen['room'] | undefined => {
      const name = names.get(channel);
      return channel === place.channel ? 'here' : name === undefined ? undefined : { name };
    };
    return new Map(
      [...found].flatMap(([hash, mentions]) => {
        const rooms = new Map(
          mentions
            .toSorted(byTime)
            .toReversed()
            .map((one) => [one.channel, one.mentioned_at]),
        );
        const seen = [...rooms]
          .map(([channel, at]) => ({ room: roomOf(channel), ago: Math.max(0, now() - at.getTime()) }))
          .filter((one): one is Seen => one.room !== undefined)
          .toSorted((one, other) => one.ago - other.ago)
          .slice(0, mostRooms);
        return seen.length > 0 ? [[keys.get(hash)!, seen] as const] : [];
      }),
    );
  };
}

type Mentioned = { hash: string; channel: string; mentioned_at: Date };

/** The latest first. */
const byTime = (one: Mentioned, other: Mentioned) => other.mentioned_at.getTime() - one.mentioned_at.getTime();

/** What comes of it; undefined when it fails or takes longer than `ms`. */
async function within<T>(work: Promise<T>, ms: number): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), ms);
  });
  return Promise.race([work.catch(() => undefined), late]).finally(() => clearTimeout(timer));
}
