import type { Card } from '../cards/card.ts';
import type { Person, Place, PrefixOf } from '../incoming.ts';
import { isValid } from '../intel/deciding.ts';
import type { Observable } from '../observables/observable.ts';
import type { OnRefused } from '../presses/answer-press.ts';
import { longestReason } from '../response-actions/action-form.ts';
import type { Offer } from '../response-actions/offers.ts';
import { refusedAttemptCard } from '../response-actions/refused-attempt-card.ts';
import type { Disposition } from '../verdicts/verdict.ts';
import { judgeCard } from './judge-card.ts';
import { isOwn, type JudgementDoor } from './judgement.ts';
import { judgeAction, mostInstead } from './judgement-action.ts';
import { cut } from './written-reason.ts';

/**
 * Tells somebody what exactly would be written, with a button that opens the form to confirm it. The scopes are there.
 * Rejects with a Failure.
 */
export type OfferJudgement = (
  wish: Readonly<{ observable: Observable; disposition: Disposition; forMs: number; reason?: string }>,
  by: Readonly<{ person: Person; place: Place }>,
) => Promise<Card>;

export function createOfferJudgement({
  door,
  offer,
  onRefused,
  clientId,
  prefixOf,
  now,
  simulated,
}: Readonly<{
  door: Pick<JudgementDoor, 'judgementsOf'>;
  offer: Offer;
  /** Told of everybody who was not let. */
  onRefused: OnRefused;
  clientId: string;
  prefixOf: PrefixOf;
  now: () => number;
  simulated: boolean;
}>): OfferJudgement {
  return async ({ observable, disposition, forMs, reason }, { person, place }) => {
    const refuse = (refused: 'not-here' | 'forbidden'): Card => {
      onRefused('judge', refused === 'forbidden' ? 'not-permitted' : refused, { person, place });
      return refusedAttemptCard({ refused, prefix: prefixOf(place.platform), simulated });
    };
    if (place.kind === 'channel' && place.outsiders) return refuse('not-here');
    const at = now();
    const all = await door.judgementsOf(observable, { purpose: 'command' });
    const standing = all.filter((one) => isValid(one, at));
    const instead = standing
      .filter(isOwn)
      .slice(0, mostInstead)
      .map(({ id }) => id);
    const [offered] = await offer({
      person,
      place,
      observable,
      actions: [judgeAction({ observable, disposition, forMs, instead })],
      // No form takes more.
      ...(reason ? { reason: cut(reason, longestReason) } : {}),
    });
    const { terms } = offered!;
    if (!terms.allowed) return refuse('forbidden');
    if (!terms.allowedHere) return refuse('not-here');
    return judgeCard({
      observable,
      disposition,
      forMs,
      reason,
      standing,
      instead,
      offered: offered!,
      client: clientId,
      now: at,
      simulated,
    });
  };
}
