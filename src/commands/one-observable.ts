import type { Card } from '../cards/card.ts';
import { usageCard } from '../cards/usage-card.ts';
import type { Place, PrefixOf } from '../incoming.ts';
import type { Candidate } from '../observables/candidates.ts';
import type { Detect } from '../observables/detect.ts';
import type { Observable } from '../observables/observable.ts';

/** The one observable that a command's words hold; or the card that says what is wrong with them. */
export type OneObservable = (
  rest: string,
  form: { verb: string; usage: string; does: string },
  place: Place,
) => Promise<Observable | Card>;

export const isCard = (either: Observable | Card): either is Card => 'parts' in either;

export function createOneObservable({
  candidatesIn,
  detect,
  prefixOf,
  simulated,
}: {
  candidatesIn: (text: string) => readonly Candidate[];
  detect: Detect;
  prefixOf: PrefixOf;
  simulated: boolean;
}): OneObservable {
  return async (rest, { verb, usage: form, does }, { platform }) => {
    const [first, ...others] = candidatesIn(rest);
    const usage = usageCard({
      given: verb,
      unknown: false,
      forms: [{ usage: form, does }],
      prefix: prefixOf(platform),
      simulated,
    });
    if (others.length > 0) return usage; // one would be answered and the other passed over in silence
    const found = first ? await detect([first.value], { purpose: 'command' }) : [];
    // A URL's host comes along with it; the URL is what was meant.
    const meant = found.find((one) => one.value.toLowerCase() === first?.value.toLowerCase()) ?? found[0];
    return meant ?? usage;
  };
}
