import { LRUCache } from 'lru-cache';

/** One after another, `spacing` apart, from the end of a pause on. Times are milliseconds of the caller's clock. */
type Line = { until: number; next: number; spacing: number };

export type Lines = Readonly<{
  /** Nobody named so goes before `until`; a pause is never shortened. */
  pause: (name: string, until: number, spacing: number) => void;
  /**
   * A place in the line: when its owner may go; undefined when there is no line, and for an owner who comes back at the
   * time that was promised: he does not stand in line again behind those who were promised later ones.
   */
  place: (name: string, owner?: string) => number | undefined;
  /** Until when it is paused; undefined when it is not. */
  pausedUntil: (name: string) => number | undefined;
}>;

/** Owners whose times are remembered. */
const mostPromises = 10_000;
/** Beyond this nobody is promised a later time: who does not come back must not move the others for ever. */
const longestLine = 60_000;

/**
 * Lines behind pauses. All that are held up by one pause get times of their own behind its end, so that they do not come
 * back as a herd and earn the next one.
 */
export function createLines(clock: () => number): Lines {
  const lines = new Map<string, Line>();
  const promised = new LRUCache<string, number>({ max: mostPromises });
  const isPromised = (promise: string): boolean => {
    const at = promised.get(promise);
    return at !== undefined && at <= clock() && promised.delete(promise);
  };
  const current = (name: string): Line | undefined => {
    const line = lines.get(name);
    if (line && Math.max(line.until, line.next) <= clock()) lines.delete(name);
    return lines.get(name);
  };
  return {
    pause: (name, until, spacing) => {
      const line = current(name);
      if (!line) lines.set(name, { until, next: until, spacing });
      else if (until > line.until) {
        line.until = until;
        // The places so far are void, as their owners find out when they come; kept, each prolonging would add them again.
        line.next = until;
      }
    },
    place: (name, owner) => {
      const line = current(name);
      if (!line) return undefined;
      const promise = owner === undefined ? undefined : `${name} ${owner}`;
      if (promise !== undefined && line.until <= clock() && isPromised(promise)) return undefined;
      const at = Math.max(line.next, line.until);
      line.next = Math.min(at + line.spacing, line.until + longestLine);
      if (promise !== undefined) promised.set(promise, at);
      return at;
    },
    pausedUntil: (name) => {
      const until = current(name)?.until;
      return until !== undefined && until > clock() ? until : undefined;
    },
  };
}
