import { randomUUID } from 'node:crypto';
import type { Document } from './documents.ts';
import { lastPart, stamped, storeAddress } from './incident-documents.ts';

/** The worklogs of the simulation. */
export type Notes = Readonly<{
  /** Keeps a note that is well formed; else says what is wrong with it. */
  add: (body: unknown) => Document | { wrong: string };
  /** Of one incident, by its short id or address; without one: all. Oldest first. */
  of: (incident?: string) => readonly Document[];
  reset: () => void;
}>;

export function createNotes(now: () => number): Notes {
  let notes: Document[] = [];
  return {
    add: (body) => {
      if (typeof body !== 'object' || body === null) return { wrong: 'content' };
      const { content, note_class, related_entities } = body as Record<string, unknown>;
      if (typeof content !== 'string' || content === '') return { wrong: 'content' };
      if (typeof note_class !== 'string') return { wrong: 'note_class' };
      if (!Array.isArray(related_entities)) return { wrong: 'related_entities' };
      const note = {
        ...stamped(now()),
        ...body,
        type: 'note',
        id: storeAddress('note', `note-${randomUUID()}`),
        timestamp: new Date(now()).toISOString(),
      };
      notes.push(note);
      return note;
    },
    of: (incident) =>
      incident === undefined
        ? [...notes]
        : notes.filter(({ related_entities }) =>
            (related_entities as { entity_id?: unknown }[]).some(
              ({ entity_id }) => typeof entity_id === 'string' && lastPart(entity_id) === lastPart(incident),
            ),
          ),
    reset: () => {
      notes = [];
    },
  };
}
