import type { Card } from '../cards/card.ts';
import { usageCard } from '../cards/usage-card.ts';
import { incidentScope, type ListIncidents } from '../incidents/show-incident.ts';
import type { PrefixOf } from '../incoming.ts';
import type { Command } from './command.ts';

/** Lists the incidents that somebody should look at, worst score first. */
export function createIncidents({
  list,
  prefixOf,
  simulated,
}: Readonly<{ list: ListIncidents; prefixOf: PrefixOf; simulated: boolean }>): Command {
  const form = {
    verb: 'incidents',
    usage: 'incidents [open | new | mine]',
    does: 'Lists the incidents of XDR that are open, new, or open and yours, worst score first.',
  };
  return {
    ...form,
    role: 'analysts',
    scopes: [incidentScope],
    beyondVerdicts: true,
    run: async ({ rest, person, place }): Promise<Card> => {
      const wish = rest.toLowerCase() || 'open';
      if (wish === 'open' || wish === 'new' || wish === 'mine') return list(wish, { person, place });
      const prefix = prefixOf(place.platform);
      return usageCard({ given: form.verb, unknown: false, forms: [form], prefix, simulated });
    },
  };
}
