import type { AuditedPerson } from '../audit/audit-entry.ts';
import type { Person, Place } from '../incoming.ts';
import type { HumanOf } from '../permissions/human.ts';
import type { Decider } from './decide-action.ts';

/** Somebody as the audit writes him. */
export function audited({ platform, workspace, id, name }: Person, humanOf: HumanOf): AuditedPerson {
  const human = humanOf({ platform, id });
  const called = name ?? human.name;
  return { platform, workspace, id, human: human.key, ...(called === undefined ? {} : { name: called }) };
}

/** Somebody who decides, where and when; who else is the same human is read from the settings of now. */
export function deciderOf(person: Person, place: Place, at: number, humanOf: HumanOf): Decider {
  const who = audited(person, humanOf);
  return {
    actor: { who, place, at },
    is: (other) => humanOf(other).key === who.human,
    platforms: humanOf(person).platforms,
  };
}
