import type { Card } from '../cards/card.ts';
import type { Observable } from '../observables/observable.ts';
import type { Refer } from '../verdicts/observation.ts';
import { pivotCard } from '../verdicts/pivot-card.ts';
import { type Command, scopes } from './command.ts';
import { isCard, type OneObservable } from './one-observable.ts';

/** Links into the products' own consoles: also behind the button "Pivot". */
export type ShowPivots = (observable: Observable) => Promise<Card>;

export function createShowPivots({
  refer,
  trustedHosts,
  simulated,
}: {
  refer: Refer;
  trustedHosts: readonly string[];
  simulated: boolean;
}): ShowPivots {
  return async (observable) => {
    const { links, gaps } = await refer(observable, { purpose: 'command' });
    return pivotCard({ observable, links, gaps, simulated, trustedHosts });
  };
}

export function createPivot({
  oneObservable,
  showPivots,
}: {
  oneObservable: OneObservable;
  showPivots: ShowPivots;
}): Command {
  const form = {
    verb: 'pivot',
    usage: 'pivot <observable>',
    does: 'Links to where the products show this observable.',
  };
  return {
    ...form,
    role: 'readers',
    scopes: [scopes.inspect, scopes.refer],
    run: async ({ rest, place }) => {
      const observable = await oneObservable(rest, form, place);
      return isCard(observable) ? observable : showPivots(observable);
    },
  };
}
