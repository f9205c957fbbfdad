import type { ShowSandboxed } from '../commands/sandbox.ts';
import type { Observable } from '../observables/observable.ts';
import type { LookInSandbox } from './look-in-sandbox.ts';
import type { OfferSubmission } from './offer-submission.ts';
import { sandboxCard } from './sandbox-card.ts';

export function createShowSandboxed({
  look,
  pageOf,
  trustedHosts,
  keepListing,
  offerSubmission,
  simulated,
}: {
  look: LookInSandbox;
  pageOf: (sample: string) => string;
  trustedHosts: readonly string[];
  keepListing?: (observables: readonly Observable[]) => Promise<string>;
  /** Absent where nothing can be submitted. */
  offerSubmission?: OfferSubmission['button'];
  simulated: boolean;
}): ShowSandboxed {
  return async (observable, { place }) => {
    const found = await look(observable);
    const contacted = found.contacts?.observables ?? [];
    // A button more is not worth a card without what was found.
    const listing = contacted.length > 0 ? await keepListing?.(contacted).catch(() => undefined) : undefined;
    // What nobody has submitted yet can be.
    const isNew = found.total === 0 && observable.type === 'url';
    const submit = isNew ? await offerSubmission?.({ url: observable }, place).catch(() => undefined) : undefined;
    return sandboxCard({
      found,
      pageOf,
      trustedHosts,
      ...(listing === undefined ? {} : { listing }),
      ...(submit ? { more: [submit] } : {}),
      simulated,
    });
  };
}
