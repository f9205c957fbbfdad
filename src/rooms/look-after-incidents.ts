import { isOpen } from '../incidents/statuses.ts';
import type { Log } from '../log.ts';
import { nowAndThen } from '../now-and-then.ts';
import type { Query } from '../store/database.ts';
import type { LeftCards } from './left-cards.ts';
import type { LinkedFacts } from './linked-facts.ts';

const minute = 60_000;
/**
 * What changed in XDR is told by its events and by the search for what they missed (`xdr-events/`). Neither tells of all
 * notes and devices: so often each incident is read whole, at most so many at a time.
 */
const wholeEvery = { open: 60 * minute, closed: 12 * 60 * minute, atOnce: 10 } as const;
/** An occasion that nobody looked at for so long has lost its job. */
const jobLost = 10 * minute;

type Row = Readonly<{ incident: string; facts: LinkedFacts; read_at: Date }>;

/** Keeps rooms current where nobody tells that something changed; safe to be done by several processes at once. */
export type IncidentCare = Readonly<{
  look: () => Promise<void>;
  /** Looks every so many milliseconds until the function that it returns is called. */
  start: (every?: number) => () => void;
}>;

export function createIncidentCare(parts: {
  query: Query;
  /** Something may have changed. */
  changed: (incident: string) => Promise<void>;
  /** The job of an occasion is there again. */
  again: (incident: string, occasion: string) => Promise<void>;
  leftCards: LeftCards;
  log: Log;
  now: () => number;
}): IncidentCare {
  const { query, now, log } = parts;

  const lost = async (): Promise<void> => {
    const before = new Date(now() - jobLost);
    const rows = await query<{ incident: string }>(
      `select incident from linked_incidents l where asked > answered and asked_at < $1
         and coalesce(tried_at, asked_at) < $1
         and exists (select 1 from incident_rooms r where r.incident = l.incident and rests_since is null) limit 20`,
      [before],
    );
    for (const { incident } of rows) await parts.again(incident, `care/${Math.floor(now() / jobLost)}`);
  };

  /** An occasion that waits already is enough: so two who look at once make one reading. */
  const readWhole = async (): Promise<void> => {
    const rows = await query<Row>(
      `select incident, facts, read_at from linked_incidents l
       where asked <= answered and read_at < $1
         and exists (select 1 from incident_rooms r where r.incident = l.incident and rests_since is null)
       order by read_at`,
      [new Date(now() - wholeEvery.open)],
    );
    const due = rows.filter(
      ({ facts, read_at }) => now() - read_at.getTime() > (isOpen(facts.status) ? wholeEvery.open : wholeEvery.closed),
    );
    for (const { incident } of due.slice(0, wholeEvery.atOnce)) await parts.changed(incident);
  };

  const settle = async (): Promise<void> => {
    for (const room of await parts.leftCards.waiting()) await parts.leftCards.settle(room);
  };

  const look = async (): Promise<void> => {
    // One that fails must not hold up the others.
    for (const work of [lost, settle, readWhole])
      await work().catch((error: unknown) =>
        log.warn({ error: error instanceof Error ? error.message : 'unknown' }, 'rooms of incidents not looked after'),
      );
  };

  return {
    look,
    start: (every = 30_000) => nowAndThen(look, { every, log, failed: 'linked incidents not looked after' }),
  };
}
