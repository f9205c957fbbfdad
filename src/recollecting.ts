import { createListedOn } from './feeds/watchlists.ts';
import { hashOf } from './messages/annotation-rows.ts';
import { createSeenBefore } from './messages/seen-before.ts';
import { companions } from './observables/what-leaves.ts';
import type { SourcesParts } from './sources.ts';
import type { ListedOn } from './verdicts/listed.ts';
import type { SeenBefore } from './verdicts/seen.ts';

/** What verdict cards tell of observables from the bot's own memory, without a call. */
export const createRecollection = ({
  query,
  audience,
  now,
}: Pick<SourcesParts, 'query' | 'audience' | 'now'>): Readonly<{ seenBefore: SeenBefore; listedOn: ListedOn }> => ({
  seenBefore: createSeenBefore({ query, ...audience, now }),
  listedOn: createListedOn({ query, circlesOf: audience.circlesOf, hashOf, companions, now }),
});
