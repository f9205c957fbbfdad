import type { Document } from './documents.ts';
import { contextDocument, incidentDocument, iso, lastPart, MADE_AFTER, shortIncidentId } from './incident-documents.ts';
import { INCIDENT_STORIES } from './incident-stories.ts';
import type { IncidentStory } from './incident-story.ts';
import type { Notes } from './notes.ts';

/** An incident as it stands now. */
export type StoredIncident = Readonly<{ id: string; highImpact: boolean; enrichment: string; document: Document }>;

/** An incident that comes into being: it is made now, whatever its number. */
export type NewStory = Omit<IncidentStory, 'number' | 'ago'>;

/** The incidents of the simulation: seeded, and changed by what clients ask. */
export type Incidents = Readonly<{
  list: () => readonly StoredIncident[];
  /** By its short id, or its address. */
  read: (id: string) => StoredIncident | undefined;
  /** Sets fields, and stamps times as the store does; undefined when there is no such incident. */
  change: (id: string, fields: Document) => StoredIncident | undefined;
  /** Brings an incident into being, now. */
  raise: (story: NewStory) => StoredIncident;
  context: (id: string) => Document;
  reset: () => void;
}>;

export function createIncidents(now: () => number, notes: Notes): Incidents {
  const started = now();
  const seeded = () =>
    new Map<string, IncidentStory>(INCIDENT_STORIES.map((story) => [shortIncidentId(story.number), story]));
  let stories = seeded();
  /** When a story that came later began; the others began at the start. */
  let raised = new Map<string, number>();
  const beginOf = (id: string) => raised.get(id) ?? started;
  let changes = new Map<string, Document>();

  const stored = (id: string, story: IncidentStory): StoredIncident => ({
    id,
    highImpact: story.highImpact ?? false,
    enrichment: story.bare ? 'queued' : 'enriched',
    document: { ...incidentDocument(story, beginOf(id)), ...changes.get(id) },
  });
  const read = (id: string): StoredIncident | undefined => {
    const story = stories.get(lastPart(id));
    return story && stored(lastPart(id), story);
  };
  return {
    list: () => [...stories].map(([id, story]) => stored(id, story)),
    read,
    change: (id, fields) => {
      const before = read(id);
      if (!before) return undefined;
      const at = iso(now());
      const times = before.document['incident_time'] as Document;
      const stamp = 'status' in fields ? stampOf(String(before.document['status']), String(fields['status'])) : [];
      const kept = stamp.filter(({ again, name }) => again || times[name] === undefined);
      changes.set(before.id, {
        ...changes.get(before.id),
        ...fields,
        incident_time: { ...times, ...Object.fromEntries(kept.map(({ name }) => [name, at])) },
        modified: at,
      });
      return read(id);
    },
    context: (id) => {
      const story = stories.get(lastPart(id));
      return story ? contextDocument(story, beginOf(lastPart(id)), notes.of(id)) : {};
    },
    raise: (story) => {
      const number = Math.max(...[...stories.values()].map((one) => one.number)) + 1;
      const id = shortIncidentId(number);
      // The store has it this long after it was opened (`incidentDocument`): so it is made now.
      stories.set(id, { ...story, number, ago: MADE_AFTER });
      raised.set(id, now());
      return read(id)!;
    },
    reset: () => {
      stories = seeded();
      raised = new Map();
      changes = new Map();
    },
  };
}

const groupOf = (status: string): string => status.split(':')[0]!.trim();

/** Which times a change of status stamps (dossier §6.3). Within one group the first time is kept. */
function stampOf(from: string, to: string): { name: string; again: boolean }[] {
  const again = groupOf(from) !== groupOf(to);
  if (to === 'Open: Contained') return ['opened', 'contained'].map((name) => ({ name, again }));
  if (groupOf(to) === 'Open') return [{ name: 'opened', again }];
  if (groupOf(to) === 'Closed') return [{ name: 'closed', again }];
  if (to === 'Containment Achieved' || to === 'Restoration Achieved') return [{ name: 'remediated', again }];
  if (to === 'Rejected') return [{ name: 'rejected', again }];
  return to === 'Incident Reported' ? [{ name: 'reported', again }] : [];
}
