import { type Budget, createBudget } from './budget/budget.ts';
import { createDatabaseLedger } from './budget/database-ledger.ts';
import { steadyClock } from './budget/steady-clock.ts';
import type { Config } from './config.ts';
import { Failure } from './failure.ts';
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
    now: steady,
  });
  const shift = () => (now ? 0 : Date.now() - steady());
  return { xdr: onWallClock(xdr, shift), budget: { ...budget, admit: told(budget.admit, shift) } };
}

/**
 * Inside, times to come back are by a clock that nobody sets; outside, people and the queue read the machine's. They
 * differ when the machine's was corrected since the start.
 */
function onWallClock(xdr: Xdr, shift: () => number): Xdr {
  const { inspect, deliberate, observe, refer } = xdr;
  return {
    ...xdr,
    inspect: told(inspect, shift),
    deliberate: told(deliberate, shift),
    observe: told(observe, shift),
    refer: told(refer, shift),
  };
}

function told<Given extends unknown[], Result>(work: (...given: Given) => Result, shift: () => number) {
  const shifted = (error: unknown): unknown => {
    if (!(error instanceof Failure) || error.facts.retryAt === undefined || Math.abs(shift()) < 1000) return error;
    return new Failure(error.kind, error.message, { ...error.facts, retryAt: error.facts.retryAt + shift() });
  };
  return (...given: Given): Result => {
    try {
      const result = work(...given);
      // A promise is of the same type again: only how it fails is changed.
      return result instanceof Promise ? (result.catch((error) => Promise.reject(shifted(error))) as Result) : result;
    } catch (error) {
      throw shifted(error);
    }
  };
}
