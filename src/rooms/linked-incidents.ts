import type { Query } from '../store/database.ts';
import { storableJson } from '../store/storable-json.ts';
import type { LinkedFacts } from './linked-facts.ts';

/** An incident that has rooms, as it was read last. Times in milliseconds since the epoch. */
export type LinkedIncident = Readonly<{
  incident: string;
  facts: LinkedFacts;
  /** Counts what was different each time. */
  version: number;
  /** Occasions to look at it, and those that were looked at. */
  asked: number;
  answered: number;
  /** Until when somebody of a room may be changing it. */
  changingUntil: number;
}>;

/** Who has not said for so long (milliseconds) that he is still drawing has died at it. */
const silence = 15_000;

/** Each rejects with Failure `store-unavailable`; where the incident has no rooms nothing happens. */
export type LinkedIncidents = Readonly<{
  read: (incident: string) => Promise<LinkedIncident | undefined>;
  /** There is an occasion to look at it; resolves with its number. */
  ask: (incident: string) => Promise<number | undefined>;
  /** Takes it to read and draw it, until `leave`; undefined when somebody else is at it. */
  take: (incident: string) => Promise<LinkedIncident | undefined>;
  /** Who has taken it is still at it; to be said every few seconds. */
  stillDrawing: (incident: string) => Promise<void>;
  leave: (incident: string) => Promise<void>;
  /** What was read; `mark` is another when there is something new to show. Resolves with the version. */
  note: (incident: string, facts: LinkedFacts, mark: string) => Promise<number>;
  answered: (incident: string, asked: number) => Promise<void>;
  /** Somebody of a room is about to change it, or is no more (0): until then nobody tells what became of it. */
  changing: (incident: string, until: number) => Promise<void>;
}>;

type Row = Readonly<{
  incident: string;
  facts: LinkedFacts;
  version: number;
  asked: number;
  answered: number;
  changing_until: Date | null;
}>;

const fromRow = ({ incident, facts, version, asked, answered, changing_until }: Row): LinkedIncident => ({
  incident,
  facts,
  version,
  asked,
  answered,
  changingUntil: changing_until?.getTime() ?? 0,
});

export const createLinkedIncidents = (query: Query, now: () => number): LinkedIncidents => ({
  read: async (incident) => {
    const [row] = await query<Row>('select * from linked_incidents where incident = $1', [incident]);
    return row && fromRow(row);
  },
  ask: async (incident) => {
    const [row] = await query<{ asked: number }>(
      `update linked_incidents set asked = asked + 1, asked_at = $2 where incident = $1
         and exists (select 1 from incident_rooms where incident = $1 and rests_since is null) returning asked`,
      [incident, new Date(now())],
    );
    return row?.asked;
  },
  take: async (incident) => {
    const [row] = await query<Row>(
      `update linked_incidents set drawing_since = $2, tried_at = $2
       where incident = $1 and (drawing_since is null or drawing_since < $3) returning *`,
      [incident, new Date(now()), new Date(now() - silence)],
    );
    return row && fromRow(row);
  },
  stillDrawing: async (incident) => {
    await query('update linked_incidents set drawing_since = $2 where incident = $1 and drawing_since is not null', [
      incident,
      new Date(now()),
    ]);
  },
  leave: async (incident) => {
    await query('update linked_incidents set drawing_since = null where incident = $1', [incident]);
  },
  note: async (incident, facts, mark) => {
    const [row] = await query<{ version: number }>(
      `update linked_incidents set facts = $2::jsonb, read_at = $4,
         version = case when mark = $3 then version else version + 1 end,
         changed_at = case when mark = $3 then changed_at else $4 end, mark = $3
       where incident = $1 returning version`,
      [incident, storableJson(facts), mark, new Date(now())],
    );
    return row?.version ?? 0;
  },
  answered: async (incident, asked) => {
    await query('update linked_incidents set answered = $2::int where incident = $1 and answered < $2::int', [
      incident,
      asked,
    ]);
  },
  changing: async (incident, until) => {
    await query('update linked_incidents set changing_until = $2 where incident = $1', [
      incident,
      until === 0 ? null : new Date(until),
    ]);
  },
});
