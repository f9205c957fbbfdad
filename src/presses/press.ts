import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import type { Observable } from '../observables/observable.ts';

/** What a button stands for. Reading presses may be pressed again at any time. */
export type Press =
  | Readonly<{ do: 'details'; observable: Observable }>
  | Readonly<{ do: 'pivot'; observable: Observable }>
  | Readonly<{ do: 'show-all'; listing: string }>;

const observable = z.object({ type: z.string().max(64), value: z.string().max(2000) });
const pressShape = z.discriminatedUnion('do', [
  z.object({ do: z.literal('details'), observable }),
  z.object({ do: z.literal('pivot'), observable }),
  z.object({ do: z.literal('show-all'), listing: z.string().max(64) }),
]);

/** Writes a press as the signed string that a button carries (Slack allows 2,000 characters). */
export type SignPress = (press: Press) => string;
/** Reads it back; undefined when the string was not written with our key. */
export type ReadPress = (signed: string) => Press | undefined;

/** Longest signed string that every platform takes: Slack's limit for a button's value. */
export const longestPress = 2000;

export function createPressStrings(secret: Buffer): { signPress: SignPress; readPress: ReadPress } {
  const mac = (body: string) => createHmac('sha256', secret).update(`press\n${body}`).digest('base64url').slice(0, 22);
  return {
    signPress: (press) => {
      const body = JSON.stringify(press);
      return `${mac(body)}${body}`;
    },
    readPress: (signed) => {
      const given = Buffer.from(signed.slice(0, 22));
      const body = signed.slice(22);
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
