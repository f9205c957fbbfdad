import type { Query } from '../store/database.ts';
import { highImpactCreated, meaningOf, type XdrEvent, type XdrEventJob } from './xdr-event.ts';

/** `stored`: with a job; `known`: delivered before; `counted` and `ignored`: noted, nothing to do. */
export type StoredOutcome = 'stored' | 'known' | 'counted' | 'ignored';

/** Resolves when all are stored, with their jobs; an event that was stored before is stored once. Rejects with Failure `store-unavailable`. */
export type StoreEvents = (
  events: readonly XdrEvent[],
) => Promise<readonly Readonly<{ event: XdrEvent; outcome: StoredOutcome }>[]>;

type Row = Readonly<{ id: string; queued: boolean; fresh: boolean }>;

export function createStoreEvents({
  query,
  enqueue,
  now,
}: Readonly<{
  query: Query;
  enqueue: (id: string, job: XdrEventJob) => Promise<unknown>;
  now: () => number;
}>): StoreEvents {
  return async (events) => {
    const distinct = [...new Map(events.map((event) => [event.id, event])).values()];
    const receivedAt = now();
    const rows = await query<Row>(
      `insert into xdr_events (id, type, incident, received_at, queued)
       select id, type, incident, $2, queued
       from jsonb_to_recordset($1::jsonb) as e (id text, type text, incident text, queued boolean)
       order by id
       on conflict (id) do update set id = excluded.id
       returning id, queued, xmax = 0 as fresh`,
      [
        JSON.stringify(
          distinct.map((event) => ({
            id: event.id,
            type: event.type,
            incident: event.incidents[0] ?? null,
            queued: !hasWork(event),
          })),
        ),
        new Date(receivedAt),
      ],
    );
    const stored = new Map(rows.map((row) => [row.id, row]));
    // Also those of an earlier delivery behind which we died, or the queue could not be reached.
    const due = distinct.filter((event) => hasWork(event) && stored.get(event.id)?.queued === false);
    await Promise.all(
      due.map(({ id, type, incidents }) => enqueue(`event/${id}`, { event: id, type, incidents, receivedAt })),
    );
    if (due.length > 0)
      await query(
        'update xdr_events set queued = true where id in (select * from jsonb_array_elements_text($1::jsonb))',
        [JSON.stringify(due.map(({ id }) => id))],
      );
    return distinct.map((event) => ({ event, outcome: outcomeOf(event, stored.get(event.id), due.includes(event)) }));
  };
}

/** Whether XDR has told that an incident is of high impact, which the incident itself does not say. */
export const createToldHighImpact =
  (query: Query) =>
  async (incident: string): Promise<boolean> =>
    (await query('select 1 from xdr_events where incident = $1 and type = $2 limit 1', [incident, highImpactCreated]))
      .length > 0;

/** Of an event that names no incident there is nothing to read again. */
const hasWork = ({ type, incidents }: XdrEvent): boolean =>
  incidents.length > 0 && (meaningOf(type) === 'new' || meaningOf(type) === 'changed');

function outcomeOf(event: XdrEvent, row: Row | undefined, queued: boolean): StoredOutcome {
  if (queued) return 'stored';
  if (row && !row.fresh) return 'known';
  return meaningOf(event.type) === 'counted' ? 'counted' : 'ignored';
}

const day = 24 * 60 * 60_000;

/** Events after 30 days: one that comes again then is new, and finds that its incident is no news. */
export async function pruneXdrEvents(query: Query, now: number): Promise<void> {
  await query('delete from xdr_events where received_at < $1', [new Date(now - 30 * day)]);
}
