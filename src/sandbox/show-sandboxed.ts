import type { Button, Card } from '../cards/card.ts';
import type { AskedBy } from '../commands/sandbox.ts';
import type { Observable } from '../observables/observable.ts';
import type { LookInSandbox } from './look-in-sandbox.ts';
import type { OfferSubmission } from './offer-submission.ts';
import { sandboxCard } from './sandbox-card.ts';

/** `submit`: the button that submits what the observable is of, where it is no URL. */
export type ShowSandboxedWith = (
  observable: Observable,
  by: AskedBy,
  submit?: () => Promise<Button | undefined>,
) => Promise<Card>;

export function createShowSandboxed({
  look,
  pageOf,
  trustedHosts,
  keepListing,
  offerSubmission,
  simulated,
}: {
  look: LookInSandbox;
  pageOf: (sample: string) => string | undefined;
  trustedHosts: readonly string[];
  keepListing?: (observables: readonly Observable[]) => Promise<string>;
  /** Absent where nothing can be submitted. */
  offerSubmission?: OfferSubmission['button'];
  simulated: boolean;
}): ShowSandboxedWith {
  return async (observable, { place }, submitIt) => {
    const found = await look(observable);
    const contacted = found.contacts?.observables ?? [];
    // A button more is not worth a card without what was found.
    const listing = contacted.length > 0 ? await keepListing?.(contacted).catch(() => undefined) : undefined;
    // What nobody has submitted yet can be. A button more is not worth a card either.
    const offering = observable.type === 'url' ? () => offerSubmission?.({ url: observable }, place) : submitIt;
    const submit = found.total === 0 ? await Promise.resolve(offering?.()).catch(() => undefined) : undefined;
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
