import type { Ask, Verdict } from '../verdicts/verdict.ts';
import { decidingOn } from './deciding.ts';
import { type IntelDoor, type StoredJudgement, storeNames, storeScopes } from './intel.ts';
import { createAreOurs } from './ours.ts';
import type { Store } from './with-stores.ts';

export type StoresParts = Readonly<{
  door: Pick<IntelDoor, 'judgementsOn'>;
  /** The id of our organisation. */
  organisation: (ask: Ask) => Promise<string | undefined>;
  missing: (scopes: readonly string[]) => Promise<readonly string[]>;
  /** Whether verdict cards ask Global Intelligence, where its scope is granted. */
  globalIntel: boolean;
  now: () => number;
}>;

/** What it takes to learn which organisation is ours. */
const organisationScope = 'profile:read';

/** The stores that verdicts are asked of beside the modules; which of them are granted is asked each time. */
export function createStores({ door, organisation, missing, globalIntel, now }: StoresParts): readonly Store[] {
  const granted = (scope: string) => async () => (await missing([scope])).length === 0;
  const areOurs = createAreOurs({
    organisation: async (ask) => ((await missing([organisationScope])).length > 0 ? undefined : organisation(ask)),
    now,
  });

  const global: Store = {
    name: storeNames.global,
    own: false,
    isAskedByModule: true,
    granted: granted(storeScopes.global),
    ask: async (observables, ask) => {
      const { judgements, ...rest } = await door.judgementsOn('global', observables, ask);
      const verdicts = observables.flatMap((one) =>
        verdictOf(decidingOn(one, judgements, now()), one, storeNames.global),
      );
      return { verdicts, ...rest };
    },
  };
  const own: Store = {
    name: storeNames.own,
    own: true,
    // A module tells neither the reason nor, for a while, what has just been said.
    isAskedByModule: false,
    granted: granted(storeScopes.own),
    ask: async (observables, ask) => {
      const { judgements, ...rest } = await door.judgementsOn('own', observables, ask);
      const ours = await areOurs(judgements, ask);
      const verdicts = observables.flatMap((one) => {
        const judgement = decidingOn(one, ours, now());
        return verdictOf(judgement, one, storeNames.own).map((verdict) => ({
          ...verdict,
          own: true as const,
          ...(judgement?.reason === undefined ? {} : { reason: judgement.reason }),
        }));
      });
      return { verdicts, ...rest };
    },
  };
  return globalIntel ? [global, own] : [own];
}

const verdictOf = (
  judgement: StoredJudgement | undefined,
  observable: Verdict['observable'],
  module: string,
): readonly Verdict[] => {
  if (!judgement) return [];
  const { disposition, from, until } = judgement;
  return [
    {
      observable,
      disposition,
      module,
      ...(from === undefined ? {} : { from }),
      ...(until === undefined ? {} : { until }),
    },
  ];
};
