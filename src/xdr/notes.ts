import type { Incident, NewNote } from '../incidents/incident.ts';

export const notePath = '/iroh/private-intel/note';

/**
 * The body of a new note. `amber`, because the standard setting of the store is readable beyond the organisation, and
 * `red` would hide it from the analysts (dossier of CTIA: access control).
 */
export const noteBody = ({ id, address }: Pick<Incident, 'id' | 'address'>, { content, author, key }: NewNote) => ({
  type: 'note',
  content,
  note_class: 'default',
  related_entities: [{ entity_type: 'incident', entity_id: address ?? id }],
  author,
  source: 'xdr-chatops',
  tlp: 'amber',
  external_ids: [key],
});
