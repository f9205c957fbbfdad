import {
  type AnnounceOutcome,
  createAnnounceIncident,
  createPostAnnouncement,
} from './announcements/announce-incident.ts';
import type { AnnounceJob } from './announcements/announcing.ts';
import { createAnnounced, createAnnouncingChannels, pruneAnnounced } from './announcements/announcing-channels.ts';
import type { Audit } from './audit/audit-entry.ts';
import { createAnnounce } from './commands/announce.ts';
import type { Command } from './commands/command.ts';
import type { IncidentDoor } from './incidents/incident.ts';
import { type DrawIncident, incidentScope } from './incidents/show-incident.ts';
import type { Place, PrefixOf } from './incoming.ts';
import type { Route } from './listener.ts';
import type { Log } from './log.ts';
import type { HumanOf } from './permissions/human.ts';
import type { Outbox } from './reply.ts';
import type { Query } from './store/database.ts';
import { createMark } from './xdr-events/mark.ts';
import { createReceiveEvents, type OnXdrEvent } from './xdr-events/receive-events.ts';
import { createReconcile, lookEvery, type Reconcile } from './xdr-events/reconcile.ts';
import {
  createStoreEvents,
  createToldHighImpact,
  pruneXdrEvents,
  type StoreEvents,
} from './xdr-events/store-events.ts';
import { createWorkEvent, type WorkEvent } from './xdr-events/work-event.ts';
import type { XdrEventJob } from './xdr-events/xdr-event.ts';

export type PushingParts = Readonly<{
  query: Query;
  audit: Audit;
  humanOf: HumanOf;
  door: Pick<IncidentDoor, 'readIncident' | 'incidentsChanged'>;
  missing: (scopes: readonly string[]) => Promise<readonly string[]>;
  draw: DrawIncident;
  /** An incident has changed: its rooms show it anew. Resolves when that is stored. */
  incidentChanged: (incident: string) => Promise<void>;
  enqueue: {
    (name: 'xdr-event', id: string, job: XdrEventJob): Promise<unknown>;
    (name: 'announce', id: string, job: AnnounceJob): Promise<unknown>;
  };
  outbox: Outbox;
  /** Whether people from outside may read there now. */
  outsidersNow: (place: Place) => Promise<boolean>;
  /** XDR tells of changes by itself: the search finds what was missed, and need not be often. */
  hasWebhook: boolean;
  prefixOf: PrefixOf;
  simulated: boolean;
  log: Log;
  now: () => number;
}>;

/** Everything that begins in XDR: its events, what was missed of them, and what is announced. */
export type Pushing = Readonly<{
  commands: readonly Command[];
  storeEvents: StoreEvents;
  /** The jobs. Each resolves with how it ended. */
  workEvent: WorkEvent;
  postAnnouncement: (job: AnnounceJob, signal?: AbortSignal) => Promise<AnnounceOutcome>;
  reconcile: Reconcile;
}>;

export function createPushing(parts: PushingParts): Pushing {
  const { query, audit, humanOf, door, missing, incidentChanged, enqueue, hasWebhook, simulated, log, now } = parts;
  const channels = createAnnouncingChannels({ query, record: audit.record, humanOf, now });
  const announced = createAnnounced(query, now);
  const announce = createAnnounceIncident({
    channels,
    announced,
    enqueue: (id, job) => enqueue('announce', id, job),
    now,
  });
  const every = hasWebhook ? lookEvery.withWebhook : lookEvery.withoutWebhook;
  const hasRooms = async () => (await query('select 1 from incident_rooms limit 1')).length > 0;

  return {
    commands: [createAnnounce({ channels, missing, prefixOf: parts.prefixOf, simulated })],
    storeEvents: createStoreEvents({ query, enqueue: (id, job) => enqueue('xdr-event', id, job), now }),
    workEvent: createWorkEvent({
      incidentChanged,
      isAnybodyTold: channels.any,
      read: door.readIncident,
      announce,
      now,
    }),
    postAnnouncement: createPostAnnouncement({
      ...parts,
      toldHighImpact: createToldHighImpact(query),
      channels,
      announced,
      read: door.readIncident,
    }),
    reconcile: createReconcile({
      mark: createMark(query, now, every),
      changedSince: door.incidentsChanged,
      onIncident: async (incident, news) => {
        await incidentChanged(incident.id);
        await announce(incident, news);
      },
      isWanted: async () =>
        ((await channels.any()) || (await hasRooms())) && (await missing([incidentScope])).length === 0,
      every,
      log,
      now,
    }),
  };
}

/** Puts the webhook behind its address; without a secret there is none. */
export function routeEvents(
  route: Route,
  {
    secret,
    storeEvents: store,
    onEvent,
    log,
  }: Readonly<{ secret: string | undefined; storeEvents: StoreEvents; onEvent: OnXdrEvent; log: Log }>,
): void {
  if (secret !== undefined) route('POST', '/xdr/webhook', createReceiveEvents({ secret, store, onEvent, log }));
}

export const prunePushed = [pruneXdrEvents, pruneAnnounced] as const;
