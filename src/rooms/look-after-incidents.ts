import type { IncidentDoor } from '../incidents/incident.ts';
import { isOpen } from '../incidents/statuses.ts';
import type { Log } from '../log.ts';
import type { Query } from '../store/database.ts';
import type { LeftCards } from './left-cards.ts';
import { factsOf, type LinkedFacts } from './linked-facts.ts';

const minute = 60_000;
/** Between two searches for what changed, over all replicas: while something changes, and when all is quiet. */
const searchEvery = { busy: 3 * minute, quiet: 10 * minute } as const;
/** Something changed within this time: then more may. */
const busyFor = 60 * minute;
/** What is seen by nobody's clock at the same moment is asked for twice rather than not at all. */
const overlap = 2 * minute;
/** A search tells nothing of notes and devices: so often each incident is read whole, at most so many at a time. */
const wholeEvery = { open: 60 * minute, closed: 12 * 60 * minute, atOnce: 10 } as const;
/** An occasion that nobody looked at for so long has lost its job. */
const jobLost = 10 * minute;

type Row = Readonly<{ incident: string; facts: LinkedFacts; read_at: Date | null; changed_at: Date | null }>;

/** Keeps rooms current where nobody tells that something changed; safe to be done by several processes at once. */
export type IncidentCare = Readonly<{
  look: () => Promise<void>;
  /** Looks every so many milliseconds until the function that it returns is called. */
  start: (every?: number) => () => void;
}>;

export function createIncidentCare(parts: {
  query: Query;
  searchModified: IncidentDoor['searchModified'];
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

  const search = async (): Promise<void> => {
    const rows = await query<Row>(
      `select incident, facts, read_at, changed_at from linked_incidents l
       where exists (select 1 from incident_rooms r where r.incident = l.incident and rests_since is null)`,
    );
    if (rows.length === 0) return;
    const busy = rows.some(({ changed_at }) => now() - (changed_at?.getTime() ?? 0) < busyFor);
    const since = await turn(busy ? searchEvery.busy : searchEvery.quiet);
    if (since === undefined) return;
    const due = new Set(dueWhole(rows).map(({ incident }) => incident));
    const found = await parts.searchModified(new Date(since - overlap).toISOString(), { purpose: 'watching' });
    for (const { incident, facts } of rows) {
      const its = found.find(({ id }) => id === incident);
      if (due.has(incident) || (its && isDifferent(facts, factsOf(its)))) await parts.changed(incident);
    }
  };

  /** For the first who asks: since when something may have changed (milliseconds since the epoch). */
  const turn = async (every: number): Promise<number | undefined> => {
    const [taken] = await query<{ before: Date }>(
      `update incident_rooms_looked set looked_at = $1
       from (select looked_at as before from incident_rooms_looked) b
       where looked_at < $2 and looked_at = before returning before`,
      [new Date(now()), new Date(now() - every)],
    );
    return taken && Math.max(taken.before.getTime(), now() - 24 * 60 * minute);
  };

  const dueWhole = (rows: readonly Row[]): readonly Row[] =>
    rows
      .filter(
        ({ facts, read_at }) =>
          now() - (read_at?.getTime() ?? now()) > (isOpen(facts.status) ? wholeEvery.open : wholeEvery.closed),
      )
      .toSorted((one, other) => (one.read_at?.getTime() ?? 0) - (other.read_at?.getTime() ?? 0))
      .slice(0, wholeEvery.atOnce);

  const settle = async (): Promise<void> => {
    for (const room of await parts.leftCards.waiting()) await parts.leftCards.settle(room);
  };

  const look = async (): Promise<void> => {
    // One that fails must not hold up the others.
    for (const work of [lost, settle, search])
      await work().catch((error: unknown) =>
        log.warn({ error: error instanceof Error ? error.message : 'unknown' }, 'rooms of incidents not looked after'),
      );
  };

  return {
    look,
    start: (every = 30_000) => {
      let looking = false;
      const timer = setInterval(async () => {
        if (looking) return;
        looking = true;
        await look();
        looking = false;
      }, every);
      timer.unref();
      return () => clearInterval(timer);
    },
  };
}

const isDifferent = (before: LinkedFacts, found: LinkedFacts): boolean =>
  before.modified !== found.modified ||
  before.status !== found.status ||
  before.severity !== found.severity ||
  before.assignees.join(' ') !== found.assignees.join(' ');
