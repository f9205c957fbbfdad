import type { Adapter } from './adapter.ts';
import type { Audit } from './audit/audit-entry.ts';
import type { Command } from './commands/command.ts';
import { createIncident } from './commands/incident.ts';
import { createIncidents } from './commands/incidents.ts';
import { createAnswerIncidentPress } from './incidents/answer-incident-press.ts';
import { createChangeIncident } from './incidents/change-incident.ts';
import { createFindAssignee } from './incidents/find-assignee.ts';
import type { IncidentDoor } from './incidents/incident.ts';
import { parseIncidentRef } from './incidents/parse-incident-ref.ts';
import {
  createDrawIncident,
  createListIncidents,
  createShowIncident,
  type DrawIncident,
  incidentScope,
} from './incidents/show-incident.ts';
import { createNamedUsers, type NamesOf } from './incidents/user-names.ts';
import { type ChatPersonOf, createWhoIsWho } from './incidents/xdr-user-of.ts';
import type { Person, Place, PrefixOf } from './incoming.ts';
import type { Log } from './log.ts';
import type { Observable } from './observables/observable.ts';
import type { HumanOf } from './permissions/human.ts';
import type { People } from './permissions/people.ts';
import type { PressAnswers } from './presses/answer-press.ts';
import { createWorkForm } from './presses/work-form.ts';
import type { Outbox } from './reply.ts';
import type { IncidentRooms } from './rooming.ts';

export type InvestigatingParts = Readonly<{
  door: IncidentDoor;
  missing: (scopes: readonly string[]) => Promise<readonly string[]>;
  /** The API client by whose rights incidents are changed. */
  clientId: string;
  /** Origin of XDR's web interface. */
  ui: string;
  /** Hosts beside Cisco's that cards may link to, and by which incidents may be named. */
  trustedHosts: readonly string[];
  audit: Audit;
  humanOf: HumanOf;
  people: People;
  personNow?: (id: string, place: Place) => Promise<Person>;
  claim: (key: string) => Promise<boolean>;
  keepListing: (observables: readonly Observable[]) => Promise<string>;
  outbox: Outbox;
  prefixOf: PrefixOf;
  newReference: () => string;
  /** What the platforms tell of addresses: by these people of the chat are known in XDR. */
  emailOf: Adapter['emailOf'];
  memberWith: Adapter['memberWith'];
  /** Channels that are rooms of incidents. */
  rooms: IncidentRooms;
  simulated: boolean;
  log: Log;
  now: () => number;
}>;

/** Everything about incidents, as commands and buttons; what else is investigated (casebooks) joins the two lists at the end. */
export function createInvestigating(parts: InvestigatingParts): Readonly<{
  commands: readonly Command[];
  presses: PressAnswers;
  /** An incident as a card, with what stands beside it; names of users of XDR. */
  draw: DrawIncident;
  namesOf: NamesOf;
  /** Who of the chat a user of XDR is. */
  chatPersonOf: ChatPersonOf;
}> {
  const { door, trustedHosts, simulated } = parts;
  const parseRef = (text: string) => parseIncidentRef(text, trustedHosts);
  const { namesOf, learn } = createNamedUsers({ ...parts, usersNamed: door.usersNamed });
  const { xdrUserOf, chatPersonOf } = createWhoIsWho({ ...parts, learn });
  const draw = createDrawIncident({ ...parts, namesOf });
  const show = createShowIncident({ read: door.readIncident, draw, simulated });
  const change = createChangeIncident({ ...parts, draw, client: parts.clientId });
  const findAssignee = createFindAssignee({ ...parts, xdrUserOf, learn });
  const act = createAnswerIncidentPress({
    ...parts,
    read: door.readIncident,
    change,
    findAssignee,
    namesOf,
    workForm: createWorkForm(parts),
  });

  return {
    draw,
    chatPersonOf,
    namesOf,
    commands: [
      createIncidents({ ...parts, list: createListIncidents({ search: door.searchIncidents, xdrUserOf, simulated }) }),
      createIncident({ ...parts, parseRef, show, change, findAssignee }),
    ],
    presses: {
      incident: { role: 'analysts', scopes: [incidentScope], run: ({ incident }) => show({ id: incident }) },
      'incident-status': { act },
      'incident-assign': { act },
      'incident-note': { act },
    },
  };
}
