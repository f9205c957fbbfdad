import { createBudget } from '../../../src/budget/budget.ts';
import type { Log, LogFacts } from '../../../src/log.ts';
import { originsOf } from '../../../src/xdr/regions.ts';
import { readingAtOnce } from '../../../src/xdr/retry.ts';
import { createXdr, type Xdr, type XdrParts } from '../../../src/xdr/xdr.ts';

export type LogLine = Readonly<{ level: string; facts: LogFacts; what: string }>;

/** A log that keeps its lines. */
export function createKeptLog(): { log: Log; lines: LogLine[] } {
  const lines: LogLine[] = [];
  const at = (level: string) => (facts: LogFacts, what: string) => {
    lines.push({ level, facts, what });
  };
  return { lines, log: { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') } };
}

/** The real client against a server on loopback, with quick repeats; `lines` is what it logged. */
export function xdrAt(
  url: string,
  client: Readonly<{ id: string; password: string }> = { id: 'client-id', password: 'client-password' },
  parts: Partial<XdrParts> = {},
): { xdr: Xdr; lines: LogLine[]; budget: XdrParts['budget'] } {
  const { log, lines } = createKeptLog();
  const budget = parts.budget ?? createBudget({ perHour: 1000, ...(parts.now ? { now: parts.now } : {}) });
  const xdr = createXdr({
    origins: originsOf('us', { visibility: url, privateIntel: url }),
    clientId: client.id,
    clientPassword: client.password,
    timeoutMs: 5000,
    log,
    policy: readingAtOnce,
    ...parts,
    budget,
  });
  return { xdr, lines, budget };
}
