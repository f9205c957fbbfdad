import type { Person, Place } from '../incoming.ts';
import type { HumanOf } from '../permissions/human.ts';
import type { People } from '../permissions/people.ts';
import type { ActionRequest } from './action-request.ts';
import { type CarrierOf, carrierHinders } from './carrier.ts';
import type { MayApprove } from './may-approve.ts';
import type { Policy } from './terms.ts';

/** Why an approved request may not be run, as of now: who asked, who approved, the policy, who carries it out. Rejects with a Failure. */
export type Hindrance = (request: ActionRequest) => Promise<string | undefined>;

export function createHindrance(parts: {
  policy: Pick<Policy, 'termsOf'>;
  people: People;
  humanOf: HumanOf;
  mayApprove: MayApprove;
  personNow: (id: string, place: Place) => Promise<Person>;
  carrierOf: CarrierOf;
}): Hindrance {
  const { policy, people, humanOf, mayApprove, personNow } = parts;
  return async (request) => {
    const { requester, place, approvals, terms, action } = request;
    const current = policy.termsOf(action, place);
    if (!current.allowed || !current.allowedHere) return 'The policy does not allow it any more.';
    const others = new Set(approvals.map(({ who }) => humanOf(who).key));
    if (others.has(humanOf(requester).key)) return 'Who asked for it is among those who approved it.';
    if (others.size < Math.max(terms.approvals, current.approvals))
      return 'It has not the approvals that the policy wants; ask again.';
    if (!(await people(await personNow(requester.id, place), 'responders')))
      return 'Who asked for it may not any more.';
    for (const { who, place: from } of approvals) {
      if (!(await mayApprove(await personNow(who.id, from), action)))
        return 'One of those who approved it may not any more.';
    }
    return carrierHinders(parts.carrierOf(action), request);
  };
}
