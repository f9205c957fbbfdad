import type { Card } from '../cards/card.ts';
import { usageCard } from '../cards/usage-card.ts';
import type { PrefixOf } from '../incoming.ts';
import type { Room } from '../room.ts';
import type { BeginTrack } from '../tracks/begin-track.ts';
import type { EndTracks } from '../tracks/end-tracks.ts';
import { longest, shortest, standard } from '../tracks/track.ts';
import { notHereCard } from '../tracks/track-refusals.ts';
import { type Command, scopes } from './command.ts';
import { isCard, type OneObservable } from './one-observable.ts';

const hour = 60 * 60 * 1000;

/** `evil.example for 12h`: what is meant, and for how long in milliseconds; undefined when that is not allowed. */
export function readTrack(rest: string): { what: string; forMs: number } | undefined {
  const [, what, count, unit] = /^([\s\S]*?)\s+for\s+(\d{1,4})\s*(h|hours?|d|days?)$/i.exec(rest.trim()) ?? [];
  if (what === undefined || count === undefined || unit === undefined) return { what: rest, forMs: standard };
  const forMs = Number(count) * (unit.toLowerCase().startsWith('d') ? 24 * hour : hour);
  return forMs >= shortest && forMs <= longest ? { what, forMs } : undefined;
}

/** Tells this conversation when what XDR says of an observable changes; without one, what it tracks. */
export function createTrack({
  oneObservable,
  begin,
  list,
  prefixOf,
  simulated,
}: {
  oneObservable: OneObservable;
  begin: BeginTrack;
  list: (room: Room) => Promise<Card>;
  prefixOf: PrefixOf;
  simulated: boolean;
}): Command {
  const form = {
    verb: 'track',
    usage: 'track [list | observable [for 7d]]',
    does: 'Tells this conversation when what XDR says of an observable gets worse or better: for an hour to 30 days.',
  };
  return {
    ...form,
    role: 'readers',
    scopes: [scopes.inspect, scopes.deliberate],
    alwaysPrivate: true,
    run: async ({ rest, person, place, present }) => {
      if (/^(?:list)?$/i.test(rest)) return list(place);
      const wish = readTrack(rest);
      const prefix = prefixOf(place.platform);
      if (!wish) return usageCard({ given: form.verb, unknown: false, forms: [form], prefix, simulated });
      if (present === false) return notHereCard(simulated);
      const observable = await oneObservable(wish.what, form, place);
      return isCard(observable) ? observable : begin(observable, wish.forMs, { person, place });
    },
  };
}

export function createUntrack({ oneObservable, end }: { oneObservable: OneObservable; end: EndTracks }): Command {
  const form = {
    verb: 'untrack',
    usage: 'untrack <observable|all>',
    does: 'Ends what this conversation tracks.',
  };
  return {
    ...form,
    role: 'readers',
    scopes: [scopes.inspect],
    alwaysInRoom: true,
    run: async ({ rest, place }) => {
      if (rest.toLowerCase() === 'all') return end(place, 'all');
      const observable = await oneObservable(rest, form, place);
      return isCard(observable) ? observable : end(place, observable);
    },
  };
}
