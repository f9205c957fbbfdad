import type { Place } from '../incoming.ts';
import type { Query } from '../store/database.ts';
import { storableJson } from '../store/storable-json.ts';

/** Where a request is shown; without a message where the room took none. */
export type StandingCard = Readonly<{ place: Place; message?: string; version: number }>;

/** Who has not said for so long (milliseconds) that he is still drawing has died at it. Slack may let him wait for minutes. */
const silence = 15_000;

/** Cards of requests by conversation. Each rejects with Failure `store-unavailable`. */
export type ActionCards = Readonly<{
  read: (request: string, place: Place) => Promise<StandingCard | undefined>;
  /**
   * Takes a card to draw it, until `stands`, `leave` or `forget`. `ours`: it is; `maybe`: as well, but somebody has died at
   * its first post: look whether that stands; `theirs`: somebody is at it.
   */
  take: (request: string, place: Place) => Promise<'ours' | 'maybe' | 'theirs'>;
  /** Who has taken it is still at it; to be said every few seconds. */
  stillDrawing: (request: string, place: Place) => Promise<void>;
  /** It stands, or could not be posted (no message), and shows this version. */
  stands: (request: string, card: StandingCard) => Promise<void>;
  /** It could not be drawn, and is as it was. */
  leave: (request: string, place: Place) => Promise<void>;
  /** It is gone: to be posted anew. */
  forget: (request: string, place: Place) => Promise<void>;
  /** Whether there is a card in this conversation. */
  standsIn: (request: string, place: Place) => Promise<boolean>;
  /** Requests that changed between these times and are shown as they were before; ids. */
  behind: (from: number, until: number) => Promise<readonly string[]>;
}>;

type Row = Readonly<{ place: Place; message: string | null; version: number }>;

const itsRow = 'request = $1 and platform = $2 and channel = $3';
const keyOf = (request: string, { platform, channel }: Place) => [request, platform, channel];

export const createActionCards = (query: Query, now: () => number): ActionCards => ({
  read: async (request, place) => {
    const [row] = await query<Row>(`select place, message, version from action_cards where ${itsRow}`, [
      ...keyOf(request, place),
    ]);
    return row && { place: row.place, version: row.version, ...(row.message === null ? {} : { message: row.message }) };
  },
  take: async (request, place) => {
    const at = new Date(now());
    const [made] = await query(
      `insert into action_cards (request, platform, channel, place, drawing_since) values ($1, $2, $3, $4::jsonb, $5)
       on conflict do nothing returning request`,
      [...keyOf(request, place), storableJson(place), at],
    );
    if (made) return 'ours';
    const [taken] = await query<{ begun: boolean }>(
      `update action_cards set drawing_since = $4 from (
         select message is null and drawing_since is not null as begun from action_cards where ${itsRow}) before
       where ${itsRow} and (drawing_since is null or drawing_since < $5) returning begun`,
      [...keyOf(request, place), at, new Date(now() - silence)],
    );
    return taken ? (taken.begun ? 'maybe' : 'ours') : 'theirs';
  },
  stillDrawing: async (request, place) => {
    await query(`update action_cards set drawing_since = $4 where ${itsRow} and drawing_since is not null`, [
      ...keyOf(request, place),
      new Date(now()),
    ]);
  },
  stands: async (request, { place, message, version }) => {
    await query(
      `update action_cards set place = $4::jsonb, message = $5, version = $6::int, drawing_since = null where ${itsRow}`,
      [...keyOf(request, place), storableJson(place), message ?? null, version],
    );
  },
  leave: async (request, place) => {
    await query(`update action_cards set drawing_since = null where ${itsRow}`, keyOf(request, place));
  },
  forget: async (request, place) => {
    await query(`delete from action_cards where ${itsRow}`, keyOf(request, place));
  },
  standsIn: async (request, place) =>
    (await query(`select 1 from action_cards where ${itsRow}`, keyOf(request, place))).length > 0,
  behind: async (from, until) =>
    (
      await query<{ id: string }>(
        `select distinct r.id from action_requests r left join action_cards c on c.request = r.id
         where r.changed_at > $1 and r.changed_at < $2 and r.state <> 'requested'
           and r.facts->>'reason' is not null and coalesce(c.version, 0) < r.version limit 100`,
        [new Date(from), new Date(until)],
      )
    ).map(({ id }) => id),
});
