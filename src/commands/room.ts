import type { Card } from '../cards/card.ts';
import { usageCard } from '../cards/usage-card.ts';
import type { PrefixOf } from '../incoming.ts';
import type { Asked, Command } from './command.ts';

/** What can be asked of a room: the word after `room`, how it is written, and who answers. */
export type RoomWay = Readonly<{
  /** `room export csv|stix|json`. */
  usage: string;
  /** One sentence for `help`. */
  does: string;
  /** `rest` is what stands after the word. */
  run: (rest: string, asked: Asked) => Promise<Card>;
}>;

/** The room that the channel is: its incident without a word, else what the word asks for. */
export function createRoom({
  ways,
  prefixOf,
  simulated,
}: Readonly<{
  /** By the word after `room`; the empty word shows the room. */
  ways: Readonly<Record<string, RoomWay>>;
  prefixOf: PrefixOf;
  simulated: boolean;
}>): Command {
  return {
    verb: 'room',
    usage: `room [${Object.keys(ways).filter(Boolean).join('|')}]`,
    does: 'Shows the incident room that this channel is, and what was collected in it.',
    role: 'analysts',
    scopes: [],
    beyondVerdicts: true,
    needsRoom: true,
    run: async (asked) => {
      const [, word = '', rest = ''] = /^(\S*)\s*([\s\S]*)$/.exec(asked.rest) ?? [];
      const way = Object.hasOwn(ways, word.toLowerCase()) ? ways[word.toLowerCase()] : undefined;
      if (way) return way.run(rest, asked);
      const forms = Object.values(ways).map(({ usage, does }) => ({ usage, does }));
      return usageCard({ given: 'room', unknown: false, forms, prefix: prefixOf(asked.place.platform), simulated });
    },
  };
}
