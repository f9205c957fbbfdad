import type { Card } from '../cards/card.ts';
import { missingScopeCard } from '../cards/missing-scope-card.ts';
import { notPermittedCard } from '../cards/not-permitted-card.ts';
import type { IncomingPress, Person, Place } from '../incoming.ts';
import type { People } from '../permissions/people.ts';
import type { Press } from '../presses/press.ts';
import type { WorkForm } from '../presses/work-form.ts';
import type { Reply } from '../reply.ts';
import { longestReason } from './change.ts';
import type { ChangeIncident } from './change-incident.ts';
import type { FindAssignee } from './find-assignee.ts';
import type { Incident, IncidentDoor } from './incident.ts';
import { assignForm, noteForm, statusForm, type Typed } from './incident-forms.ts';
import { noIncidentCard } from './incident-refusals.ts';
import { changeScopes, incidentScope } from './show-incident.ts';
import { findStatus } from './statuses.ts';
import type { NamesOf } from './user-names.ts';

/** The presses that change an incident: without fields they open a form, with them they do it. */
export type IncidentPress = Extract<Press, { do: 'incident-status' | 'incident-assign' | 'incident-note' }>;

export function createAnswerIncidentPress(parts: {
  read: IncidentDoor['readIncident'];
  change: ChangeIncident;
  findAssignee: FindAssignee;
  namesOf: NamesOf;
  people: People;
  /** Asks the platform who somebody is now; absent in the terminal. */
  personNow?: (id: string, place: Place) => Promise<Person>;
  missing: (scopes: readonly string[]) => Promise<readonly string[]>;
  workForm: WorkForm;
  simulated: boolean;
}): (press: IncidentPress, incoming: IncomingPress) => Promise<Reply> {
  const { simulated } = parts;

  const form = async (press: IncidentPress, typed: Typed = {}): Promise<Reply> => {
    const incident = await parts.read({ id: press.incident }, { purpose: 'command' });
    if (!incident) return toAsker(noIncidentCard(press.incident, simulated));
    return { kind: 'form', form: await formOf(press, incident, typed) };
  };
  const formOf = async (press: IncidentPress, incident: Incident, typed: Typed) => {
    switch (press.do) {
      case 'incident-status':
        return statusForm(incident, simulated, typed);
      case 'incident-assign':
        return assignForm(incident, await parts.namesOf(incident.assignees), simulated, typed);
      case 'incident-note':
        return noteForm(incident, simulated, typed);
    }
  };

  /** What is to be done by what was typed; a form again, or a card, when it cannot be. */
  const read = async (
    press: IncidentPress,
    fields: Readonly<Record<string, string>>,
    incoming: IncomingPress,
  ): Promise<Parameters<ChangeIncident>[1] | Reply> => {
    const reason = (fields['reason'] ?? '').trim().slice(0, longestReason);
    const why = reason ? { reason } : {};
    switch (press.do) {
      case 'incident-status': {
        const status = findStatus(fields['status'] ?? '');
        return status ? { kind: 'status', status, ...why } : form(press, { fields });
      }
      case 'incident-assign': {
        // What is typed is meant, also when the choice was left as it was.
        const who = (fields['who'] ?? '').trim() || (fields['to'] ?? '');
        if (who === '' || who === 'other') return form(press, { fields, wrong: { who: 'Please write who.' } });
        const found = await parts.findAssignee(who, incoming);
        if ('user' in found) return { kind: 'assign', user: found.user, ...why };
        const wrong = { who: found.card.headline };
        return found.card.data?.kind === 'refusal' && found.card.data.why === 'missing-scope'
          ? toAsker(found.card)
          : form(press, { fields, wrong });
      }
      case 'incident-note': {
        const content = (fields['text'] ?? '').trim();
        return content ? { kind: 'note', content } : form(press, { wrong: { text: 'Please write something.' } });
      }
    }
  };

  return async (press, incoming) => {
    const { person, place, fields } = incoming;
    // Whoever sends a form may have been taken out of a group since it was opened.
    const sender = fields && parts.personNow ? await parts.personNow(person.id, place) : person;
    if (!(await parts.people(sender, 'analysts')))
      return toAsker(notPermittedCard({ verb: 'incident', needs: 'analysts', standing: sender.standing, simulated }));
    const scope = {
      'incident-status': changeScopes.status,
      'incident-assign': changeScopes.assign,
      'incident-note': changeScopes.note,
    };
    const lacking = await parts.missing([incidentScope, scope[press.do]]);
    if (lacking.length > 0) return toAsker(missingScopeCard({ verb: 'incident', missing: lacking, simulated }));
    if (!fields) return form(press);
    const change = await read(press, fields, incoming);
    if (change.kind === 'form' || change.kind === 'card' || change.kind === 'silence') return change;
    return parts.workForm('incident', incoming, () => parts.change({ id: press.incident }, change, { person, place }));
  };
}

const toAsker = (card: Card): Reply => ({ kind: 'card', card, audience: 'asker', dialog: true });
