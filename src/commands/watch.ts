import type { Card } from '../cards/card.ts';
import { text } from '../cards/card.ts';
import { usageCard } from '../cards/usage-card.ts';
import type { Person, Place, PrefixOf } from '../incoming.ts';
import { type WatchMode, watchModes } from '../messages/watch-mode.ts';
import type { Command } from './command.ts';

/** Switches watching of this channel; the change is posted in the channel. */
export function createWatch({
  setWatchMode,
  prefixOf,
  simulated,
}: {
  setWatchMode: (place: Place, mode: WatchMode, by: Person) => Promise<void>;
  prefixOf: PrefixOf;
  simulated: boolean;
}): Command {
  const form = {
    verb: 'watch',
    usage: 'watch off | quiet | all',
    does: 'Sets how much the bot says in this channel unasked.',
  };
  return {
    ...form,
    role: 'admins',
    scopes: [],
    needsRoom: true,
    alwaysInRoom: true,
    run: async ({ rest, place, person, present }) => {
      const mode = watchModes.find((one) => one === rest.toLowerCase());
      if (!mode)
        return usageCard({
          given: form.verb,
          unknown: false,
          forms: [form],
          prefix: prefixOf(place.platform),
          simulated,
        });
      await setWatchMode(place, mode, person);
      return changed(mode, mode !== 'off' && present === false ? notAMember : '', simulated);
    },
  };
}

/** Said where the bot cannot hear what it was just told to read. */
export const notAMember = ' Not yet: I am not in this channel; invite me first.';

const words: Readonly<Record<WatchMode, string>> = {
  off: 'I no longer read this channel; commands still work.',
  quiet: 'I read this channel and speak when something is malicious or suspicious.',
  all: 'I read this channel and answer every observable.',
};

const changed = (mode: WatchMode, hindered: string, simulated: boolean): Card => ({
  headline: `Watching: ${mode}. ${words[mode]}${hindered}`,
  simulated,
  parts: [{ part: 'heading', tone: 'info', word: `Watching: ${mode}`, spans: [text(`${words[mode]}${hindered}`)] }],
});
