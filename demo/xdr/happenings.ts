import { lastPart } from './incident-documents.ts';
import type { Incidents } from './incidents.ts';
import type { Notes } from './notes.ts';
import type { Happening } from './xdr-events.ts';

type Happened = (what: Happening) => void;

/** The incidents, told of when they come into being or change. */
export const toldIncidents = (incidents: Incidents, happened: Happened): Incidents => ({
  ...incidents,
  change: (id, fields) => {
    const before = incidents.read(id)?.document['status'];
    const after = incidents.change(id, fields);
    if (!after) return after;
    const incident = after.id;
    const status = after.document['status'];
    if (status !== before)
      happened({ type: 'private-intel/incident/status-changed', incident, more: { old: before, new: status } });
    else happened({ type: 'private-intel/incident/updated', incident });
    return after;
  },
  raise: (story) => {
    const raised = incidents.raise(story);
    happened({ type: 'private-intel/incident/created', incident: raised.id });
    if (raised.highImpact) happened({ type: 'private-intel/incident/high-impact/created', incident: raised.id });
    return raised;
  },
});

/** The worklogs, told of when something is written into one. */
export const toldNotes = (notes: Notes, happened: Happened): Notes => ({
  ...notes,
  add: (body) => {
    const note = notes.add(body);
    if ('wrong' in note) return note;
    for (const { entity_id } of note['related_entities'] as readonly { entity_id?: unknown }[])
      if (typeof entity_id === 'string')
        happened({ type: 'private-intel/note/created', incident: lastPart(entity_id), more: { note_id: note['id'] } });
    return note;
  },
});
