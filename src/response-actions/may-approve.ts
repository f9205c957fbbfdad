import type { Person } from '../incoming.ts';
import type { People } from '../permissions/people.ts';
import { isAmong } from '../permissions/people-list.ts';
import type { ResponseAction } from './response-action.ts';
import type { Policy } from './terms.ts';

/** Whether somebody is an approver of an action: named by the policy for it, else by the settings or a grant. */
export type MayApprove = (person: Person, action: ResponseAction) => Promise<boolean>;

export const createMayApprove =
  ({ policy, people }: { policy: Pick<Policy, 'approversOf'>; people: People }): MayApprove =>
  async (person, action) => {
    const named = policy.approversOf(action);
    return named ? person.standing === 'member' && isAmong(person, named) : people(person, 'approvers');
  };
