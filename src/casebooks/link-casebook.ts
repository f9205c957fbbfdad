import { type Card, text } from '../cards/card.ts';
import { missingScopeCard } from '../cards/missing-scope-card.ts';
import { personSpan } from '../cards/person.ts';
import type { Incident, IncidentDoor, IncidentRef } from '../incidents/incident.ts';
import { noIncidentCard } from '../incidents/incident-refusals.ts';
import { nameOf as incidentName, titleOf as incidentTitle } from '../incidents/incident-words.ts';
import { type Casebook, type CasebookDoor, casebookScopes } from './casebook.ts';
import { busyCasebookCard, linkedAlreadyCard, noCasebookCard, unknownCard } from './casebook-refusals.ts';
import type { DrawCasebook } from './show-casebook.ts';
import type { InOneTurn } from './turns.ts';
import type { By, WriteDown } from './write-down.ts';

/** How a link ended; `unknown` with the reference of the log. */
export type LinkOutcome = Readonly<
  { outcome: 'done' | 'there-already' | 'busy' } | { outcome: 'unknown'; reference: string }
>;

export type LinkingDoor = Pick<CasebookDoor, 'readCasebook' | 'linkCasebook' | 'isLinked'>;

/** Links once: the store would take the same link twice. Rejects with a Failure when nothing was linked. */
export type LinkOnce = (casebook: Casebook, incident: Incident, by: By) => Promise<LinkOutcome>;

export const createLinkOnce =
  ({
    door,
    inOneTurn,
    writeDown,
  }: Readonly<{ door: LinkingDoor; inOneTurn: InOneTurn; writeDown: WriteDown }>): LinkOnce =>
  async (casebook, incident, by) => {
    const isLinked = () => door.isLinked(casebook, incident, { purpose: 'command' });
    const done = await inOneTurn(`link/${casebook.id}`, async (keep): Promise<LinkOutcome> => {
      if (await isLinked()) return { outcome: 'there-already' };
      await keep();
      const linked = await writeDown(
        by,
        'casebook.linked',
        { casebook: casebook.id, incident: incident.id },
        async () => {
          const written = await door.linkCasebook(casebook, incident.id);
          return written.outcome === 'done' ? { outcome: 'done', written: true } : written;
        },
        async () => (await isLinked()) || undefined,
      );
      return linked.outcome === 'done' ? { outcome: 'done' } : linked;
    });
    return done === 'busy' ? { outcome: 'busy' } : done;
  };

/** Links a casebook that somebody named to an incident that he named, and draws it. Rejects with a Failure. */
export type LinkCasebook = (id: string, incident: IncidentRef, by: By) => Promise<Card>;

export const createLinkCasebook =
  (
    parts: Readonly<{
      door: LinkingDoor;
      readIncident: IncidentDoor['readIncident'];
      linkOnce: LinkOnce;
      missing: (scopes: readonly string[]) => Promise<readonly string[]>;
      draw: DrawCasebook;
      simulated: boolean;
    }>,
  ): LinkCasebook =>
  async (id, ref, by) => {
    const { simulated } = parts;
    const lacking = await parts.missing(casebookScopes.link);
    if (lacking.length > 0) return missingScopeCard({ verb: 'casebook link', missing: lacking, simulated });
    const [casebook, incident] = await Promise.all([
      parts.door.readCasebook(id, { purpose: 'command' }),
      parts.readIncident(ref, { purpose: 'command' }),
    ]);
    if (!casebook) return noCasebookCard(id, simulated);
    if (!incident) return noIncidentCard('id' in ref ? ref.id : ref.shortId, simulated);
    const linked = await parts.linkOnce(casebook, incident, by);
    const name = incidentName(incident);
    switch (linked.outcome) {
      case 'busy':
        return busyCasebookCard(simulated);
      case 'there-already':
        return linkedAlreadyCard(casebook, name, simulated);
      case 'unknown':
        return unknownCard(
          `whether it was linked to ${name}`,
          `incident ${incident.id}`,
          linked.reference,
          simulated,
          casebook,
        );
      case 'done':
        return parts.draw(casebook, {
          words: `linked to ${name}`,
          spans: [personSpan(by.person), text(` linked it to ${name} ${incidentTitle(incident, 80)}.`)],
        });
    }
  };
