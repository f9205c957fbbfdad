import type { Card } from '../cards/card.ts';
import { outsideText } from '../cards/outside-text.ts';
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
    const usage = (wrong?: string) =>
      usageCard({
        given: verb,
        unknown: false,
        ...(wrong === undefined ? {} : { wrong }),
        forms: [{ usage: form, does }],
        prefix: prefixOf(platform),
        simulated,
      });
    // One would be answered and the others passed over in silence.
    if (others.length > 0) return usage(`these words hold ${others.length + 1} observables; ask for one at a time.`);
    const found = first ? await detect([first.value], { purpose: 'command' }) : [];
    // A URL's host comes along with it; the URL is what was meant.
    const meant = found.find((one) => one.value.toLowerCase() === first?.value.toLowerCase()) ?? found[0];
    if (meant) return meant;
    const said = outsideText(rest.trim(), 60);
    return usage(said ? `I find no observable in “${said}”.` : undefined);
  };
}
