import { setTimeout as wait } from 'node:timers/promises';
import type { Card } from '../cards/card.ts';
import { failureCard } from '../cards/failure-card.ts';
import { missingScopeCard } from '../cards/missing-scope-card.ts';
import { notPermittedCard } from '../cards/not-permitted-card.ts';
import { Failure } from '../failure.ts';
import type { IncomingPress, Person, Place } from '../incoming.ts';
import type { Log } from '../log.ts';
import type { People } from '../permissions/people.ts';
import type { Press } from '../presses/press.ts';
import type { Outbox, Reply } from '../reply.ts';
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

/**
 * So long (milliseconds) a form waits for what comes of it: Slack gives up after three seconds, and whoever is told that
 * it did not work would send it again. What takes longer is told in the room.
 */
const patience = 2_000;

export function createAnswerIncidentPress(parts: {
  read: IncidentDoor['readIncident'];
  change: ChangeIncident;
  findAssignee: FindAssignee;
  namesOf: NamesOf;
  people: People;
  /** Asks the platform who somebody is now; absent in the terminal. */
  personNow?: (id: string, place: Place) => Promise<Person>;
  missing: (scopes: readonly string[]) => Promise<readonly string[]>;
  /** True for the first who asks for this key: a form that is sent twice is worked once. */
  claim: (key: string) => Promise<boolean>;
  outbox: Pick<Outbox, 'post'>;
  newReference: () => string;
  log: Log;
  simulated: boolean;
}): (press: IncidentPress, incoming: IncomingPress) => Promise<Reply> {
  const { simulated, log } = parts;

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

  /** Told in the room; where others may read, to the presser alone. */
  const told = (card: Card, { place }: IncomingPress): Reply =>
    place.outsiders || card.data?.kind === 'refusal' ? toAsker(card) : { kind: 'card', card, audience: 'room' };

  const late = async (work: Promise<Card>, incoming: IncomingPress): Promise<void> => {
    const card = await work.catch((error: unknown) => {
      const reference = parts.newReference();
      const failure =
        error instanceof Failure ? error : new Failure('malformed', 'a fault of the bot', { cause: error });
      log.warn({ reference, kind: failure.kind, error: failure.message }, 'change of an incident failed');
      return failureCard({ failure, reference, simulated });
    });
    if (incoming.place.outsiders) return; // the audit has it
    const key = { id: incoming.key, maybePosted: false };
    await parts.outbox.post(incoming.place, { kind: 'card', card }, key).catch((error: unknown) => {
      log.warn({ error: error instanceof Error ? error.message : 'unknown' }, 'outcome not posted');
    });
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
    if (!(await parts.claim(`incident/${incoming.key}`))) return { kind: 'silence', reason: 'noted' };
    const work = parts.change({ id: press.incident }, change, { person, place });
    const first = await Promise.race([work.then((card) => ({ card })), wait(patience, undefined, { ref: false })]);
    if (first) return told(first.card, incoming);
    void late(work, incoming);
    return { kind: 'silence', reason: 'noted' };
  };
}

const toAsker = (card: Card): Reply => ({ kind: 'card', card, audience: 'asker', dialog: true });
