import type { Person } from '../incoming.ts';
import type { GrantedRole, GrantsOf } from './grants.ts';
import { createHumanOf, type HumanOf } from './human.ts';
import { isAmong, type PersonRule } from './people-list.ts';

/** What a person may do. Readers see verdicts; analysts also sightings, incidents, casebooks and rooms. */
export type Role = 'readers' | 'analysts' | 'responders' | 'approvers' | 'admins';

/** Whether a person has a role, now. Rejects with Failure `store-unavailable` when what was granted cannot be read. */
export type People = (person: Person, role: Role) => Promise<boolean>;

/** Who is named in the settings; undefined where a list was not set and has a default. */
export type PeopleLists = Readonly<{
  readers: readonly PersonRule[] | undefined;
  analysts: readonly PersonRule[] | undefined;
  responders: readonly PersonRule[];
  approvers: readonly PersonRule[];
  admins: readonly PersonRule[];
}>;

/** The setting that names people of a role. */
export const settingOf: Readonly<Record<Role, string>> = {
  readers: 'CHATOPS_READERS',
  analysts: 'CHATOPS_ANALYSTS',
  responders: 'CHATOPS_RESPONDERS',
  approvers: 'CHATOPS_APPROVERS',
  admins: 'CHATOPS_ADMINS',
};

/** The setting by which somebody has a role that could also be granted in chat; undefined when by none. */
export type NamedBy = (person: Pick<Person, 'platform' | 'id' | 'groups'>, role: GrantedRole) => string | undefined;

export const createNamedBy =
  (lists: PeopleLists): NamedBy =>
  (person, role) =>
    isAmong(person, lists[role] ?? []) ? settingOf[role] : undefined;

/** All entries of all lists: whose groups have to be known, and which identities are one human. */
export const everyRule = ({
  readers = [],
  analysts = [],
  responders,
  approvers,
  admins,
}: PeopleLists): PersonRule[] => [...readers, ...analysts, ...responders, ...approvers, ...admins];

/**
 * Who is who. Only full members of the workspace or tenant are ever anyone. Without lists of their own, every full
 * member is a reader, and admins, responders and approvers are analysts. Whoever runs the terminal holds the API
 * client's credentials and so is reader and analyst, and never anything that acts.
 *
 * A list names identities. What was granted in chat counts for the human: under all identities that the settings link.
 * Nobody is made an admin or a reader by a grant. It is read anew each time, so that a revocation counts at once.
 */
export function createPeople(
  lists: PeopleLists,
  { grants = async () => [], humanOf = createHumanOf(everyRule(lists)) }: { grants?: GrantsOf; humanOf?: HumanOf } = {},
): People {
  const granted = (person: Person) => grants(humanOf(person).identities);

  return async (person, role) => {
    if (person.standing !== 'member') return false;
    if (person.platform === 'terminal') return role === 'readers' || role === 'analysts';
    switch (role) {
      case 'readers':
        return lists.readers === undefined || isAmong(person, lists.readers);
      case 'analysts':
        if (isAmong(person, lists.analysts ?? [...lists.admins, ...lists.responders, ...lists.approvers])) return true;
        return (await granted(person)).some((one) => one === 'analysts' || lists.analysts === undefined);
      case 'responders':
      case 'approvers':
        return isAmong(person, lists[role]) || (await granted(person)).includes(role);
      case 'admins':
        return isAmong(person, lists.admins);
    }
  };
}
