import type { Place } from '../incoming.ts';
import type { Room } from '../room.ts';
import { mostInBulk, type StartBulk } from './bulk.ts';
import type { Bulks } from './bulks.ts';
import type { BulkJob } from './work-bulk.ts';

/** Enqueues the work; the same occasion twice is one job. */
export type GoOn = (bulk: Readonly<{ id: string; place: Room }>, occasion?: string) => Promise<unknown>;

export const createGoOn =
  (enqueue: (id: string, job: BulkJob) => Promise<unknown>): GoOn =>
  ({ id, place }, occasion = '') => {
    const { platform, workspace, channel } = place;
    return enqueue(`bulk/${id}${occasion}`, { room: { platform, workspace, channel }, bulk: id });
  };

export function createStartBulk({ bulks, goOn }: { bulks: Pick<Bulks, 'begin'>; goOn: GoOn }): StartBulk {
  return async (wish) => {
    const distinct = [...new Set(wish.candidates)];
    const candidates = distinct.slice(0, mostInBulk);
    const beyond = wish.beyond + distinct.length - candidates.length;
    const place = wish.alone ? withAsker(wish.place, wish.person.id) : wish.place;
    const { id, known } = await bulks.begin({ ...wish, candidates, beyond }, place);
    // Also when it was known: whoever stored it may have died before this.
    await goOn({ id, place });
    return known ? 'known' : 'stored';
  };
}

/** The conversation of one person with the bot; platforms let it be named by the person. */
function withAsker(place: Place, person: string): Place {
  if (place.kind === 'direct') return place;
  const { platform, workspace } = place;
  return { platform, workspace, channel: person, kind: 'direct', outsiders: false };
}
