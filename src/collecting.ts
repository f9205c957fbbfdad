import { entriesOfRoom } from './audit/room-rows.ts';
import type { Card } from './cards/card.ts';
import { usageCard } from './cards/usage-card.ts';
import { type Asked, scopes } from './commands/command.ts';
import type { RoomWay } from './commands/room.ts';
import type { IncidentDoor } from './incidents/incident.ts';
import { incidentScope } from './incidents/show-incident.ts';
import type { Place, PrefixOf } from './incoming.ts';
import type { Observable } from './observables/observable.ts';
import type { HumanOf } from './permissions/human.ts';
import type { Reading } from './reading.ts';
import type { Room } from './room.ts';
import { createAskRoom, recalled } from './rooms/ask-room.ts';
import type { ExportForm } from './rooms/export-card.ts';
import { createExportRoom } from './rooms/export-room.ts';
import type { MarkedMessage, MarksOf, Somebody } from './rooms/happening.ts';
import type { LinkedRoom } from './rooms/linked-rooms.ts';
import type { Mark } from './rooms/mark.ts';
import { createMarks } from './rooms/marks.ts';
import { createCollectedIn } from './rooms/read-collected.ts';
import { createHappeningsIn } from './rooms/read-happenings.ts';
import { createReadRoomIncident } from './rooms/read-room-incident.ts';
import { actionsIn } from './rooms/room-actions.ts';
import type { PermalinkOf } from './rooms/room-spans.ts';
import type { Query } from './store/database.ts';

export type CollectingParts = Readonly<{
  query: Query;
  reading: Pick<Reading, 'lookUp' | 'recall'>;
  /** The incident room that a channel is. */
  roomOf: (room: Room) => Promise<LinkedRoom | undefined>;
  readIncident: IncidentDoor['readIncident'];
  missing: (scopes: readonly string[]) => Promise<readonly string[]>;
  keepListing: (observables: readonly Observable[]) => Promise<string>;
  isWatched: (place: Place) => Promise<boolean>;
  /** The address of a message on its platform. */
  permalinkOf: PermalinkOf;
  humanOf: HumanOf;
  prefixOf: PrefixOf;
  simulated: boolean;
  now: () => number;
}>;

/** Everything about what a room collected, as ways of the command `room`. */
export function createCollecting(parts: CollectingParts): Readonly<{
  ways: Readonly<Record<string, RoomWay>>;
  /** What was collected in a room, worst first; of very many the worst. */
  observablesOf: (room: Room) => Promise<readonly Observable[]>;
}> {
  const { query, reading, humanOf, prefixOf, simulated } = parts;
  const collected = createCollectedIn(query);
  const marks = createMarks(query);
  const marksOf: MarksOf = async (room, most) => (await marks.of(room, most)).map(markedMessage);
  const entries = (room: Room, most: number) => entriesOfRoom(query, room, most);
  const everywhere = {
    ...parts,
    collected,
    marksOf,
    happenings: createHappeningsIn({ badCards: collected.badCards, entries, marksOf }),
    incidentOf: createReadRoomIncident({ ...parts, lacking: () => parts.missing([incidentScope]) }),
    named: ({ platform }: Room, id: string): Somebody => {
      const { name } = humanOf({ platform, id });
      return { platform, id, ...(name === undefined ? {} : { name }) };
    },
  };
  const ask = createAskRoom({
    ...everywhere,
    ...reading,
    entries,
    actionsIn: (room, done) => actionsIn(query, room, done),
    lacking: () => parts.missing([scopes.deliberate]),
    watched: (room) => parts.isWatched({ ...room, kind: 'channel', outsiders: false }),
  });
  const exportRoom = createExportRoom({
    ...everywhere,
    recalled: (observables) => recalled(observables, reading.recall),
  });

  const way = (
    usage: string,
    does: string,
    run: (words: string, room: Room, prefix: string) => Promise<Card | undefined> | undefined,
  ): RoomWay => ({
    usage,
    does,
    run: async (rest, { place }: Asked) => {
      const { platform, workspace, channel } = place;
      const words = rest.trim().toLowerCase().replace(/\s+/g, ' ');
      const prefix = prefixOf(platform);
      return (
        (await run(words, { platform, workspace, channel }, prefix)) ??
        usageCard({ given: 'room', unknown: false, forms: [{ usage, does }], prefix, simulated })
      );
    },
  });

  return {
    observablesOf: async (room) => (await collected.observables(room, mostKept)).map(({ observable }) => observable),
    ways: {
      observables: way(
        'room observables [now]',
        'Lists what was collected in this channel, worst first; now asks all sources again.',
        (words, room, prefix) =>
          words === '' || words === 'now' ? ask.observables(room, words === 'now', prefix) : undefined,
      ),
      timeline: way('room timeline', 'Shows what happened in this channel, in its order.', (words, room, prefix) =>
        words === '' ? ask.timeline(room, prefix) : undefined,
      ),
      summary: way('room summary', 'Counts what was collected and done in this channel.', (words, room, prefix) =>
        words === '' ? ask.summary(room, prefix) : undefined,
      ),
      export: way(
        'room export csv [timeline]|stix|json',
        'Gives it as a file: CSV, a STIX 2.1 bundle, a CTIM bundle.',
        async (words, room, prefix) => {
          const form = Object.hasOwn(formOf, words) ? formOf[words] : undefined;
          if (!form) return undefined;
          return (await exportRoom(room, form)) ?? ask.nothing(room, prefix);
        },
      ),
    },
  };
}

/** So many observables of a room are handed on. */
const mostKept = 500;
const markedMessage = ({ message, by, markedAt, text, author, saidAt }: Mark): MarkedMessage => ({
  message: { id: message.id, ...(message.place.thread === undefined ? {} : { thread: message.place.thread }) },
  markedBy: by.id,
  markedAt,
  text,
  author: author.id,
  ...(author.name === undefined ? {} : { authorName: author.name }),
  saidAt,
});

const formOf: Readonly<Record<string, ExportForm>> = {
  csv: 'csv',
  'csv timeline': 'timeline',
  stix: 'stix',
  json: 'json',
};
