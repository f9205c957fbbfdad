import type { Card } from '../cards/card.ts';
import type { Person } from '../incoming.ts';
import type { HumanOf } from '../permissions/human.ts';
import type { People } from '../permissions/people.ts';
import { cancelCard } from './bulk-card.ts';
import type { Bulks } from './bulks.ts';
import type { GoOn } from './start-bulk.ts';

/** Ends a bulk look-up with its next slice, for whoever asked for it or an administrator. Resolves with what he is told. */
export type CancelBulk = (id: string, by: Person) => Promise<Card>;

export function createCancelBulk({
  bulks,
  goOn,
  people,
  humanOf,
  simulated,
}: {
  bulks: Pick<Bulks, 'read' | 'cancel'>;
  goOn: GoOn;
  people: People;
  humanOf: HumanOf;
  simulated: boolean;
}): CancelBulk {
  return async (id, by) => {
    const bulk = await bulks.read(id);
    if (!bulk) return cancelCard('over', simulated);
    const isAsker = humanOf(by).key === humanOf(bulk.askedBy).key && by.workspace === bulk.askedBy.workspace;
    if (!isAsker && !(await people(by, 'admins'))) return cancelCard('not-yours', simulated);
    const cancelled = await bulks.cancel(id);
    if (!cancelled) return cancelCard('over', simulated);
    await goOn(cancelled, '/cancel'); // it may be waiting for an hour
    return cancelCard('cancelled', simulated);
  };
}
