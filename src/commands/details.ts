import type { Card } from '../cards/card.ts';
import type { SeenInIncidents } from '../incidents/seen-in-incidents.ts';
import type { Observable } from '../observables/observable.ts';
import type { Illustrate } from '../pictures/illustrate.ts';
import { detailsCard } from '../verdicts/details-card.ts';
import type { Observe } from '../verdicts/observation.ts';
import { type Command, scopes } from './command.ts';
import { isCard, type OneObservable } from './one-observable.ts';

/** Why sources say what they say of one observable: also behind the button "Details". */
export type ShowDetails = (observable: Observable) => Promise<Card>;

export function createShowDetails({
  observe,
  companions,
  illustrate,
  seenIn,
  offers,
  trustedHosts,
  simulated,
}: {
  observe: Observe;
  /** What is around it, as text and pictures. */
  illustrate: Illustrate;
  /** Which incidents saw it; absent where incidents are not shown. */
  seenIn?: SeenInIncidents | undefined;
  /** The host of a URL, the domain of an e-mail address: they decide with it, so they are explained with it. */
  companions: (observable: Observable) => readonly Observable[];
  offers: () => Promise<Readonly<{ pivot: boolean }>>;
  trustedHosts: readonly string[];
  simulated: boolean;
}): ShowDetails {
  return async (observable) => {
    const hosts = companions(observable);
    const [seen, observation, ...ofHosts] = await Promise.all([
      seenIn?.(observable),
      ...[observable, ...hosts].map((one) => observe(one, { purpose: 'command' })),
    ]);
    const via = hosts.map((host, at) => ({ observable: host, observation: ofHosts[at]! }));
    const observed = { observable, observation: observation!, via };
    const [around, offered] = await Promise.all([illustrate(observed), offers()]);
    return detailsCard({ ...observed, ...(seen && { seen }), around, simulated, trustedHosts, offers: offered });
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
    does: 'Shows judgements with their reasons, sightings, indicators and relations of one observable, and which incidents saw it.',
  };
  return {
    ...form,
    role: 'analysts',
    scopes: [scopes.inspect, scopes.observe],
    beyondVerdicts: true,
    run: async ({ rest, place }) => {
      const observable = await oneObservable(rest, form, place);
      return isCard(observable) ? observable : showDetails(observable);
    },
  };
}
