import { type Budget, createBudget } from './budget/budget.ts';
import type { Config } from './config.ts';
import type { Log } from './log.ts';
import { originsOf, parseRegion } from './xdr/regions.ts';
import { createXdr, type Xdr } from './xdr/xdr.ts';

/** Cisco XDR as the settings describe it, with the budget that its calls are counted in. */
export function openXdr(config: Config, log: Log, now: () => number = Date.now): { xdr: Xdr; budget: Budget } {
  const { clientId, clientPassword, region, origins, timeoutMs, budget: perHour } = config.xdr;
  const budget = createBudget({ perHour, now });
  const xdr = createXdr({
    origins: originsOf(parseRegion(region) ?? 'us', origins),
    clientId,
    clientPassword,
    timeoutMs,
    budget,
    log,
    proxy: config.proxy,
    now,
  });
  return { xdr, budget };
}
