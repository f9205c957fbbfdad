import type { Observable } from '../observables/observable.ts';
import type { Disposition, Gap, Verdict } from './verdict.ts';

/** All that a look-up knows of one observable. */
export type Finding = Readonly<{
  observable: Observable;
  /** What sources say of the observable itself. Sources that know nothing stand in `answered` only. */
  verdicts: readonly Verdict[];
  /** A URL's host, an e-mail's domain: looked up with it, shown as "via host". */
  via: readonly Readonly<{ observable: Observable; verdicts: readonly Verdict[] }>[];
  gaps: readonly Gap[];
  answered: readonly string[];
  /** The worst of all verdicts, own and via; unknown when there is none. */
  headline: Disposition;
  /** When XDR was asked, milliseconds since the epoch (the oldest of the parts). */
  askedAt: number;
}>;

/** The same without why the organisation itself says what it says: that is for its own people. */
export const withoutReasons = (finding: Finding): Finding => ({
  ...finding,
  verdicts: finding.verdicts.map(bare),
  via: finding.via.map(({ observable, verdicts }) => ({ observable, verdicts: verdicts.map(bare) })),
});

export const hasReasons = ({ verdicts, via }: Finding): boolean =>
  [...verdicts, ...via.flatMap((one) => one.verdicts)].some(({ reason }) => reason !== undefined);

const bare = ({ reason: _, ...verdict }: Verdict): Verdict => verdict;
