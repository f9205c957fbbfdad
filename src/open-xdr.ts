import { type Budget, createBudget } from './budget/budget.ts';
import { createDatabaseLedger } from './budget/database-ledger.ts';
import { steadyClock } from './budget/steady-clock.ts';
import type { Config } from './config.ts';
import type { Log } from './log.ts';
import type { Query } from './store/database.ts';
import type { XdrCall } from './xdr/count-call.ts';
import { originsOf, parseRegion } from './xdr/regions.ts';
import { createXdr, type Xdr } from './xdr/xdr.ts';

export type OpenXdrParts = Readonly<{
  config: Config;
  log: Log;
  /** Counts calls in the database, for all processes that share it; without one, for this process alone. */
  query?: Query;
  onCall?: (call: XdrCall) => void;
  /** For tests: the clock of everything. */
  now?: (() => number) | undefined;
}>;

/** Cisco XDR as the settings describe it, with the budget that its calls are counted in. */
export function openXdr({ config, log, query, onCall, now }: OpenXdrParts): { xdr: Xdr; budget: Budget } {
  const { clientId, clientPassword, region, origins, timeoutMs, budget: perHour } = config.xdr;
  const addresses = originsOf(parseRegion(region) ?? 'us', origins);
  const steady = now ?? steadyClock();
  const budget = createBudget({
    perHour,
    now: steady,
    // An organisation lives in one region; a client of another region is another's.
    ...(query ? { ledger: createDatabaseLedger({ query, organisation: addresses.visibility, now: steady }) } : {}),
  });
  const xdr = createXdr({
    origins: addresses,
    clientId,
    clientPassword,
    timeoutMs,
    budget,
    log,
    proxy: config.proxy,
    ...(onCall ? { onCall } : {}),
    ...(now ? { now } : {}),
  });
  return { xdr, budget };
}
