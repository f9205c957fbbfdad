import { setImmediate as breathe } from 'node:timers/promises';
import type { Candidate } from '../observables/candidates.ts';

/** Finds in one text after another and remembers what was found. */
export type Finder = Readonly<{
  /** Takes a whole text, stretch by stretch. */
  read: (stretches: Iterable<string>) => Promise<void>;
  found: () => Found;
}>;

/** What stands in texts: distinct values that may be looked up, in their order. */
export type Found = Readonly<{
  values: readonly string[];
  /** There are so many more. */
  beyond: number;
  /** So many are kept back by the settings or an ignore list. */
  held: number;
}>;

/** Those of what was found that may be looked up, cut to what may leave. */
export type Keep = (found: readonly Candidate[]) => readonly Candidate[];

/** Characters that are looked through at a time: some milliseconds, even where all is observables. */
const atOnce = 16 * 1024;
/** Before the end of a stretch without a line end, where it may be cut. */
const cutWithin = 4 * 1024;
const between = new Set([' ', '\t', ',', ';', '"', "'", '<', '>', '|']);
/** Strings that are remembered, so that what stands in a log a thousand times counts once. */
const mostRemembered = 30_000;

/**
 * Looks for observables in texts of megabytes without keeping anybody waiting: a stretch, then everybody else has a turn. A
 * line longer than a stretch is cut where something ends.
 */
export function createFinder(parts: {
  candidatesIn: (text: string) => readonly Candidate[];
  keep: Keep;
  /** Values that are kept; the others are counted. */
  most: number;
}): Finder {
  const seen = new Set<string>();
  const values = new Set<string>();
  const others = new Set<string>();
  let beyond = 0;
  let held = 0;

  const look = async (text: string): Promise<void> => {
    const fresh = parts.candidatesIn(text).filter(({ value }) => !seen.has(value));
    if (fresh.length > 0) {
      for (const { value } of fresh) if (seen.size < mostRemembered) seen.add(value);
      const kept = parts.keep(fresh);
      held += Math.max(0, fresh.length - kept.length);
      for (const { value } of kept) {
        if (values.has(value) || others.has(value)) continue;
        if (values.size < parts.most) {
          values.add(value);
          continue;
        }
        beyond += 1;
        if (others.size < mostRemembered) others.add(value);
      }
    }
    await breathe();
  };

  return {
    read: async (stretches) => {
      let rest = '';
      for (const stretch of stretches) {
        rest += stretch;
        let from = 0;
        while (rest.length - from > atOnce) {
          const to = endOf(rest, from, from + atOnce);
          await look(rest.slice(from, to));
          from = to;
        }
        rest = rest.slice(from);
        await breathe(); // also where a text is made anew, as a mail's is
      }
      if (rest !== '') await look(rest);
    },
    found: () => ({ values: [...values], beyond, held }),
  };
}

/** Where a stretch that may reach to `most` ends: behind its last line end, else where something ends. */
function endOf(text: string, from: number, most: number): number {
  for (let at = most - 1; at > from; at--) if (text.charCodeAt(at) === lineEnd) return at + 1;
  for (let at = most - 1; at > most - cutWithin; at--) if (between.has(text[at]!)) return at + 1;
  return most;
}
const lineEnd = 10;
