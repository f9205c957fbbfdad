import { helpCard } from '../cards/help-card.ts';
import type { PrefixOf } from '../incoming.ts';
import type { Command } from './command.ts';

export function createHelp({
  verbs,
  missing,
  prefixOf,
  simulated,
}: {
  /** All verbs of this platform, `help` itself included. */
  verbs: () => readonly Command[];
  missing: (scopes: readonly string[]) => Promise<readonly string[]>;
  prefixOf: PrefixOf;
  simulated: boolean;
}): Command {
  return {
    verb: 'help',
    usage: 'help',
    does: 'Lists the commands.',
    role: 'readers',
    scopes: [],
    alwaysPrivate: true,
    run: async ({ place }) =>
      helpCard({
        verbs: await Promise.all(
          verbs().map(async ({ usage, does, scopes, alsoMissing = async () => [] }) => ({
            usage,
            does,
            // Help must answer also when XDR does not: then nothing is known to be missing.
            missing: (await Promise.all([missing(scopes), alsoMissing()]).catch(() => [])).flat(),
          })),
        ),
        prefix: prefixOf(place.platform),
        alone: place.platform === 'terminal',
        simulated,
      }),
  };
}
