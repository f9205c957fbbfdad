import { type AnnounceLevel, type AnnouncingChannels, announceLevels } from '../announcements/announcing.ts';
import { announcingCard, announcingListCard, notAnnouncedHereCard } from '../announcements/announcing-cards.ts';
import { notInChannelCard } from '../cards/absent-card.ts';
import { missingScopeCard } from '../cards/missing-scope-card.ts';
import { usageCard } from '../cards/usage-card.ts';
import { incidentScope } from '../incidents/show-incident.ts';
import type { PrefixOf } from '../incoming.ts';
import type { Command } from './command.ts';

/** Switches the announcing of new incidents in this channel; the change is posted in the channel. */
export function createAnnounce({
  channels,
  missing,
  prefixOf,
  simulated,
}: Readonly<{
  channels: Pick<AnnouncingChannels, 'list' | 'set'>;
  missing: (scopes: readonly string[]) => Promise<readonly string[]>;
  prefixOf: PrefixOf;
  simulated: boolean;
}>): Command {
  const form = {
    verb: 'announce',
    usage: 'announce high here | all here | off here | list',
    does: 'Sets whether new incidents are told in this channel.',
  };
  return {
    ...form,
    role: 'admins',
    // Switching off needs none, so the scope is asked for where something is switched on.
    scopes: [],
    needsRoom: true,
    alwaysInRoom: (rest) => readWish(rest) !== 'list',
    run: async ({ rest, place, person, present }) => {
      const wish = readWish(rest);
      if (!wish)
        return usageCard({
          given: form.verb,
          unknown: false,
          forms: [form],
          prefix: prefixOf(place.platform),
          simulated,
        });
      if (wish !== 'off' && place.outsiders) return notAnnouncedHereCard(simulated);
      if (wish === 'list') return announcingListCard(await channels.list(), place, simulated);
      if (wish !== 'off' && present === false) return notInChannelCard(simulated);
      const lacking = wish === 'off' ? [] : await missing([incidentScope]);
      if (lacking.length > 0) return missingScopeCard({ verb: form.verb, missing: lacking, simulated });
      await channels.set(place, wish, person);
      return announcingCard(wish, simulated);
    },
  };
}

/** `here` may be left out: it is said so that nobody thinks that all channels are meant. */
function readWish(rest: string): AnnounceLevel | 'off' | 'list' | undefined {
  const [word, where = 'here', ...more] = rest.toLowerCase().split(/\s+/);
  if (word === 'list' && rest.trim().toLowerCase() === 'list') return 'list';
  if (where !== 'here' || more.length > 0) return undefined;
  return word === 'off' ? 'off' : announceLevels.find((one) => one === word);
}
