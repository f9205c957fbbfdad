import { absentCard } from '../cards/absent-card.ts';
import type { Card } from '../cards/card.ts';
import { missingScopeCard } from '../cards/missing-scope-card.ts';
import { usageCard } from '../cards/usage-card.ts';
import type { PrefixOf } from '../incoming.ts';
import { automationScopes } from '../workflows/workflow.ts';
import type { Asked, Command } from './command.ts';

/** Lists and runs workflows of XDR Automation, and answers what they wait for. */
export function createWorkflow({
  list,
  run,
  tasks,
  missing,
  prefixOf,
  simulated,
}: Readonly<{
  list: (text: string, asked: Asked) => Promise<Card>;
  run: (words: string, asked: Asked) => Promise<Card>;
  tasks: (asked: Asked) => Promise<Card>;
  /** Which of these scopes the client that acts was not granted. */
  missing: (scopes: readonly string[]) => Promise<readonly string[]>;
  prefixOf: PrefixOf;
  simulated: boolean;
}>): Command {
  const forms = [
    { usage: 'workflow list [text]', does: 'Lists workflows of XDR Automation.' },
    { usage: 'workflow run <name or id>', does: 'Runs one, when you have confirmed it.' },
    { usage: 'workflow tasks', does: 'Shows what workflows wait for, to be answered.' },
  ] as const;
  const usage = ({ place }: Asked): Card =>
    usageCard({ given: 'workflow', unknown: false, forms, prefix: prefixOf(place.platform), simulated });
  const ways: Readonly<Record<string, (words: string, asked: Asked) => Promise<Card> | Card>> = {
    list,
    run: (words, asked) => (words === '' ? usage(asked) : run(words, asked)),
    tasks: (words, asked) => (words === '' ? tasks(asked) : usage(asked)),
  };
  return {
    verb: 'workflow',
    usage: 'workflow list|run|tasks',
    does: 'Lists and runs workflows of XDR Automation, and answers what they wait for.',
    role: 'responders',
    scopes: [],
    alsoMissing: () => missing(automationScopes.act),
    beyondVerdicts: true,
    run: async (asked) => {
      const [, word = '', words = ''] = /^(\S*)\s*([\s\S]*)$/.exec(asked.rest.trim()) ?? [];
      const way = Object.hasOwn(ways, word.toLowerCase()) ? ways[word.toLowerCase()] : undefined;
      if (!way) return usage(asked);
      if (asked.present === false) return absentCard(simulated);
      const lacking = await missing(automationScopes.read);
      return lacking.length > 0
        ? missingScopeCard({ verb: `workflow ${word.toLowerCase()}`, missing: lacking, simulated })
        : way(words.trim(), asked);
    },
  };
}
