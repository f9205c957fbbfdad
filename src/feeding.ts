import type { Audience } from './adapter.ts';
import type { Audit } from './audit/audit-entry.ts';
import { type CasebookDoor, casebookScopes } from './casebooks/casebook.ts';
import { createRoomCasebooks } from './casebooks/room-casebooks.ts';
import type { Command } from './commands/command.ts';
import { createFeed } from './commands/feed.ts';
import { Failure } from './failure.ts';
import { createCompare, type HeldInCasebook } from './feeds/compare.ts';
import { createDigestTurns } from './feeds/digest-turns.ts';
import { createEntries, pruneEntries } from './feeds/entries.ts';
import type { FeedJob } from './feeds/feed.ts';
import { createFeedCare, type FeedCare } from './feeds/look-after-feeds.ts';
import { createReadFeed } from './feeds/read-feed.ts';
import { createShowFeedFiles } from './feeds/show-feed-files.ts';
import { createSubscriptions, pruneSubscriptions } from './feeds/subscriptions.ts';
import { createTellDigest, type TellDigest } from './feeds/tell-digest.ts';
import type { Place, PrefixOf } from './incoming.ts';
import type { Log } from './log.ts';
import { hashOf } from './messages/annotation-rows.ts';
import { createSeenBefore } from './messages/seen-before.ts';
import type { ThreatGridDoor } from './open-threat-grid.ts';
import type { HumanOf } from './permissions/human.ts';
import type { PressAnswers } from './presses/answer-press.ts';
import type { Outbox } from './reply.ts';
import { roomName } from './room.ts';
import type { Query } from './store/database.ts';
import type { AskThreatGrid } from './threat-grid/threat-grid.ts';

export type FeedingParts = Readonly<{
  threatGrid: ThreatGridDoor;
  query: Query;
  audit: Audit;
  humanOf: HumanOf;
  audience: Audience;
  casebooking: Readonly<{ door: Pick<CasebookDoor, 'readCasebook'> }>;
  missing: (scopes: readonly string[]) => Promise<readonly string[]>;
  placeNow: (room: Place) => Promise<Place>;
  enqueue: (name: 'feed', id: string, job: FeedJob) => Promise<unknown>;
  outbox: Outbox;
  prefixOf: PrefixOf;
  trustedHosts: readonly string[];
  simulated: boolean;
  log: Log;
  now: () => number;
}>;

/** Everything about feeds of Threat Grid. */
export type Feeding = Readonly<{
  commands: readonly Command[];
  presses: PressAnswers;
  /** Tells one channel what is new: a durable job. */
  tell: TellDigest;
  care: FeedCare;
}>;

/** What somebody waits for has milliseconds; a digest has seconds for the database, and for the platform's word. */
const [patience, platformPatience] = [10_000, 10_000];
/** Casebooks of the conversation that are read for one digest: a call each. */
const mostCasebooks = 3;

export function createFeeding(parts: FeedingParts): Feeding {
  const { threatGrid, query, audience, prefixOf, simulated, log, now } = parts;
  const { grid } = threatGrid;
  const subscriptions = createSubscriptions({ query, record: parts.audit.record, humanOf: parts.humanOf, now });
  const entries = createEntries({ query, hashOf, now });
  const enqueue = (id: string, job: FeedJob) => parts.enqueue('feed', id, job);
  const showFiles = createShowFeedFiles({ entries, simulated });
  const hasKey = grid !== undefined;
  const tell = createTellDigest({
    ...parts,
    outsidersNow: async (place) => (await parts.placeNow(place)).outsiders,
    subscriptions,
    turns: createDigestTurns(query, now),
    entries,
    readFeed: createReadFeed({ ask: grid?.ask ?? noKey, entries, now }),
    compare: createCompare({
      seenBefore: createSeenBefore({ query, ...audience, now, wait: patience, platformWait: platformPatience }),
      casebooksOf: createCasebooksOf(parts),
    }),
  });
  return {
    commands: [
      createFeed({
        subscriptions,
        tellNow: ({ id, room }) => {
          const due = now();
          return enqueue(`feed/${id}/${due}`, { room, subscription: id, due, asked: true });
        },
        hasKey,
        prefixOf,
        simulated,
      }),
    ],
    presses: { 'feed-files': { role: 'readers', scopes: [], run: (asked, { place }) => showFiles(asked, place) } },
    tell,
    care: createFeedCare({ subscriptions, enqueue, hasKey, log, now }),
  };
}

/** What was stored while there was a key waits for one. */
const noKey: AskThreatGrid = async () => {
  throw new Failure('unauthorized', 'there is no key for Threat Grid', { service: 'feed' });
};

/** The casebooks that a conversation used last, as they are now; without those that cannot be read. */
function createCasebooksOf({
  query,
  casebooking: { door },
  missing,
  now,
}: FeedingParts): (place: Place) => Promise<readonly HeldInCasebook[]> {
  const rooms = createRoomCasebooks(query, now);
  return async (place) => {
    try {
      if ((await missing(casebookScopes.read)).length > 0) return [];
      const recent = await rooms.recent(place, mostCasebooks);
      const ask = { purpose: 'watching', rooms: [roomName(place)] } as const;
      const read = await Promise.all(
        recent.map(async ({ id, title }) => {
          const casebook = await door.readCasebook(id, ask).catch(() => undefined);
          return casebook ? [{ title: casebook.title ?? title, observables: casebook.observables }] : [];
        }),
      );
      return read.flat();
    } catch {
      return []; // the digest is worth telling without them
    }
  };
}

export const pruneFeeds = [pruneSubscriptions, pruneEntries] as const;
