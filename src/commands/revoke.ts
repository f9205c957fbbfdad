import type { Adapter } from '../adapter.ts';
import type { PrefixOf } from '../incoming.ts';
import type { Grants } from '../permissions/grants.ts';
import type { NamedBy } from '../permissions/people.ts';
import type { Command } from './command.ts';
import { changeCard, mayDo, shownPerson, unchangedCard } from './grant-card.ts';
import { granteeForm, granteeOrCard } from './read-grantee.ts';

/** Takes back what was granted in chat; it counts at once. What the settings say stays. */
export function createRevoke({
  revoke,
  namedBy,
  personNow,
  prefixOf,
  simulated,
}: {
  revoke: Grants['revoke'];
  namedBy: NamedBy;
  personNow: Adapter['personNow'];
  prefixOf: PrefixOf;
  simulated: boolean;
}): Command {
  const form = {
    verb: 'revoke',
    usage: `revoke ${granteeForm}`,
    does: 'Takes back what was granted to somebody in chat.',
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

      const { identity, role } = what;
      // Taken back first: whoever cannot be looked up any more is the one to take it from.
      const outcome = await revoke({ identity, role }, { by, place });
      const known = identity.platform === place.platform ? await personNow(identity.id, place) : undefined;
      const person = shownPerson(identity, known?.name);
      const setting = namedBy({ ...identity, groups: known?.groups ?? [] }, role);
      const stays = setting && `The setting ${setting} lets them: whoever runs the bot can change it there.`;
      if (outcome === 'revoked')
        return changeCard({
          word: 'Revoked',
          person,
          sentence: setting ? `keeps the right to ${mayDo[role]}; the grant is gone.` : `may no longer ${mayDo[role]}.`,
          small: stays,
          simulated,
        });
      return unchangedCard(
        `nothing like this was granted to ${person.called}.`,
        stays ?? `See what was: ${prefixOf(place.platform)} grants`,
        simulated,
      );
    },
  };
}
