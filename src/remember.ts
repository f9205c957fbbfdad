import type { Audit } from './audit/audit-entry.ts';
import { audited, auditedPlace } from './audit/audited.ts';
import type { Memory } from './core-parts.ts';
import { createBeat } from './interruptions/heartbeat.ts';
import { createInterruptions } from './interruptions/interruptions.ts';
import { createAnnotations } from './messages/annotations.ts';
import type { HumanOf } from './permissions/human.ts';
import { createChannelSettings } from './store/channel-settings.ts';
import { createClaim } from './store/claims.ts';
import type { Database } from './store/database.ts';
import { createListings } from './store/listings.ts';

/** What the core remembers, on an open database. */
export const remember = (database: Database, now: () => number, audit: Audit, humanOf: HumanOf): Memory => ({
  annotations: createAnnotations(database, now),
  claim: createClaim(database.query),
  listings: createListings(database.query),
  channels: {
    watchMode: createChannelSettings(database.query).watchMode,
    setWatchMode: (channel, to, by) =>
      audit.record(async (query, note) => {
        const place = auditedPlace(channel);
        note({ event: 'setting.changed', by: audited(by, humanOf), place, details: { setting: 'watch', to } });
        await createChannelSettings(query).setWatchMode(channel, to, by.id);
      }),
  },
  interruptions: createInterruptions(database.query, now),
  beat: createBeat(database),
});
