import { pino } from 'pino';

/** Facts of one decision. Never a secret, never a message's text, never an observable's value. */
export type LogFacts = Readonly<Record<string, unknown>>;

/** One structured line per decision. */
export type Log = Readonly<{
  debug: (facts: LogFacts, what: string) => void;
  info: (facts: LogFacts, what: string) => void;
  warn: (facts: LogFacts, what: string) => void;
  error: (facts: LogFacts, what: string) => void;
}>;

/** Logs JSON lines to standard output, or to `fd` (the terminal adapter keeps standard output for answers). */
export function createLog(level: string, fd = 1): Log {
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: {
        paths: ['token', 'secret', 'password', 'authorization', '*.token', '*.secret', '*.password', '*.authorization'],
        censor: '[removed]',
      },
    },
    pino.destination({ fd, sync: false }),
  );
}

export const silentLog: Log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
