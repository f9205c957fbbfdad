import type { Card } from '../cards/card.ts';
import type { Observable } from '../observables/observable.ts';
import { detailsCard } from '../verdicts/details-card.ts';
import type { Observe } from '../verdicts/observation.ts';
import { type Command, scopes } from './command.ts';
import { isCard, type OneObservable } from './one-observable.ts';

/** Why sources say what they say of one observable: also behind the button "Details". */
export type ShowDetails = (observable: Observable) => Promise<Card>;

export function createShowDetails({
  observe,
  offers,
  trustedHosts,
  simulated,
}: {
  observe: Observe;
  offers: () => Promise<Readonly<{ pivot: boolean }>>;
  trustedHosts: readonly string[];
  simulated: boolean;
}): ShowDetails {
  return async (observable) => {
    const observation = await observe(observable, { purpose: 'command' });
    return detailsCard({ observable, observation, simulated, trustedHosts, offers: await offers() });
  };
}

export function createDetails({
  oneObservable,
  showDetails,
}: {
  oneObservable: OneObservable;
  showDetails: ShowDetails;
}): Command {
  const form = {
    verb: 'details',
    usage: 'details <observable>',
    does: 'Shows judgements with their reasons, sightings and indicators of one observable.',
  };
  return {
    ...form,
    role: 'analysts',
    scopes: [scopes.inspect, scopes.observe],
    beyondVerdicts: true,
    run: async ({ rest }) => {
      const observable = await oneObservable(rest, form);
      return isCard(observable) ? observable : showDetails(observable);
    },
  };
}
