import type { ShowSandboxed } from '../commands/sandbox.ts';
import type { Observable } from '../observables/observable.ts';
import type { LookInSandbox } from './look-in-sandbox.ts';
import { sandboxCard } from './sandbox-card.ts';

export function createShowSandboxed({
  look,
  pageOf,
  trustedHosts,
  keepListing,
  simulated,
}: {
  look: LookInSandbox;
  pageOf: (sample: string) => string;
  trustedHosts: readonly string[];
  keepListing?: (observables: readonly Observable[]) => Promise<string>;
  simulated: boolean;
}): ShowSandboxed {
  return async (observable) => {
    const found = await look(observable);
    const contacted = found.contacts?.observables ?? [];
    // A button more is not worth a card without what was found.
    const listing = contacted.length > 0 ? await keepListing?.(contacted).catch(() => undefined) : undefined;
    return sandboxCard({
      found,
      pageOf,
      trustedHosts,
      ...(listing === undefined ? {} : { listing }),
      simulated,
    });
  };
}
