import type { Platform } from './incoming.ts';
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
  }>;

export type AdapterState = Readonly<{ state: 'ok' | 'degraded'; reason?: string }>;
