import type { MessageRef } from '../incoming.ts';
import type { Observable } from '../observables/observable.ts';
import type { Sign } from '../reply.ts';
import type { Disposition } from '../verdicts/verdict.ts';

/** `silent`: worked, and nothing said (but for a sign). `withdrawn`: the message is gone. */
export type AnnotationState = 'waiting' | 'posting' | 'posted' | 'silent' | 'withdrawn';

/** What is remembered of one watched message. Times are milliseconds since the epoch. */
export type Annotation = Readonly<{
  state: AnnotationState;
  /** The version last begun; of a withdrawn message its deletion's, where that has one. */
  version: string;
  byBot: boolean;
  /** Our post's message id: once there, an edit updates it and a withdrawal removes it. */
  card?: string;
  sign?: Sign;
  /** The worst headline that its card has had. */
  headline?: Disposition;
  createdAt: number;
  changedAt: number;
  /** A post was begun and its end is not known: it is under way, or the process died in the middle. */
  postingSince?: number;
  postedAt?: number;
}>;

/** An observable of a message with its headline at that time. */
export type Mention = Readonly<{ observable: Observable; disposition: Disposition }>;

/** A message that mentions what a withdrawn message's card showed, and no other card shows. */
export type Heir = Readonly<{
  message: MessageRef;
  version: string;
  byBot: boolean;
  observables: readonly Observable[];
}>;

/** Observables carded in a room within 24 hours, by `observableKey`, with the worst headline they had there. */
export type Carded = ReadonlyMap<string, Disposition>;

/** Which card belongs to which message. Every call is atomic, also among replicas. */
export type Annotations = Readonly<{
  read: (message: MessageRef) => Promise<Annotation | undefined>;
  /**
   * Begins to work a version and resolves with what was there before. Nothing changes when that is withdrawn, when it
   * holds a newer version, or this one. Versions of a message are compared as text: later edits must sort later, the
   * first writing is empty.
   */
  begin: (
    message: MessageRef,
    version: string,
    /** `author`: his id; `saidAt`: when the first writing was written. What is known already stays. */
    author: Readonly<{ byBot: boolean; author?: string; saidAt?: number }>,
  ) => Promise<Annotation | undefined>;
  /** What cards of other messages have shown in the same thread or channel root within 24 hours. */
  cardedNearby: (message: MessageRef, observables: readonly Observable[]) => Promise<Carded>;
  /**
   * Asked just before something is said: false when the message is withdrawn or a newer version has begun. With an
   * intent (a first card) it also is when the message has a card by now, and it reads again what has been carded nearby,
   * and is false when the card is then no longer wanted; no two messages of one room are told to go on for the same
   * observables.
   */
  markPosting: (message: MessageRef, version: string, intent?: PostIntent) => Promise<boolean>;
  /**
   * Keeps the card's id, also when the message was withdrawn. False when it was, or when another card stands already
   * (a process that was frozen had its job handed on): then this one must be removed.
   */
  markPosted: (message: MessageRef, version: string, posted: Posted) => Promise<boolean>;
  /**
   * Worked, and no card is there (or no longer, or the place is gone). False when the message was withdrawn meanwhile, or
   * has a card that we did not take away.
   */
  markSilent: (message: MessageRef, version: string, result: Silent) => Promise<boolean>;
  /**
   * Remembers that the message is gone, known or not, so that a job that still runs for it stays silent. Resolves with
   * what was known of it: its card is to be removed, its heirs to be worked. With a version, the message is restored by
   * later ones only.
   */
  withdraw: (message: MessageRef, version?: string) => Promise<Annotation | undefined>;
  /** The card of a withdrawn message is gone. */
  removed: (message: MessageRef, card: string) => Promise<void>;
  /**
   * A message that was withdrawn is there again: it waits for this version, and nothing counts as carded by it. False, and
   * nothing changes, when it is not withdrawn, when this version is not later, or while its card stands.
   */
  restore: (message: MessageRef, version: string) => Promise<boolean>;
  /** Who inherits what the withdrawn message carried: for each observable the earliest such message of 24 hours. */
  heirs: (withdrawn: MessageRef) => Promise<readonly Heir[]>;
  /** Cards posted in reply to bots in the message's thread (or its channel's root) within the last hour. */
  botCards: (message: MessageRef) => Promise<number>;
}>;

export type PostIntent = Readonly<{ mentions: readonly Mention[]; wanted: (carded: Carded) => boolean }>;
/** Without `mentions` those stay that `markPosting` kept. */
export type Posted = Readonly<{ card: string; headline: Disposition; mentions?: readonly Mention[]; sign?: Sign }>;
/** `removed`: the card that was taken away. */
export type Silent = Readonly<{
  mentions: readonly Mention[];
  headline?: Disposition;
  sign?: Sign;
  removed?: string;
}>;
