import type { IncomingMark, MessageRef } from '../incoming.ts';

/**
 * What has become of the note: `waiting` to be written, `writing` (begun, and never begun again), `done`, `unknown` (XDR's
 * answer was lost, or the bot was interrupted), `failed` (not all of it was written; whoever marks the message again tries).
 */
export type NoteState = 'waiting' | 'writing' | 'done' | 'unknown' | 'failed';

/** A message that somebody marked for an incident. Texts are as people wrote them; times in milliseconds since the epoch. */
export type Mark = Readonly<{
  message: MessageRef;
  /** `incident-<uuid>`: whose room the channel was when it was marked. */
  incident: string;
  how: IncomingMark['how'];
  by: Readonly<{ id: string; name?: string }>;
  markedAt: number;
  /** As it was when it was marked. */
  text: string;
  author: Readonly<{ id: string; name?: string }>;
  saidAt: number;
  permalink?: string;
}>;

/** A mark with what has become of it. */
export type StoredMark = Mark &
  Readonly<{
    note: NoteState;
    /** External ids of the notes that stand in XDR, one for each part of the text. */
    keys: readonly string[];
    why?: string;
    /** Which try it is, from 1: a failed one is tried again when somebody marks the message again. */
    attempt: number;
    writer?: string;
    /** Whether what has become of it was told. */
    told: boolean;
  }>;
