import type { Card } from '../cards/card.ts';
import type { IncidentDoor } from '../incidents/incident.ts';
import { noIncidentCard } from '../incidents/incident-refusals.ts';
import { nameOf as incidentName, titleOf as incidentTitle } from '../incidents/incident-words.ts';
import type { Room } from '../room.ts';
import { uuidOf } from '../store/claims.ts';
import { type CasebookDoor, casebookScopes } from './casebook.ts';
import { busyCasebookCard } from './casebook-refusals.ts';
import type { LinkOnce } from './link-casebook.ts';
import { keyPrefix, type MakeCasebook } from './make-casebook.ts';
import type { RoomCasebooks } from './room-casebooks.ts';
import type { InOneTurn } from './turns.ts';
import type { By } from './write-down.ts';

/** The casebook of an incident room, made and linked when there is none; `made`: what was done, in words. Or why not. */
export type RoomCasebook = (
  incident: string,
  by: By,
) => Promise<Readonly<{ id: string; made?: string }> | { card: Card }>;

/** The same for one room and one incident, whoever asks, so that it can be found again. */
const keyOf = ({ platform, workspace, channel }: Room, incident: string): string =>
  `${keyPrefix}room:${uuidOf([platform, workspace, channel, incident].join('\n'))}`;

export function createRoomCasebook(
  parts: Readonly<{
    door: Pick<CasebookDoor, 'casebookMadeAs'>;
    readIncident: IncidentDoor['readIncident'];
    rooms: RoomCasebooks;
    make: MakeCasebook;
    linkOnce: LinkOnce;
    inOneTurn: InOneTurn;
    missing: (scopes: readonly string[]) => Promise<readonly string[]>;
    simulated: boolean;
  }>,
): RoomCasebook {
  const { door, rooms, make, linkOnce, inOneTurn, missing, simulated } = parts;

  const findOrMake = async (id: string, by: By): ReturnType<RoomCasebook> => {
    const known = await rooms.of(by.place, id);
    if (known) return { id: known };
    const key = keyOf(by.place, id);
    const there = await door.casebookMadeAs(key, { purpose: 'command' });
    if (there) {
      await rooms.take(by.place, id, { id: there.id, title: there.title ?? '' });
      return { id: there.id };
    }
    const incident = await parts.readIncident({ id }, { purpose: 'command' });
    if (!incident) return { card: noIncidentCard(id, simulated) };
    const name = incidentName(incident);
    const title = `Observables of ${name}: ${incidentTitle(incident, 200)}`;
    const made = await make({ title, observables: [], key, about: `Made in the room of ${name}` }, by);
    if ('card' in made) return made;
    await rooms.take(by.place, id, { id: made.casebook.id, title });
    if ((await missing(casebookScopes.link)).length > 0)
      return { id: made.casebook.id, made: `made; not linked to ${name}, for which the API client lacks a scope` };
    const linked = await linkOnce(made.casebook, incident, by).catch(() => ({ outcome: 'failed' }) as const);
    const isLinked = linked.outcome === 'done' || linked.outcome === 'there-already';
    const doubt = `; whether it is linked to ${name} is not known: casebook link ${made.casebook.id} ${name}`;
    return { id: made.casebook.id, made: isLinked ? `made, and linked to ${name}` : `made${doubt}` };
  };

  return async (incident, by) => {
    const known = await rooms.of(by.place, incident);
    if (known) return { id: known };
    const { platform, workspace, channel } = by.place;
    const name = `room/${platform}/${workspace}/${channel}/${incident}`;
    const found = await inOneTurn(name, () => findOrMake(incident, by));
    return found === 'busy' ? { card: busyCasebookCard(simulated) } : found;
  };
}
