import { randomUUID } from 'node:crypto';
import type { Audit } from '../audit/audit-entry.ts';
import { audited, auditedPlace } from '../audit/audited.ts';
import type { Card } from '../cards/card.ts';
import { missingScopeCard } from '../cards/missing-scope-card.ts';
import { personSpan } from '../cards/person.ts';
import { unknownOutcomeCard } from '../cards/unknown-outcome-card.ts';
import { Failure } from '../failure.ts';
import type { Person, Place } from '../incoming.ts';
import type { Log } from '../log.ts';
import type { HumanOf } from '../permissions/human.ts';
import { type Change, changeSpans, changeWords, detailsOf, doubtOf, eventOf, reasonOf, scopeOf } from './change.ts';
import type { Incident, IncidentDoor, IncidentRef, Written } from './incident.ts';
import { noIncidentCard, sameStatusCard } from './incident-refusals.ts';
import { nameOf } from './incident-words.ts';
import type { DrawIncident } from './show-incident.ts';

/** Somebody, somewhere. */
export type By = Readonly<{ person: Person; place: Place }>;

/**
 * Changes an incident in XDR, once, and draws it as it is then. It stands in the audit before the call and after it. A
 * lost answer is told as unknown; rejects with a Failure when nothing was changed.
 */
export type ChangeIncident = (ref: IncidentRef, change: Change, by: By) => Promise<Card>;

export function createChangeIncident(parts: {
  door: Pick<IncidentDoor, 'readIncident' | 'setIncidentStatus' | 'assignIncident' | 'addNote'>;
  missing: (scopes: readonly string[]) => Promise<readonly string[]>;
  draw: DrawIncident;
  audit: Pick<Audit, 'note'>;
  humanOf: HumanOf;
  client: string;
  newReference: () => string;
  /** Rooms of the incident: told before and after. */
  rooms: Readonly<{
    changing: (incident: string) => Promise<void>;
    changed: (incident: string, place: Place, change: Change, after?: Incident) => Promise<void>;
  }>;
  log: Log;
  simulated: boolean;
}): ChangeIncident {
  const { door, draw, audit, humanOf, rooms, client, log, simulated } = parts;

  const write = (change: Change, incident: Incident, by: By): Promise<Written<Incident | undefined>> => {
    switch (change.kind) {
      case 'status':
        return door.setIncidentStatus(incident.id, change.status);
      case 'assign':
        return door.assignIncident(incident.id, change.user ? [change.user.id] : []);
      case 'note':
        return door.addNote(incident, {
          content: signed(change.content, by.person),
          author: authorOf(by.person),
          key: `xdr-chatops:note:${randomUUID()}`,
        });
    }
  };

  return async (ref, change, by) => {
    const lacking = await parts.missing([scopeOf(change)]);
    if (lacking.length > 0) return missingScopeCard({ verb: 'incident', missing: lacking, simulated });
    const before = await door.readIncident(ref, { purpose: 'command' });
    if (!before) return noIncidentCard('id' in ref ? ref.id : ref.shortId, simulated);
    if (change.kind === 'status' && change.status === before.status) return sameStatusCard(before, simulated);

    const who = audited(by.person, humanOf);
    const reason = reasonOf(change);
    const entry = {
      event: eventOf(change),
      by: who,
      place: auditedPlace(by.place),
      client,
      details: detailsOf(change, before),
      ...(reason ? { reason } : {}),
    } as const;
    await audit.note({ ...entry, outcome: 'asked' });
    /** What was done is done, whether or not it can be written down. */
    const note = (outcome: string, reference?: string) =>
      audit
        .note({ ...entry, outcome, ...(reference ? { reference } : {}) })
        .catch((error: unknown) =>
          log.warn(
            { incident: before.id, outcome, error: error instanceof Error ? error.message : 'unknown' },
            'not audited',
          ),
        );
    await rooms.changing(before.id);
    const written = await write(change, before, by).catch(async (error: unknown) => {
      await rooms.changed(before.id, by.place, change);
      await note(error instanceof Failure ? `failed: ${error.kind}` : 'failed');
      throw error;
    });
    if (written.outcome === 'unknown') {
      const reference = parts.newReference();
      const { kind, message, facts } = written.failure;
      log.warn(
        { reference, incident: before.id, kind, error: message, status: facts.status },
        'change of an incident unclear',
      );
      await note('unknown', reference);
      await rooms.changed(before.id, by.place, change);
      return unknownCard(change, before, reference, simulated);
    }
    await note('done');
    const after = now(before, change, written.written);
    await rooms.changed(before.id, by.place, change, after);
    return draw(after, {
      spans: [personSpan(who), ...changeSpans(change, before)],
      words: changeWords(change),
    });
  };
}

/** As it is now: what XDR answered, over what was read before, which alone has what belongs to it. */
function now(before: Incident, change: Change, written: Incident | undefined): Incident {
  const { context } = before;
  const grown = context && change.kind === 'note' ? { context: { ...context, notes: context.notes + 1 } } : {};
  return { ...before, ...written, ...(context ? { context } : {}), ...grown };
}

const authorOf = ({ platform, id, name }: Person): string =>
  (name ? `${name} (${platform}:${id})` : `${platform}:${id}`).slice(0, 200);

/** A note says who wrote it: in XDR it is the API client's. */
const signed = (content: string, person: Person): string => `${content}\n\n(${authorOf(person)}, by xdr-chatops)`;

const unknownCard = (change: Change, incident: Incident, reference: string, simulated: boolean): Card =>
  unknownOutcomeCard(`${doubtOf(change)} (${nameOf(incident)})`, `incident ${incident.id}`, reference, simulated);
