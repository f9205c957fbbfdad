import type { Audit } from '../audit/audit-entry.ts';
import { audited, auditedPlace } from '../audit/audited.ts';
import type { Card } from '../cards/card.ts';
import type { IncomingPress, Person, Place } from '../incoming.ts';
import type { HumanOf } from '../permissions/human.ts';
import type { People } from '../permissions/people.ts';
import type { Query } from '../store/database.ts';
import { cancelCard } from './bulk-card.ts';
import type { Bulks } from './bulks.ts';
import type { GoOn } from './start-bulk.ts';

/**
 * Ends a bulk look-up with its next slice, for whoever asked for it or an administrator; of the latter the audit tells.
 * Resolves with what he is told. Rejects with a Failure, also when the platform cannot say who he is.
 */
export type CancelBulk = (id: string, by: Pick<IncomingPress, 'person' | 'place'>) => Promise<Card>;

export function createCancelBulk({
  bulks,
  bulksIn,
  goOn,
  people,
  personNow,
  humanOf,
  audit,
  simulated,
}: {
  bulks: Pick<Bulks, 'read' | 'cancel'>;
  /** The same within a transaction. */
  bulksIn: (query: Query) => Pick<Bulks, 'cancel'>;
  goOn: GoOn;
  people: People;
  /** Asks the platform who somebody is now: he may be no administrator any more. */
  personNow: (id: string, place: Place) => Promise<Person>;
  humanOf: HumanOf;
  audit: Pick<Audit, 'record'>;
  simulated: boolean;
}): CancelBulk {
  return async (id, { person, place }) => {
    const bulk = await bulks.read(id);
    if (!bulk) return cancelCard('over', simulated);
    const { askedBy } = bulk;
    const isAsker = humanOf(person).key === humanOf(askedBy).key && person.workspace === askedBy.workspace;
    if (!isAsker && !(await people(await personNow(person.id, place), 'admins')))
      return cancelCard('not-yours', simulated);
    const cancelled = isAsker
      ? await bulks.cancel(id)
      : await audit.record(async (query, note) => {
          const ended = await bulksIn(query).cancel(id);
          if (ended)
            note({
              event: 'bulk.cancelled',
              by: audited(person, humanOf),
              place: auditedPlace(place),
              details: { bulk: id, askedBy: `${askedBy.platform}:${askedBy.id}` },
            });
          return ended;
        });
    if (!cancelled) return cancelCard('over', simulated);
    await goOn(cancelled, '/cancel'); // it may be waiting for an hour
    return cancelCard('cancelled', simulated);
  };
}
