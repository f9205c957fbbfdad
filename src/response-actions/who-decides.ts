import { audited } from '../audit/audited.ts';
import type { Person, Place } from '../incoming.ts';
import type { HumanOf } from '../permissions/human.ts';
import type { Decider } from './decide-action.ts';

/** Somebody who decides, where and when; who else is the same human is read from the settings of now. */
export function deciderOf(person: Person, place: Place, at: number, humanOf: HumanOf): Decider {
  const who = audited(person, humanOf);
  return {
    actor: { who, place, at },
    is: (other) => humanOf(other).key === who.human,
    platforms: humanOf(person).platforms,
  };
}
