import type { Change } from '../incidents/change.ts';
import type { Incident } from '../incidents/incident.ts';
import type { Place } from '../incoming.ts';
import type { Query } from '../store/database.ts';
import { storableJson } from '../store/storable-json.ts';
import { factsOf, type LinkedFacts } from './linked-facts.ts';
import { itsRoom, keyOf } from './linked-rooms.ts';
import type { Telling } from './room-cards.ts';

/**
 * Somebody changed the incident from this place, which is told by the answer: if it is a room of the incident, its thread
 * need not hear of it again. `after`: the incident as it is then.
 */
export async function noteChange(query: Query, place: Place, change: Change, after: Incident): Promise<void> {
  const [row] = await query<{ told: LinkedFacts | null; telling: Telling | null }>(
    `select told, telling from incident_rooms where ${itsRoom} and incident = $4`,
    [...keyOf(place), after.id],
  );
  if (!row?.told) return;
  const known = (facts: LinkedFacts): LinkedFacts => ({ ...facts, ...learnt(change, facts, factsOf(after)) });
  const telling = row.telling && { ...row.telling, facts: known(row.telling.facts) };
  await query(`update incident_rooms set told = $5::jsonb, telling = $6::jsonb where ${itsRoom} and incident = $4`, [
    ...keyOf(place),
    after.id,
    storableJson(known(row.told)),
    telling && storableJson(telling),
  ]);
}

function learnt({ kind }: Change, before: LinkedFacts, { status, assignees }: LinkedFacts): Partial<LinkedFacts> {
  switch (kind) {
    case 'status':
      return status === undefined ? {} : { status };
    case 'assign':
      return { assignees };
    case 'note':
      return before.notes === undefined ? {} : { notes: before.notes + 1 };
  }
}
