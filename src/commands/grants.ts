import { type Row, text } from '../cards/card.ts';
import { counted, listed, timeOf } from '../cards/wording.ts';
import type { Grant, GrantedRole, Grants } from '../permissions/grants.ts';
import { type PeopleLists, settingOf } from '../permissions/people.ts';
import type { Command } from './command.ts';
import { mayDo, shownPerson } from './grant-card.ts';

/** As many as one card shows well. */
const shownGrants = 40;

/** Lists what was granted in chat, for the asker alone; whom the settings name is counted. */
export function createGrantsList({
  list,
  lists,
  simulated,
}: {
  list: Grants['list'];
  lists: PeopleLists;
  simulated: boolean;
}): Command {
  return {
    verb: 'grants',
    usage: 'grants',
    does: 'Lists who was granted what in chat.',
    role: 'admins',
    scopes: [],
    alwaysPrivate: true,
    run: async () => {
      const grants = await list(shownGrants + 1);
      const many = grants.length > shownGrants;
      const sentence =
        grants.length === 0
          ? 'nothing was granted in chat.'
          : `${many ? `the first ${shownGrants}` : grants.length} in force.`;
      return {
        headline: `Grants: ${sentence}`,
        simulated,
        parts: [
          { part: 'heading', tone: 'info', word: 'Grants', spans: [text(sentence)] },
          ...(grants.length > 0 ? [{ part: 'rows' as const, rows: grants.slice(0, shownGrants).map(rowOf) }] : []),
          { part: 'note', spans: [text(bySettings(lists))] },
        ],
      };
    },
  };
}

const roleWord: Readonly<Record<GrantedRole, string>> = {
  responders: 'Responder',
  approvers: 'Approver',
  analysts: 'Analyst',
};

const rowOf = ({ identity, role, name, by, at }: Grant): Row => ({
  tone: 'info',
  word: roleWord[role],
  spans: [shownPerson(identity, name).span, text(` may ${mayDo[role]}`)],
  notes: [text(`by ${by.platform}:${by.id}, `), timeOf(at)],
});

function bySettings(lists: PeopleLists): string {
  const named = (['analysts', 'responders', 'approvers', 'admins'] as const).flatMap((role) => {
    const entries = lists[role]?.length ?? 0;
    return entries > 0 ? [`${counted(entries, 'entry', 'entries')} of ${settingOf[role]}`] : [];
  });
  return named.length > 0 ? `The settings say more: ${listed(named, 4)}.` : 'The settings name nobody.';
}
