import type { MessageRef } from '../incoming.ts';
import type { Observable } from '../observables/observable.ts';
import type { Sign } from '../reply.ts';
import type { Disposition } from '../verdicts/verdict.ts';

/** `silent`: worked, and nothing said (but for a sign). `withdrawn`: the message is gone, for good. */
export type AnnotationState = 'waiting' | 'posting' | 'posted' | 'silent' | 'withdrawn';

/** What is remembered of one watched message. Times are milliseconds since the epoch. */
export type Annotation = Readonly<{
  state: AnnotationState;
  /** The version last begun. */
  version: string;
  byBot: boolean;
  /** Our post's message id: once there, an edit updates it and a withdrawal removes it. */
  card?: string;
  sign?: Sign;
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
