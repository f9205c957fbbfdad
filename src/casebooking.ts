import type { Audit } from './audit/audit-entry.ts';
import { createAddToCasebook } from './casebooks/add-to-casebook.ts';
import { createAnswerCasebookPress } from './casebooks/answer-casebook-press.ts';
import { type CasebookDoor, casebookScopes } from './casebooks/casebook.ts';
import { createDrawMade } from './casebooks/draw-made.ts';
import { createLinkCasebook, createLinkOnce } from './casebooks/link-casebook.ts';
import { createMakeCasebook } from './casebooks/make-casebook.ts';
import { parseCasebookRef } from './casebooks/parse-casebook-ref.ts';
import { createRoomCasebook } from './casebooks/room-casebook.ts';
import { createRoomCasebooks } from './casebooks/room-casebooks.ts';
import { createDrawCasebook, createListCasebooks, createShowCasebook } from './casebooks/show-casebook.ts';
import { createTurns } from './casebooks/turns.ts';
import { createWriteDown } from './casebooks/write-down.ts';
import { createCasebook } from './commands/casebook.ts';
import type { Command } from './commands/command.ts';
import type { IncidentDoor } from './incidents/incident.ts';
import { parseIncidentRef } from './incidents/parse-incident-ref.ts';
import type { Person, Place, PrefixOf } from './incoming.ts';
import type { Log } from './log.ts';
import type { Candidate } from './observables/candidates.ts';
import type { Detect } from './observables/detect.ts';
import type { Observable } from './observables/observable.ts';
import type { HumanOf } from './permissions/human.ts';
import type { People } from './permissions/people.ts';
import type { PressAnswers } from './presses/answer-press.ts';
import { createWorkForm } from './presses/work-form.ts';
import type { Outbox } from './reply.ts';
import type { Room } from './room.ts';
import type { Query } from './store/database.ts';

export type CasebookingParts = Readonly<{
  door: CasebookDoor;
  readIncident: IncidentDoor['readIncident'];
  missing: (scopes: readonly string[]) => Promise<readonly string[]>;
  /** The API client by whose rights casebooks are changed. */
  clientId: string;
  /** Origin of XDR's interface that opens casebooks. */
  pages: string;
  /** Longest that a call can be under way, milliseconds. */
  longestCall: number;
  trustedHosts: readonly string[];
  /** The incident room that a channel is. */
  roomOf: (room: Room) => Promise<Readonly<{ incident: string }> | undefined>;
  /** What was collected in a room, worst first; absent: nothing is. */
  observablesOf?: (room: Room) => Promise<readonly Observable[]>;
  candidatesIn: (text: string) => readonly Candidate[];
  detect: Detect;
  query: Query;
  audit: Audit;
  humanOf: HumanOf;
  people: People;
  personNow?: (id: string, place: Place) => Promise<Person>;
  claim: (key: string) => Promise<boolean>;
  listings: Readonly<{
    keep: (observables: readonly Observable[]) => Promise<string>;
    read: (id: string) => Promise<readonly Observable[] | undefined>;
  }>;
  outbox: Outbox;
  prefixOf: PrefixOf;
  newReference: () => string;
  simulated: boolean;
  log: Log;
  now: () => number;
}>;

/** Everything about casebooks, as a command and buttons. */
export function createCasebooking(parts: CasebookingParts): Readonly<{
  commands: readonly Command[];
  presses: PressAnswers;
  /** Whether cards offer "Add to casebook". */
  offered: () => Promise<boolean>;
}> {
  const { door, query, trustedHosts, listings, missing, now } = parts;
  const rooms = createRoomCasebooks(query, now);
  const shared = { ...parts, rooms, inOneTurn: createTurns({ query, lasts: parts.longestCall }) };
  const writeDown = createWriteDown({ ...parts, client: parts.clientId });
  const draw = createDrawCasebook({ ...parts, keepListing: listings.keep });
  const made = { ...shared, writeDown, draw };
  const make = createMakeCasebook(made);
  const add = createAddToCasebook(made);
  const linkOnce = createLinkOnce(made);
  const drawMade = createDrawMade(draw);
  const show = createShowCasebook({ ...parts, read: door.readCasebook, draw });
  const act = createAnswerCasebookPress({
    ...shared,
    workForm: createWorkForm(parts),
    search: door.searchCasebooks,
    readListing: listings.read,
    make,
    add,
    drawMade,
  });
  return {
    commands: [
      createCasebook({
        ...shared,
        parseRef: (text) => parseCasebookRef(text, trustedHosts),
        parseIncident: (text) => parseIncidentRef(text, trustedHosts),
        incidentOf: async (room) => (await parts.roomOf(room))?.incident,
        observablesOf: parts.observablesOf ?? (async () => []),
        make,
        drawMade,
        add,
        roomCasebook: createRoomCasebook({ ...made, make, linkOnce }),
        link: createLinkCasebook({ ...made, linkOnce }),
        show,
        list: createListCasebooks({ ...parts, search: door.searchCasebooks }),
      }),
    ],
    presses: {
      casebook: { role: 'analysts', scopes: casebookScopes.read, run: ({ casebook }) => show(casebook) },
      'casebook-add': { act },
      'casebook-add-all': { act },
    },
    offered: async () => (await missing(casebookScopes.write)).length === 0,
  };
}
