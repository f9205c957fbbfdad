import type { Card } from './cards/card.ts';
import type { Form } from './cards/form.ts';
import type { Incoming, MessageRef, Place } from './incoming.ts';

/** A reaction on somebody's message: a neutral word without words. Dropped, never queued, when the platform is busy. */
export type Sign = 'unknown' | 'incomplete';

/** Why nothing is said. Silence is a value, so that no silence is an accident. */
export type SilenceReason =
  | 'no-candidates'
  | 'nothing-leaves' // candidates, but settings or ignore lists keep all of them here
  | 'not-watched'
  | 'stored' // the job will speak if there is something to say
  | 'answered-before'
  | 'too-many-from-a-bot'
  | 'done' // the withdrawal or edit was carried out
  | 'not-a-room' // marked where no incident has its room
  | 'not-permitted' // marked, or a link shared, by somebody who may not
  | 'no-incident' // a link that names none
  | 'noted'; // an acting press was stored: a card that everybody sees will tell

/** What the core says to one Incoming. A card goes to the room, or only to the asker (`dialog`: as a dialog where the platform has them). */
export type Reply =
  | Readonly<{ kind: 'card'; card: Card; audience: 'room' | 'asker'; dialog?: true }>
  /** For the asker alone, as a dialog. In answer to a form: the form again, with what was wrong. */
  | Readonly<{ kind: 'form'; form: Form }>
  | Readonly<{ kind: 'silence'; reason: SilenceReason }>;

/**
 * The whole bot seen from a platform. When it resolves for a message, a withdrawal, a mark or an acting press (`presses/press`),
 * what must not be lost is stored, and the platform may be acknowledged; when it rejects (store-unavailable), the platform
 * must not be.
 */
export type Answer = (incoming: Incoming) => Promise<Reply>;

/** What can be put somewhere unasked. */
export type Postable =
  | Readonly<{ kind: 'card'; card: Card }>
  | Readonly<{ kind: 'sign'; sign: Sign; on: string }>
  /**
   * That a message was taken, as a reaction on it (`on`), for which somebody waits; where the platform does not let us
   * react, as a card in its thread, which `place` names.
   */
  | Readonly<{ kind: 'receipt'; on: string; orElse: Card }>
  /** Keeps a message of ours in sight for everybody, or no longer. */
  | Readonly<{ kind: 'pin'; on: string; pinned: boolean }>;

/**
 * Identifies a post. With `maybePosted` the bot died while it was posting: the adapter looks for a post with this id
 * before it repeats it. `after` is the id of a message in the same channel that was there before any post with this id: so
 * it is found in few calls also where much is written, whatever our clock says.
 */
export type PostKey = Readonly<{
  id: string;
  maybePosted: boolean;
  after?: string;
  /** Somebody waits for it: it goes before what watching has to say. */
  urgent?: true;
}>;

/** A post of ours whose message id was lost with the process that made it: to be found by its key (`after`: as above). */
export type LostPost = Readonly<{ place: Place; key: string; after?: string }>;

/** The way out. Each rejects with a Failure (`place-gone`, `platform-…`). */
export type Outbox = Readonly<{
  /** Resolves with our message, or `gone` when the thread's first message has vanished (nothing of ours remains then). A sign resolves with the message it sits on, and so does a pin; `gone` where the platform has none, or refused it. */
  post: (place: Place, what: Postable, key: PostKey) => Promise<MessageRef | 'gone'>;
  update: (ref: MessageRef, card: Card) => Promise<void>;
  /** Resolves also when it is gone already. Of somebody else's message only our signs are removed. */
  remove: (what: MessageRef | LostPost) => Promise<void>;
}>;
