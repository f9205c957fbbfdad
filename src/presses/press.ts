import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import type { Observable } from '../observables/observable.ts';

/**
 * What a button stands for. Reading presses may be pressed again at any time. Presses about a response action hold a random
 * id: who may press, where, until when and how often is decided by what is stored under it.
 */
export type Press =
  | Readonly<{ do: 'details'; observable: Observable }>
  | Readonly<{ do: 'pivot'; observable: Observable }>
  /** Tells the conversation where it is pressed of changes; ends that. */
  | Readonly<{ do: 'track'; observable: Observable }>
  | Readonly<{ do: 'untrack'; track: string }>
  | Readonly<{ do: 'show-all'; listing: string }>
  /** The files of a digest once more: what was first read in that span of time (milliseconds since the epoch). */
  | Readonly<{ do: 'feed-files'; feed: string; from: number; until: number }>
  /** Ends a bulk look-up; brings all of it as a file. */
  | Readonly<{ do: 'bulk-cancel' | 'bulk-file'; bulk: string }>
  /** Lists the response actions for an observable. */
  | Readonly<{ do: 'respond'; observable: Observable }>
  /** Asks for one of the actions that were listed: opens the form to confirm it. `action` is its place in the list. */
  | Readonly<{ do: 'choose'; offers: string; action: number }>
  /** Asks for the reverse of an action, or for the same again: opens the form. */
  | Readonly<{ do: 'undo' | 'again'; request: string }>
  /** The form to confirm, sent. */
  | Readonly<{ do: 'confirm'; request: string }>
  | Readonly<{ do: 'approve' | 'cancel'; request: string }>
  /** Without fields: opens the form that asks why. */
  | Readonly<{ do: 'refuse'; request: string }>
  /** What became of an action whose outcome is unknown. Without fields: opens the form. */
  | Readonly<{ do: 'close'; request: string }>
  /** Shows an incident of XDR (`incident-<uuid>`). */
  | Readonly<{ do: 'incident'; incident: string }>
  /**
   * Changes an incident. Without fields: opens the form. Not among the acting presses: XDR has to be asked, and what it
   * says is worth telling.
   */
  | Readonly<{ do: 'incident-status' | 'incident-assign' | 'incident-note'; incident: string }>
  /** Opens the form to run a workflow of XDR Automation. */
  | Readonly<{ do: 'workflow'; workflow: string }>
  /** Shows a casebook of XDR (`casebook-<uuid>`). */
  | Readonly<{ do: 'casebook'; casebook: string }>
  /** Adds to a casebook what a card shows: here, or kept as a listing. Without fields: opens the form. */
  | Readonly<{ do: 'casebook-add'; observables: readonly Observable[] }>
  | Readonly<{ do: 'casebook-add-all'; listing: string }>
  /** Opens the form to submit a URL, or a posted file as it is kept, to the sandbox. */
  | Readonly<{ do: 'submit-url'; url: string }>
  | Readonly<{ do: 'submit-file'; file: string }>;

const observable = z.object({ type: z.string().max(64), value: z.string().max(2000) });
const pressShape = z.discriminatedUnion('do', [
  z.object({ do: z.literal('details'), observable }),
  z.object({ do: z.literal('pivot'), observable }),
  z.object({ do: z.literal('track'), observable }),
  z.object({ do: z.literal('untrack'), track: z.string().max(64) }),
  z.object({ do: z.literal('show-all'), listing: z.string().max(64) }),
  z.object({ do: z.literal('feed-files'), feed: z.string().max(64), from: z.int(), until: z.int() }),
  z.object({ do: z.literal('bulk-cancel'), bulk: z.string().max(64) }),
  z.object({ do: z.literal('bulk-file'), bulk: z.string().max(64) }),
  z.object({ do: z.literal('respond'), observable }),
  z.object({ do: z.literal('choose'), offers: z.string().max(64), action: z.int().min(0).max(1000) }),
  ...(['undo', 'again', 'confirm', 'approve', 'cancel', 'refuse', 'close'] as const).map((verb) =>
    z.object({ do: z.literal(verb), request: z.string().max(64) }),
  ),
  ...(['incident', 'incident-status', 'incident-assign', 'incident-note'] as const).map((verb) =>
    z.object({ do: z.literal(verb), incident: z.string().max(64) }),
  ),
  z.object({ do: z.literal('workflow'), workflow: z.string().max(150) }),
  z.object({ do: z.literal('casebook'), casebook: z.string().max(64) }),
  z.object({ do: z.literal('casebook-add'), observables: z.array(observable).max(50) }),
  z.object({ do: z.literal('casebook-add-all'), listing: z.string().max(64) }),
  z.object({ do: z.literal('submit-url'), url: z.string().max(2000) }),
  z.object({ do: z.literal('submit-file'), file: z.string().max(64) }),
]);

/** Presses after which something is stored: the platform is acknowledged only when it is. */
const acting: ReadonlySet<Press['do']> = new Set(['confirm', 'approve', 'cancel', 'refuse', 'close']);

/** Whether a signed string is one of an acting press, for how it is acknowledged; whether it is genuine is not looked at. */
export function acts(signed: string): boolean {
  try {
    const body: unknown = JSON.parse(signed.slice(macLength));
    return typeof body === 'object' && body !== null && 'do' in body && acting.has(body.do as Press['do']);
  } catch {
    return false;
  }
}

/** Writes a press as the signed string that a button carries (Slack allows 2,000 characters). */
export type SignPress = (press: Press) => string;
/** Reads it back; undefined when the string was not written with our key. */
export type ReadPress = (signed: string) => Press | undefined;

/** Characters of the signature before the body. */
const macLength = 22;

/** Longest signed string that every platform takes: Slack's limit for a button's value. */
export const longestPress = 2000;

export function createPressStrings(secret: Buffer): { signPress: SignPress; readPress: ReadPress } {
  const mac = (body: string) =>
    createHmac('sha256', secret).update(`press\n${body}`).digest('base64url').slice(0, macLength);
  return {
    signPress: (press) => {
      const body = JSON.stringify(press);
      return `${mac(body)}${body}`;
    },
    readPress: (signed) => {
      const given = Buffer.from(signed.slice(0, macLength));
      const body = signed.slice(macLength);
      const expected = Buffer.from(mac(body));
      if (given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined;
      try {
        return pressShape.parse(JSON.parse(body));
      } catch {
        return undefined; // signed by an older version that knew other presses
      }
    },
  };
}
