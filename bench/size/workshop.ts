import { inspectText } from '../../demo/xdr/inspect.ts';
import type { Place } from '../../src/incoming.ts';
import { createAnnotate } from '../../src/messages/annotate.ts';
import type { AnnotateJob } from '../../src/messages/annotate-job.ts';
import { createAnnotations } from '../../src/messages/annotations.ts';
import { createWatchMessage } from '../../src/messages/watch-message.ts';
import { createWatchSettings } from '../../src/messages/watch-settings.ts';
import { whatLeaves } from '../../src/observables/what-leaves.ts';
import { createReading, type Reading } from '../../src/reading.ts';
import { createChannelSettings } from '../../src/store/channel-settings.ts';
import type { Database } from '../../src/store/database.ts';
import { createKnownTables } from '../../src/store/known-tables.ts';
import { createListings } from '../../src/store/listings.ts';

export type Workshop = Readonly<{
  /** One message from its delivery to its card; says how it ended. */
  work: (channel: string, id: string, text: string) => Promise<string>;
  lookUp: Reading['lookUp'];
}>;

/**
 * The work of one watched message on a real database: gates, detection, look-up, card, what is remembered of it. XDR
 * answers at once that everything is malicious, posting takes no time, and no queue lies in between: what is left is ours.
 */
export function createWorkshop(database: Database): Workshop {
  const unasked = async () => {
    throw new Error('nobody asks for details here');
  };
  const now = Date.now;
  const reading = createReading({
    xdr: {
      inspect: async (content) => inspectText(content),
      deliberate: async (observables) => ({
        verdicts: observables.map((observable) => ({ observable, disposition: 'malicious', module: 'Made up' })),
        gaps: [],
        answered: ['Made up'],
      }),
      observe: unasked,
      refer: unasked,
      missing: async () => [],
    },
    now,
    simulated: true,
    prefixOf: () => '/xdr',
    trustedHosts: [],
    keepListing: createListings(database.query).keep,
    known: createKnownTables(database),
  });
  const annotations = createAnnotations(database);
  const stored = { ...createChannelSettings(database.query), setWatchMode: async () => {} };
  const { watchMode } = createWatchSettings({ stored, standard: 'quiet' });
  let posts = 0;
  const annotate = createAnnotate({
    ...reading,
    annotations,
    isIgnored: () => false,
    watchMode,
    outbox: {
      post: async (place) => ({ place, id: `post-${posts++}` }),
      update: async () => {},
      remove: async () => {},
    },
    enqueue: async () => {},
    signs: true,
    modules: undefined,
    now,
  });
  const jobs: AnnotateJob[] = [];
  const watchMessage = createWatchMessage({
    ...reading,
    whatLeaves: (found) => whatLeaves(found, { urls: 'path', email: 'domain' }),
    isIgnored: () => false,
    watchMode,
    isAnnotated: async () => false,
    enqueue: async (_, job) => {
      jobs.push(job);
      return 'stored';
    },
    now,
  });
  return {
    lookUp: reading.lookUp,
    work: async (channel, id, text) => {
      const place: Place = { platform: 'slack', workspace: 'T1', channel, kind: 'channel', outsiders: false };
      const author = { id: 'U1', bot: false };
      await watchMessage({ kind: 'message', message: { place, id }, version: '', text, author });
      const job = jobs.pop();
      return job ? annotate(job) : 'silence';
    },
  };
}
