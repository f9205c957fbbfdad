import { type Span, text } from '../cards/card.ts';
import { personSpan } from '../cards/person.ts';
import { counted } from '../cards/wording.ts';
import type { Platform } from '../incoming.ts';
import type { HumanOf } from '../permissions/human.ts';
import type { PersonRule } from '../permissions/people-list.ts';
import type { ActionRequest } from './action-request.ts';
import type { ResponseAction } from './response-action.ts';
import type { Policy } from './terms.ts';

/** So many are named; on Slack whoever is named is told. */
const mostNamed = 5;

/** Who could approve a request, for its card on a platform: names, and how many more. Rejects with Failure `store-unavailable`. */
export type WhoApproves = (request: ActionRequest, platform: Platform) => Promise<readonly Span[]>;

export function createWhoApproves(parts: {
  policy: Pick<Policy, 'approversOf'>;
  /** Approvers by the settings and by grants. */
  approvers: () => Promise<readonly PersonRule[]>;
  humanOf: HumanOf;
}): WhoApproves {
  const { policy, approvers, humanOf } = parts;
  const keysOf = ({ identities }: PersonRule) =>
    identities.map((one) => (one.group ? `group ${one.platform}:${one.id}` : humanOf(one).key));
  const holds = (rules: readonly PersonRule[], rule: PersonRule): boolean =>
    rules.some((one) => keysOf(one).some((key) => keysOf(rule).includes(key)));
  const rulesOf = async (action: ResponseAction) => policy.approversOf(action) ?? (await approvers());
  return async ({ action, reverse, reverseAfterMs, requester }, platform) => {
    // Who approves that it is reversed by itself approves both.
    const both = reverse && reverseAfterMs !== undefined ? await rulesOf(reverse) : undefined;
    const rules = (await rulesOf(action)).filter((rule) => both === undefined || holds(both, rule));
    const groups = new Set(
      rules.flatMap(({ identities }) => identities.filter(({ group }) => group).map(({ id }) => id)),
    );
    const people = new Map<string, Span>();
    for (const { name, identities } of rules) {
      const own = identities.filter(({ group }) => !group);
      const one = own.find((identity) => identity.platform === platform) ?? own[0];
      if (!one || humanOf(one).key === humanOf(requester).key) continue;
      people.set(humanOf(one).key, personSpan({ platform: one.platform, id: one.id, name }));
    }
    const named = [...people.values()].slice(0, mostNamed);
    const more = [
      ...(people.size > named.length ? [`${people.size - named.length} more`] : []),
      ...(groups.size > 0 ? [`the members of ${counted(groups.size, 'user group')}`] : []),
    ];
    if (named.length === 0 && more.length === 0)
      return [
        text('Nobody can approve it: an administrator names approvers (CHATOPS_APPROVERS, or grant @person approve).'),
      ];
    const spans = named.flatMap((one, at): Span[] => (at === 0 ? [one] : [text(', '), one]));
    const rest = more.join(' and ');
    return [text('Can be approved by '), ...spans, text(`${named.length > 0 && rest ? ' and ' : ''}${rest}.`)];
  };
}
