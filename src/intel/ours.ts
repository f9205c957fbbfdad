import { Failure } from '../failure.ts';
import type { Ask } from '../verdicts/verdict.ts';
import type { StoredJudgement } from './intel.ts';

/** Whether judgements of the private store are the organisation's own; never rejects. */
export type AreOurs = (judgements: readonly StoredJudgement[], ask: Ask) => Promise<readonly StoredJudgement[]>;

/** These stay within the organisation that wrote them; others may be readable for everybody on the server (dossier §6.1). */
const within: ReadonlySet<string | undefined> = new Set(['amber', 'red']);

/** After a failure the organisation is not asked for so long, milliseconds. */
const restMs = 5 * 60_000;

/**
 * Leaves out what another organisation has written for everybody: a stranger's word must not be ours. What is marked to stay
 * within an organisation is ours (LIKELY, since we may read it); of the rest only what belongs to our organisation, which is
 * asked for at most once, when such a judgement is met. Where it cannot be known, none of the rest is ours.
 */
export function createAreOurs({
  organisation,
  now,
}: Readonly<{
  /** The id of our organisation; undefined when XDR does not say. Rejects with a Failure. */
  organisation: (ask: Ask) => Promise<string | undefined>;
  now: () => number;
}>): AreOurs {
  let known: string | undefined;
  let restsUntil = 0;
  const ourId = async (ask: Ask): Promise<string | undefined> => {
    if (known !== undefined || now() < restsUntil) return known;
    restsUntil = now() + restMs;
    known = await organisation(ask).catch((error: unknown) => {
      if (error instanceof Failure) return undefined;
      throw error;
    });
    return known;
  };
  return async (judgements, ask) => {
    if (judgements.every(({ tlp }) => within.has(tlp))) return judgements;
    const our = await ourId(ask);
    return judgements.filter(({ tlp, groups }) => within.has(tlp) || (our !== undefined && groups?.includes(our)));
  };
}
