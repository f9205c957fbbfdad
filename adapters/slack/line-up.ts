/** One after another, `spacing` apart, from the end of a pause on. Times are milliseconds of the caller's clock. */
type Line = { until: number; next: number; spacing: number };

export type Lines = Readonly<{
  /** Nobody named so goes before `until`; a pause is never shortened. */
  pause: (name: string, until: number, spacing: number) => void;
  /** A place in the line: when its owner may go; undefined when there is no line. */
  place: (name: string) => number | undefined;
  /** Until when it is paused; undefined when it is not. */
  pausedUntil: (name: string) => number | undefined;
}>;

/** Beyond this nobody is promised a later time: who does not come back must not move the others for ever. */
const longestLine = 60_000;

/**
 * Lines behind pauses. All that are held up by one pause get times of their own behind its end, so that they do not come
 * back as a herd and earn the next one.
 */
export function createLines(clock: () => number): Lines {
  const lines = new Map<string, Line>();
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
        line.next = Math.max(line.next, until);
      }
    },
    place: (name) => {
      const line = current(name);
      if (!line) return undefined;
      const at = Math.max(line.next, line.until);
      line.next = Math.min(at + line.spacing, line.until + longestLine);
      return at;
    },
    pausedUntil: (name) => {
      const until = current(name)?.until;
      return until !== undefined && until > clock() ? until : undefined;
    },
  };
}
