import { type Card, text } from '../cards/card.ts';
import { usageCard } from '../cards/usage-card.ts';
import type { Person, Place, PrefixOf } from '../incoming.ts';
import type { WatchMode } from '../messages/watch-mode.ts';
import type { Command } from './command.ts';
import { notAMember } from './watch.ts';

/** Switches the reading of files that are posted in this channel; the change is posted in the channel. */
export function createFilesCommand({
  setFiles,
  watchMode,
  prefixOf,
  simulated,
}: {
  setFiles: (place: Place, on: boolean, by: Person) => Promise<void>;
  watchMode: (place: Place) => Promise<WatchMode>;
  prefixOf: PrefixOf;
  simulated: boolean;
}): Command {
  const form = { verb: 'files', usage: 'files on | off', does: 'Sets whether files posted in this channel are read.' };
  return {
    ...form,
    role: 'admins',
    scopes: [],
    needsRoom: true,
    alwaysInRoom: true,
    run: async ({ rest, place, person, present }) => {
      const wish = rest.toLowerCase();
      const prefix = prefixOf(place.platform);
      if (wish !== 'on' && wish !== 'off')
        return usageCard({ given: form.verb, unknown: false, forms: [form], prefix, simulated });
      await setFiles(place, wish === 'on', person);
      const isRead = (await watchMode(place)) !== 'off';
      const hindered =
        present === false ? notAMember : isRead ? '' : ` Not yet: this channel is not watched; ${prefix} watch quiet.`;
      return changed(wish, wish === 'on' ? hindered : '', simulated);
    },
  };
}

const words = {
  on: 'I read files that are posted here: their hashes, and the observables in what is text.',
  off: 'I no longer read files that are posted here; a command with a file still works.',
} as const;

/** `hindered`: why nothing is read yet. */
function changed(wish: 'on' | 'off', hindered: string, simulated: boolean): Card {
  return {
    headline: `Files: ${wish}. ${words[wish]}${hindered}`,
    simulated,
    parts: [{ part: 'heading', tone: 'info', word: `Files: ${wish}`, spans: [text(`${words[wish]}${hindered}`)] }],
  };
}
