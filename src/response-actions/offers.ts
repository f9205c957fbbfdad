import type { Person, Place } from '../incoming.ts';
import type { Observable } from '../observables/observable.ts';
import type { Press } from '../presses/press.ts';
import type { Query } from '../store/database.ts';
import { storableJson } from '../store/storable-json.ts';
import { newId } from './action-requests.ts';
import type { ResponseAction } from './response-action.ts';
import type { Policy, Terms } from './terms.ts';

/** What was listed for somebody. Only he may choose from it, where it was listed, and for 15 minutes. */
export type Offers = Readonly<{
  person: Pick<Person, 'platform' | 'workspace' | 'id'>;
  place: Place;
  /** What they are about; absent where they are about nothing in particular (a workflow). */
  observable?: Observable;
  actions: readonly ResponseAction[];
  /** What stands in the form as the reason at first. */
  reason?: string;
  /** He asked for the action to be reversed so long after it. */
  reverseAfterMs?: number;
}>;

/** What a feature of its own offers somebody: actions with `via`, for its own card with its own buttons. */
export type OfferWish = Omit<Offers, 'person'> & Readonly<{ person: Person }>;

/** An action that was offered: the press of its button, which opens the form to confirm it, and what the policy says of it here. */
export type OfferedPress = Readonly<{ press: Press & { do: 'choose' }; terms: Terms }>;

/**
 * Keeps the actions for 15 minutes, and resolves with a press for each, in the same order; whoever may not is refused when
 * he presses. Rejects with Failure `store-unavailable`.
 */
export type Offer = (wish: OfferWish) => Promise<readonly OfferedPress[]>;

/** Milliseconds that a list is kept. */
export const offersLast = 15 * 60 * 1000;

/** Both reject with Failure `store-unavailable`. */
export type KeptOffers = Readonly<{
  keep: (offers: Offers) => Promise<string>;
  /** Undefined when there is none of that id, or its time is over. */
  read: (id: string) => Promise<Offers | undefined>;
}>;

/** No secret of a person is kept with it beside who he is. */
export const createOffer =
  (offers: Pick<KeptOffers, 'keep'>, policy: Pick<Policy, 'termsOf'>): Offer =>
  async ({ person: { platform, workspace, id }, ...wish }) => {
    const kept = await offers.keep({ ...wish, person: { platform, workspace, id } });
    return wish.actions.map((action, at) => ({
      press: { do: 'choose', offers: kept, action: at },
      terms: policy.termsOf(action, wish.place),
    }));
  };

export const createKeptOffers = (query: Query, now: () => number): KeptOffers => ({
  keep: async (offers) => {
    const id = newId();
    await query('insert into action_offers (id, facts, expires_at) values ($1, $2::jsonb, $3)', [
      id,
      storableJson(offers),
      new Date(now() + offersLast),
    ]);
    return id;
  },
  read: async (id) => {
    const [row] = await query<{ facts: Offers }>('select facts from action_offers where id = $1 and expires_at > $2', [
      id,
      new Date(now()),
    ]);
    return row?.facts;
  },
});

/** Removes lists whose time is over, and requests 90 days after they ended: the audit remembers them. */
export async function pruneActions(query: Query, now: number): Promise<void> {
  await query('delete from action_offers where expires_at < $1', [new Date(now)]);
  await query(
    `delete from action_requests where changed_at < $1 and reverse_at is null
       and state not in ('confirmed', 'approved', 'executing')`,
    [new Date(now - 90 * 24 * 60 * 60 * 1000)],
  );
  await query("delete from action_requests where state = 'expired' and changed_at < $1 and facts->>'reason' is null", [
    new Date(now - 24 * 60 * 60 * 1000),
  ]);
}
