import type { Card } from '../cards/card.ts';
import { usageCard } from '../cards/usage-card.ts';
import type { PrefixOf } from '../incoming.ts';
import type { GrantedRole, Grantee } from '../permissions/grants.ts';
import { readIdentity } from '../permissions/people-list.ts';
import type { Asked, Command } from './command.ts';
import { refusedGrantee } from './grant-card.ts';

/** The words for what may be granted in chat. */
export const grantable: Readonly<Record<string, GrantedRole>> = {
  respond: 'responders',
  approve: 'approvers',
  analyse: 'analysts',
};

/** How grants and revocations are written: the words after the verb; and what else can stand there. */
export const granteeForm = '@person respond';
export const granteeRest =
  'Instead of respond also approve, or analyse; for somebody who is not here slack:U… or teams:<object id>.';

/**
 * Whom a grant is for, and what: `@person respond`, or `slack:U… respond`, also from the other platform. What the platform
 * says of a mention counts, never its text, which anybody can write. `usage`: the words are something else; `nobody`: a role,
 * but no mention that the platform knows; `group`, `bot`: nobody that a grant can be for.
 */
export function readGrantee({
  rest,
  mentioned = [],
  place,
}: Pick<Asked, 'rest' | 'mentioned' | 'place'>):
  | (Grantee & Readonly<{ byMention: boolean }>)
  | 'usage'
  | 'nobody'
  | 'group'
  | 'bot' {
  const words = rest.split(/\s+/);
  const role = Object.entries(grantable).find(([word]) => word === words.at(-1)?.toLowerCase())?.[1];
  const ids = words.filter((word) => /^(?:slack|teams):/i.test(word));
  const [id, ...more] = [...mentioned.map((one) => `${place.platform}:${one}`), ...ids];
  const written = mentioned.length === 0;
  if (role && !id) return 'nobody';
  if (!role || !id || more.length > 0 || (written && words.length !== 2)) return 'usage';
  if (/^(?:slack:B[A-Z0-9]+|teams:28:.*)$/.test(id)) return 'bot';
  const identity = readIdentity(id);
  if (!identity) return 'usage';
  if (identity.group) return 'group';
  return { identity: { platform: identity.platform, id: identity.id }, role, byMention: !written };
}

/** Whom and what the words of `grant` or `revoke` mean; or the card that says what is wrong with them. */
export function granteeOrCard(
  asked: Asked,
  form: Pick<Command, 'verb' | 'usage' | 'does'>,
  { prefixOf, simulated }: Readonly<{ prefixOf: PrefixOf; simulated: boolean }>,
): (Grantee & Readonly<{ byMention: boolean }>) | Card {
  const what = readGrantee(asked);
  const { platform } = asked.place;
  if (what === 'usage')
    return usageCard({ given: form.verb, unknown: false, forms: [form], prefix: prefixOf(platform), simulated });
  return typeof what === 'string' ? refusedGrantee(what, platform, simulated) : what;
}
