import type { OpenFile } from './files/posted-file.ts';
import type { IncomingMessage, MessageRef, Person, Place, Platform } from './incoming.ts';
import type { Answer, Outbox } from './reply.ts';
import type { Room } from './room.ts';

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
    placeNow: (room: Room) => Promise<Place>;
    /**
     * The e-mail address of somebody, asked of the platform anew; only of a full member, and only one that the platform or
     * the directory of the organisation vouches for. It is for looking him up elsewhere: never shown, logged or stored.
     * `place` as in `personNow`. Rejects with a Failure when the platform could not be asked.
     */
    emailOf: (id: string, place: Place) => Promise<FoundEmail>;
    /**
     * The full member who has this address, by his id; undefined when there is none, or the platform does not tell. On Teams
     * he is looked for in the roster of `place`. Rejects as `emailOf` does.
     */
    memberWith: (email: string, place: Place) => Promise<string | undefined>;
    /** The address of a message, for who reads there anyway; undefined where it is not known. Absent: messages have none. */
    permalinkOf?: (message: MessageRef) => string | undefined;
    /** Opens a file that the adapter has told of. Absent: the platform gives bots none. */
    openFile?: OpenFile;
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
    /** Absent: nobody knows who may read what. */
    audience?: Audience;
  }>;

/**
 * Who may read what, asked of the platform anew or not long ago. What cannot be known is answered with care, by nothing; a
 * rejection means the same.
 */
export type Audience = Readonly<{
  /**
   * The circles (a workspace, a team) to which everybody who may read in a place belongs; they mean something within their
   * platform only. None where guests or others from outside may read there.
   */
  circlesOf: (place: Place) => Promise<readonly string[]>;
  /** A room that everybody of a circle may read, with its name (outside text); undefined: not everybody of any. */
  openRoom: (room: Room) => Promise<Readonly<{ circle: string; name: string }> | undefined>;
}>;
/** An address, or why there is none: he is no full member; he has none that counts; or we may not ask (and what allows it). */
export type FoundEmail = Readonly<
  { email: string } | { lacks: 'member' | 'address' } | { lacks: 'permission'; permission: string }
>;

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
