import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import { Failure } from '../../src/failure.ts';
import type { Place } from '../../src/incoming.ts';
import { readShape } from './activity-shape.ts';
import { placeOf } from './read-activity.ts';

/** What must be known of a conversation to speak in it. */
const shape = z.object({
  serviceUrl: z.string(),
  type: z.string(),
  /** Our own account there. */
  bot: z.string(),
  /** Id of the team, for its channels. */
  team: z.string().optional(),
  /** We were removed, or Teams said that we are not there: nothing is tried until we are heard from there again. */
  left: z.literal(true).optional(),
});
export type Conversation = Readonly<z.infer<typeof shape>>;

/** What is remembered over restarts, by name. Both reject with a Failure (store-unavailable). */
export type Kept = Readonly<{
  read: (name: string) => Promise<string | undefined>;
  write: (name: string, text: string) => Promise<void>;
}>;

export type Conversations = Readonly<{
  /**
   * Remembers where an activity came from. Only for activities whose sender was verified: the bot's token goes to their
   * service URL. `anew` when we were just added: what another process may have noted is then past.
   */
  hear: (activity: unknown, anew?: boolean) => Promise<void>;
  /** Rejects with `place-gone` when we are not there, or never were. */
  find: (place: Pick<Place, 'workspace' | 'channel'>) => Promise<Conversation>;
  remember: (place: Place, conversation: Conversation) => Promise<void>;
  leave: (place: Place) => Promise<void>;
}>;

/** Conversations that are remembered without asking the store, and for how long: other processes hear of changes too. */
const memory = { max: 20_000, ttl: 5 * 60_000 };

export function createConversations(kept: Kept): Conversations {
  /** `stored` is false while the store has not taken what is known. */
  const known = new LRUCache<string, Readonly<{ conversation: Conversation; stored: boolean }>>(memory);

  const remember = async (place: Place, conversation: Conversation): Promise<void> => {
    const name = nameOf(place);
    const text = JSON.stringify(conversation);
    const before = known.get(name);
    if (before?.stored && JSON.stringify(before.conversation) === text) return;
    // Known at once, also when the store is down: an answer to what was just asked needs no database.
    known.set(name, { conversation, stored: false });
    if (before?.stored || (await kept.read(name)) !== text) await kept.write(name, text);
    known.set(name, { conversation, stored: true });
  };

  const read = async (name: string): Promise<Conversation | undefined> => {
    const conversation = parse(await kept.read(name));
    if (conversation) known.set(name, { conversation, stored: true });
    return conversation;
  };

  return {
    hear: async (raw, anew = false) => {
      const activity = readShape(raw);
      const place = placeOf(activity);
      const { serviceUrl, conversation, recipient, channelData } = activity;
      if (anew) known.delete(nameOf(place));
      await remember(place, {
        serviceUrl,
        type: conversation.conversationType ?? '',
        bot: recipient?.id ?? '',
        ...(channelData?.team ? { team: channelData.team.id } : {}),
      });
    },
    find: async (place) => {
      const name = nameOf(place);
      let conversation = known.get(name)?.conversation;
      // Another replica may have heard that we are back.
      if (!conversation || conversation.left) conversation = await read(name);
      if (conversation && !conversation.left) return conversation;
      const why = conversation ? 'not in this conversation any more' : 'conversation not known';
      throw new Failure('place-gone', why, { service: 'conversations' });
    },
    remember,
    leave: async (place) => {
      const name = nameOf(place);
      const before = known.get(name)?.conversation ?? (await read(name));
      if (before && !before.left) await remember(place, { ...before, left: true });
    },
  };
}

const nameOf = ({ workspace, channel }: Pick<Place, 'workspace' | 'channel'>): string =>
  `conversation/${workspace}/${channel}`;

/** The id by which the connector knows a place: in a channel also which thread. */
export const addressOf = ({ channel, thread }: Place, { type }: Conversation): string =>
  type === 'channel' && thread !== undefined ? `${channel};messageid=${thread}` : channel;

function parse(text: string | undefined): Conversation | undefined {
  try {
    return text ? shape.parse(JSON.parse(text)) : undefined;
  } catch {
    return undefined; // written by an older version
  }
}
