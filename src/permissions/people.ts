import type { Person } from '../incoming.ts';
import type { PersonRule } from './people-list.ts';

/** What a person may do. Readers see verdicts; analysts also sightings, incidents, casebooks and rooms. */
export type Role = 'readers' | 'analysts' | 'responders' | 'approvers' | 'admins';

export type People = (person: Person, role: Role) => boolean;

/**
 * Who is who. Only full members of the workspace or tenant are ever anyone. Without lists of their own, every full
 * member is a reader, and admins, responders and approvers are analysts. Whoever runs the terminal holds the API
 * client's credentials and so is reader and analyst.
 */
export function createPeople(lists: {
  readers: readonly PersonRule[] | undefined;
  analysts: readonly PersonRule[] | undefined;
  responders: readonly PersonRule[];
  approvers: readonly PersonRule[];
  admins: readonly PersonRule[];
}): People {
  const named = (person: Person, rules: readonly PersonRule[]) =>
    rules.some((rule) =>
      rule.identities.some(
        (one) =>
          one.platform === person.platform && (one.group ? person.groups.includes(one.id) : one.id === person.id),
      ),
    );

  return (person, role) => {
    if (person.standing !== 'member') return false;
    if (person.platform === 'terminal') return role === 'readers' || role === 'analysts';
    switch (role) {
      case 'readers':
        return lists.readers === undefined || named(person, lists.readers);
      case 'analysts':
        return named(person, lists.analysts ?? [...lists.admins, ...lists.responders, ...lists.approvers]);
      case 'responders':
        return named(person, lists.responders);
      case 'approvers':
        return named(person, lists.approvers);
      case 'admins':
        return named(person, lists.admins);
    }
  };
}
