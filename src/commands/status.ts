import { statusCard } from '../cards/status-card.ts';
import type { StatusFacts } from '../cards/status-facts.ts';
import type { Place } from '../incoming.ts';
import type { Command } from './command.ts';

export function createStatus({
  statusOf,
  simulated,
}: {
  statusOf: (place: Place, present: boolean | undefined) => Promise<StatusFacts>;
  simulated: boolean;
}): Command {
  return {
    verb: 'status',
    usage: 'status',
    does: 'Says how the bot is: XDR, scopes, budget, this channel.',
    role: 'readers',
    scopes: [],
    alwaysPrivate: true,
    run: async ({ place, present }) => statusCard({ status: await statusOf(place, present), simulated }),
  };
}
