import type { Adapter } from '../adapter.ts';
import type { Person, PrefixOf } from '../incoming.ts';
import type { Grants } from '../permissions/grants.ts';
import type { NamedBy } from '../permissions/people.ts';
import type { Command } from './command.ts';
import { changeCard, mayDo, shownPerson, unchangedCard } from './grant-card.ts';
import { granteeForm, granteeOrCard, granteeRest } from './read-grantee.ts';

/** Lets somebody act, approve or see more; stored with its entry in the audit, and said to the room. */
export function createGrant({
  grant,
  namedBy,
  personNow,
  prefixOf,
  simulated,
}: {
  grant: Grants['grant'];
  namedBy: NamedBy;
  /** Asked only about people of the platform that the command comes from. */
  personNow: Adapter['personNow'];
  prefixOf: PrefixOf;
  simulated: boolean;
}): Command {
  const form = {
    verb: 'grant',
    usage: `grant ${granteeForm}`,
    does: `Lets somebody take response actions. ${granteeRest}`,
  };
  return {
    ...form,
    role: 'admins',
    scopes: [],
    needsRoom: true,
    alwaysInRoom: true,
    run: async (asked) => {
      const { place, person: by } = asked;
      const what = granteeOrCard(asked, form, { prefixOf, simulated });
      if ('parts' in what) return what;

      const { identity, role, byMention } = what;
      const known = identity.platform === place.platform ? await personNow(identity.id, place) : undefined;
      const person = shownPerson(identity, known?.name);
      const refusal = refusedStanding(known?.standing, byMention);
      if (refusal)
        return unchangedCard(`${person.called} ${refusal}`, 'Only full members are granted anything.', simulated);

      const setting = namedBy({ ...identity, groups: known?.groups ?? [] }, role);
      if (setting)
        return unchangedCard(
          `${person.called} may ${mayDo[role]} already.`,
          `The setting ${setting} says so.`,
          simulated,
        );
      const named = { identity, role, ...(known?.name ? { name: person.called } : {}) };
      if ((await grant(named, { by, place })) === 'had')
        return unchangedCard(`${person.called} may ${mayDo[role]} already.`, 'It was granted before.', simulated);
      return changeCard({
        word: 'Granted',
        person,
        sentence: `may now ${mayDo[role]}.`,
        ...(known?.standing === 'member' ? {} : { small: 'Counts where they speak as a full member.' }),
        simulated,
      });
    },
  };
}

/** A written id may be of somebody who is not seen from here; a mention is of somebody who is here. */
function refusedStanding(standing: Person['standing'] | undefined, byMention: boolean): string | undefined {
  if (standing === 'bot') return 'is a bot.';
  if (standing === 'guest') return 'is a guest.';
  return standing === 'stranger' && byMention ? 'is not a member here, or cannot be looked up just now.' : undefined;
}
