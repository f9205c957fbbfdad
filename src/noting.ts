import type { Audit } from './audit/audit-entry.ts';
import { createPace } from './commands/pace.ts';
import type { IncidentDoor } from './incidents/incident.ts';
import { parseIncidentRef } from './incidents/parse-incident-ref.ts';
import { createUnfurlIncident } from './incidents/unfurl-incident.ts';
import type {
  IncomingLink,
  IncomingMark,
  IncomingMessage,
  IncomingWithdrawal,
  MessageRef,
  Person,
  Place,
  PrefixOf,
} from './incoming.ts';
import type { Log } from './log.ts';
import type { HumanOf } from './permissions/human.ts';
import type { People } from './permissions/people.ts';
import type { Outbox, Reply } from './reply.ts';
import type { Room } from './room.ts';
import { roomName } from './room.ts';
import type { LinkedRoom } from './rooms/linked-rooms.ts';
import { createMarkMessage } from './rooms/mark-message.ts';
import { createMarks, storable } from './rooms/marks.ts';
import { createTellNote } from './rooms/tell-note.ts';
import { createWriteNote } from './rooms/write-note.ts';
import type { Query } from './store/database.ts';

/** The durable work behind a marked message: write its note; or tell that it was changed since. */
export type NoteJob = Readonly<{ message: MessageRef; changed?: 'edited' | 'deleted' }>;

export type NotingParts = Readonly<{
  door: Pick<IncidentDoor, 'readIncident' | 'addNote'>;
  /** The API client by whose rights notes are written. */
  clientId: string;
  trustedHosts: readonly string[];
  roomOf: (room: Room) => Promise<LinkedRoom | undefined>;
  incidentChanged: (incident: string) => Promise<void>;
  missing: (scopes: readonly string[]) => Promise<readonly string[]>;
  enqueue: (name: 'note-message', id: string, job: NoteJob) => Promise<unknown>;
  query: Query;
  audit: Audit;
  people: People;
  humanOf: HumanOf;
  personNow: (id: string, place: Place) => Promise<Person>;
  /** How a conversation is now, asked of the platform. */
  placeNow: (room: Room) => Promise<Place>;
  outbox: Outbox;
  prefixOf: PrefixOf;
  newReference: () => string;
  simulated: boolean;
  log: Log;
  now: () => number;
}>;

/** Notes that go back to XDR, and links of incidents that become cards. */
export type Noting = Readonly<{
  markMessage: (incoming: IncomingMark) => Promise<Reply>;
  showLink: (incoming: IncomingLink) => Promise<Reply>;
  /** The same, with a look whether the message was marked before. */
  heard: (watch: (incoming: IncomingMessage) => Promise<Reply>) => (incoming: IncomingMessage) => Promise<Reply>;
  withdrawn: (
    withdraw: (incoming: IncomingWithdrawal) => Promise<Reply>,
  ) => (incoming: IncomingWithdrawal) => Promise<Reply>;
  work: (job: NoteJob) => Promise<string>;
  /** A job waited for 24 hours. */
  giveUp: (job: NoteJob) => Promise<void>;
}>;

export function createNoting(parts: NotingParts): Noting {
  const { door, trustedHosts } = parts;
  const marks = createMarks(parts.query);
  const { tell, tellChanged } = createTellNote({ ...parts, marks });
  const { write, giveUp } = createWriteNote({ ...parts, marks, marksIn: createMarks, client: parts.clientId, tell });
  const nameOf = ({ place, id }: MessageRef) => `${roomName(place)}/${id}`;

  /** Of several edits one is told. */
  const noteChange = async (message: MessageRef, changed: 'edited' | 'deleted'): Promise<void> => {
    await parts.enqueue('note-message', `note-${changed}/${nameOf(message)}`, { message, changed });
  };

  return {
    markMessage: createMarkMessage({
      ...parts,
      marks,
      takeTurn: createPace(parts),
      enqueue: ({ message, attempt }) =>
        parts.enqueue('note-message', `note/${nameOf(message)}/${attempt}`, { message }),
    }),
    showLink: createUnfurlIncident({
      ...parts,
      parseRef: (text) => parseIncidentRef(text, trustedHosts),
      read: door.readIncident,
    }),
    heard: (watch) => async (incoming) => {
      if (incoming.version !== '') {
        const mark = await marks.read(incoming.message);
        if (mark && mark.text !== storable(incoming.text)) await noteChange(mark.message, 'edited');
      }
      return watch(incoming);
    },
    withdrawn: (withdraw) => async (incoming) => {
      const mark = await marks.read(incoming.message);
      if (mark) await noteChange(mark.message, 'deleted');
      return withdraw(incoming);
    },
    giveUp: async ({ message, changed }) => (changed ? undefined : giveUp(message)),
    work: ({ message, changed }) => (changed ? tellChanged(message, changed) : write(message)),
  };
}
