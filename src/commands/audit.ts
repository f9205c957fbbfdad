import { type AuditCardFacts, auditCard, mostEntries } from '../audit/audit-card.ts';
import { tellVerification } from '../audit/verification-words.ts';
import type { Verification } from '../audit/verify.ts';
import { type Card, text, value } from '../cards/card.ts';
import { usageCard } from '../cards/usage-card.ts';
import type { PrefixOf } from '../incoming.ts';
import type { Command } from './command.ts';

/** Shows the end of the audit, proves the whole of it, says how to take it out. For admins, and for the asker alone. */
export function createAuditCommand({
  last,
  verify,
  prefixOf,
  simulated,
}: {
  /** The newest entries, newest first, and the head of the chain. */
  last: (count: number) => Promise<Pick<AuditCardFacts, 'rows' | 'head'>>;
  verify: () => Promise<Verification>;
  prefixOf: PrefixOf;
  simulated: boolean;
}): Command {
  const form = {
    verb: 'audit',
    usage: 'audit [verify | export]',
    does: 'Shows who did what; verify proves that nothing of it was changed.',
  };
  return {
    ...form,
    role: 'admins',
    scopes: [],
    alwaysPrivate: true,
    run: async ({ rest, place }) => {
      const prefix = prefixOf(place.platform);
      switch (rest.toLowerCase()) {
        case '':
          return auditCard({ ...(await last(mostEntries)), prefix, simulated });
        case 'verify':
          return verifiedCard(await verify(), simulated);
        case 'export':
          return exportCard(simulated);
        default:
          return usageCard({ given: form.verb, unknown: false, forms: [form], prefix, simulated });
      }
    },
  };
}

function verifiedCard(verification: Verification, simulated: boolean): Card {
  const { word, sentence, more } = tellVerification(verification);
  return {
    headline: `Audit ${word.toLowerCase()}: ${sentence}`,
    simulated,
    parts: [
      {
        part: 'heading',
        tone: word === 'Tampered' ? 'failed' : 'info',
        word: `Audit ${word.toLowerCase()}`,
        spans: [text(sentence)],
      },
      ...more.map((line) => ({ part: 'text', spans: [text(line)] }) as const),
    ],
  };
}

const exportCard = (simulated: boolean): Card => ({
  headline: 'Audit export: where the bot is installed, at a terminal.',
  simulated,
  parts: [
    {
      part: 'heading',
      tone: 'info',
      word: 'Audit export',
      spans: [text('where the bot is installed, at a terminal.')],
    },
    {
      part: 'text',
      spans: [
        value('npx xdr-chatops audit export > audit.jsonl'),
        text(' writes every entry as a line of JSON, '),
        value('npx xdr-chatops audit export ocsf'),
        text(' as OCSF events for a SIEM; '),
        value('--since 2026-01-31'),
        text(' leaves out what was before. It asks for the settings of the database and CHATOPS_SECRET.'),
      ],
    },
  ],
});
