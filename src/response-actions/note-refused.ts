import { LRUCache } from 'lru-cache';
import type { Audit } from '../audit/audit-entry.ts';
import { audited, auditedPlace } from '../audit/audited.ts';
import type { Person, Place } from '../incoming.ts';
import type { HumanOf } from '../permissions/human.ts';
import type { ActionRequest } from './action-request.ts';
import { entryOf } from './audit-action.ts';
import type { RefusedAttempt } from './decide-action.ts';

/** Writes into the audit that somebody was not let. Rejects with Failure `store-unavailable`. */
export type NoteRefused = (
  wanted: string,
  why: RefusedAttempt,
  by: Readonly<{ person: Person; place: Place }>,
  request?: ActionRequest,
) => Promise<void>;

/** The same again within a minute says nothing new: whoever presses on and on fills no book. */
export function createNoteRefused({
  audit,
  humanOf,
  now,
}: {
  audit: Pick<Audit, 'note'>;
  humanOf: HumanOf;
  now: () => number;
}): NoteRefused {
  const noted = new LRUCache<string, true>({ max: 1_000, ttl: 60_000 });
  return async (wanted, outcome, { person, place }, request) => {
    const who = audited(person, humanOf);
    const same = JSON.stringify([who.human, request?.id, wanted, outcome]);
    if (noted.has(same)) return;
    const details = { wanted };
    await audit.note(
      request
        ? entryOf(request, 'attempt.refused', { by: { who, place, at: now() }, outcome, details })
        : { event: 'attempt.refused', by: who, place: auditedPlace(place), outcome, details },
    );
    noted.set(same, true);
  };
}
