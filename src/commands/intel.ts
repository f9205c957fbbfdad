import { type IntelDoor, storeScopes } from '../intel/intel.ts';
import { intelCard } from '../intel/intel-card.ts';
import { type Command, scopes } from './command.ts';
import { isCard, type OneObservable } from './one-observable.ts';

/** What Cisco's Global Intelligence says of one observable. */
export function createIntel({
  oneObservable,
  door,
  trustedHosts,
  simulated,
}: {
  oneObservable: OneObservable;
  door: Pick<IntelDoor, 'globalIntelOn'>;
  trustedHosts: readonly string[];
  simulated: boolean;
}): Command {
  const form = {
    verb: 'intel',
    usage: 'intel <observable>',
    does: 'Shows verdict, judgements and indicators of one observable in Cisco’s Global Intelligence.',
  };
  return {
    ...form,
    role: 'readers',
    scopes: [scopes.inspect, storeScopes.global],
    beyondVerdicts: true,
    run: async ({ rest, place }) => {
      const observable = await oneObservable(rest, form, place);
      if (isCard(observable)) return observable;
      const intel = await door.globalIntelOn(observable, { purpose: 'command' });
      return intelCard({ observable, intel, trustedHosts, simulated });
    },
  };
}
