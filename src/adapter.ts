import type { IncomingMessage, Person, Place, Platform } from './incoming.ts';
import type { Answer, Outbox } from './reply.ts';

/** A chat platform, whole. No method is added for one platform: a new need is a new value. */
export type Adapter = Outbox &
  Readonly<{
    platform: Platform;
    /** Begins to deliver what people do to `answer`. Rejects with a Failure that says what is wrong with the settings. */
    start: (answer: Answer) => Promise<void>;
    /** Takes nothing new, lets what is under way end. */
    stop: () => Promise<void>;
    /** For `/readyz` and `status`. */
    state: () => AdapterState;
    /**
     * Who somebody is now, asked of the platform anew (groups: within seconds): standing, groups, name. `place` is where he
     * spoke or pressed. Whoever the platform does not know there is a stranger; rejects with a Failure when it could not be
     * asked, so that nobody is taken for a stranger because it was away.
     */
    personNow: (id: string, place: Place) => Promise<Person>;
    /**
     * How a conversation is now, asked of the platform anew: whether outsiders may read there. Rejects with a Failure:
     * `place-gone` when nothing can be said there (archived, deleted, the bot is no member), others when it could not be
     * asked.
     */
    placeNow: (room: Pick<Place, 'platform' | 'workspace' | 'channel'>) => Promise<Place>;
    /**
     * Makes a channel of this name (lower-case letters, digits and dashes; with a number behind it where the name is taken)
     * and brings these people in, by their ids; `without`: those who could not be. Undefined where the platform lets no bot
     * make channels. Rejects with a Failure, after which the channel may be there.
     */
    openChannel: (
      wish: Readonly<{ name: string; people: readonly string[] }>,
    ) => Promise<Readonly<{ place: Place; name: string; without: readonly string[] }> | undefined>;
    /** Reads back what was said in a place (all threads of it) while the bot could not hear. */
    history: (place: Place, gap: Gap) => PastMessages;
  }>;

/** `hears` is false when certainly nothing can be delivered to us; absent when it can, or when nobody knows. */
export type AdapterState = Readonly<{ state: 'ok' | 'degraded'; reason?: string; hears?: false }>;

/** A span of time in milliseconds since the epoch. */
export type Gap = Readonly<{ from: number; until: number }>;

/**
 * What people said, oldest first, as they would have been heard, in its last writing and with `saidAt`; without our own
 * words. May be read once; rejects with a Failure. Bounded: when it has ended, `unreadBefore` tells the time before which
 * the gap was not read; undefined when all was.
 */
export type PastMessages = AsyncIterable<IncomingMessage> & Readonly<{ unreadBefore: () => number | undefined }>;
