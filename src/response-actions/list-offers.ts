import type { Card } from '../cards/card.ts';
import { missingScopeCard } from '../cards/missing-scope-card.ts';
import type { Person, Place } from '../incoming.ts';
import type { Observable } from '../observables/observable.ts';
import type { OnRefused } from '../presses/answer-press.ts';
import type { KeptOffers } from './offers.ts';
import { offersCard } from './offers-card.ts';
import { refusedAttemptCard } from './refused-attempt-card.ts';
import type { ListActions } from './response-action.ts';
import type { Policy } from './terms.ts';

/** Lists what can be done about an observable, for the person who asks, in the place where he asks. */
export type ListOffers = (
  wish: Readonly<{ observable: Observable; person: Person; place: Place; reverseAfterMs?: number }>,
) => Promise<Card>;

/** So many are kept; a person reads fewer. */
const mostKept = 200;

/** The scope that the list needs (dossier §5.1). */
export const listScope = 'response/observables:read';
/** The scope that a trigger needs (dossier §5.2). */
export const triggerScope = 'response/trigger:write';

export function createListOffers(parts: {
  listActions: ListActions;
  /** Which of these scopes the response client was not granted. */
  missing: (scopes: readonly string[]) => Promise<readonly string[]>;
  policy: Pick<Policy, 'termsOf'>;
  offers: Pick<KeptOffers, 'keep'>;
  /** Told of everybody who was not let. */
  onRefused: OnRefused;
  simulated: boolean;
}): ListOffers {
  const { simulated, policy } = parts;
  return async ({ observable, person, place, reverseAfterMs }) => {
    if (place.kind === 'channel' && place.outsiders) {
      parts.onRefused('respond', 'not-here', { person, place });
      return refusedAttemptCard({ refused: 'not-here', simulated });
    }
    const lacking = await parts.missing([listScope]);
    if (lacking.length > 0) return missingScopeCard({ verb: 'respond', missing: lacking, simulated });
    const { actions: all, gaps, skipped } = await parts.listActions(observable, { purpose: 'command' });
    const actions = all.slice(0, mostKept);
    const { platform, workspace, id } = person;
    const offers = await parts.offers.keep({
      person: { platform, workspace, id },
      place,
      observable,
      actions,
      ...(reverseAfterMs === undefined ? {} : { reverseAfterMs }),
    });
    const offered = actions.map((action, at) => ({ at, action, terms: policy.termsOf(action, place) }));
    return offersCard({ observable, offers, offered, gaps, skipped, simulated });
  };
}
