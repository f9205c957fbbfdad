import { mostInBulk, type StartBulk } from '../bulk/bulk.ts';
import type { LookUpMany } from '../bulk/look-up-many.ts';
import { type Card, text } from '../cards/card.ts';
import type { Candidate } from '../observables/candidates.ts';
import type { Detect } from '../observables/detect.ts';
import type { LookUp } from '../verdicts/look-up.ts';
import type { ShowVerdicts } from '../verdicts/show-verdicts.ts';
import { type AskedOnce, type Command, scopes } from './command.ts';

/** More observables than this in one command are told, not looked up, where the bot cannot post. */
export const mostObservables = 500;
/** More candidates than this are looked up in bulk, in a message that shows how far it is. */
export const mostAtOnce = 50;

/** Any text in: its observables, private addresses too, with what XDR knows of them. */
export function createEnrich({
  candidatesIn,
  detect,
  lookUp,
  showVerdicts,
  startBulk,
  lookUpMany,
}: {
  candidatesIn: (text: string) => readonly Candidate[];
  detect: Detect;
  lookUp: LookUp;
  showVerdicts: ShowVerdicts;
  /** For texts that hold many; absent where there are no rooms. */
  startBulk?: StartBulk;
  /** For the same, where there are none. */
  lookUpMany?: LookUpMany;
}): Command {
  const distinctIn = (rest: string) => [...new Set(candidatesIn(rest).map((candidate) => candidate.value))];
  return {
    verb: 'enrich',
    usage: 'enrich <any text>',
    does: 'Looks up every address, domain, URL, hash or e-mail address in the text.',
    role: 'readers',
    scopes: [scopes.inspect, scopes.deliberate],
    store: async (asked) => {
      const { rest, key, place, person, alone, files = [] } = asked;
      // What comes with files is answered with what they hold.
      if (!startBulk || files.length > 0 || !canPost(asked)) return false;
      const candidates = distinctIn(rest);
      if (candidates.length <= mostAtOnce) return false;
      const wish = { key: `command/${key}`, place, person, candidates, beyond: 0 };
      await startBulk(alone ? { ...wish, alone } : wish);
      return true;
    },
    run: async ({ rest, place }) => {
      const candidates = distinctIn(rest);
      if (lookUpMany && candidates.length > mostAtOnce) {
        const { findings, files } = await lookUpMany(candidates.slice(0, mostInBulk));
        const found = findings.length + Math.max(0, candidates.length - mostInBulk);
        const card = await showVerdicts({ findings, found, place });
        return { ...card, parts: [...card.parts, ...files] };
      }
      const observables = await detect(candidates.slice(0, mostObservables), { purpose: 'command' });
      const findings = await lookUp(observables.slice(0, mostObservables), { purpose: 'command' });
      const beyond = Math.max(0, candidates.length - mostObservables);
      const card = await showVerdicts({ findings, found: observables.length + beyond, place });
      return startBulk && beyond > 0 ? withHint(card) : card;
    },
  };
}

/**
 * Whether a message of ours can stand where the answer belongs. Slack lets direct messages be named by the person; on Teams
 * a private answer to words in a room goes to a chat that only the answer itself can open.
 */
const canPost = ({ from, present, alone, place }: AskedOnce): boolean =>
  (from === 'slash' || from === 'mention' || from === 'direct') &&
  present !== false &&
  (!alone || place.kind === 'direct' || place.platform === 'slack');

const withHint = (card: Card): Card => ({
  ...card,
  parts: [
    ...card.parts,
    { part: 'note', spans: [text('To look up all of them, ask me in our direct messages, or where I am a member.')] },
  ],
});
