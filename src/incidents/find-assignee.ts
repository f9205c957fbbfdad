import type { Card } from '../cards/card.ts';
import { missingScopeCard } from '../cards/missing-scope-card.ts';
import type { Person, Place } from '../incoming.ts';
import type { IncidentDoor, XdrUser } from './incident.ts';
import { noUserCard } from './incident-refusals.ts';
import { unknownUserCard } from './unknown-user-card.ts';
import { usersScope } from './user-names.ts';
import type { XdrUserOf } from './xdr-user-of.ts';

/** Whom the words mean; a card when it is not clear. `nobody` takes everybody away. */
export type FindAssignee = (
  words: string,
  by: Readonly<{ person: Person; place: Place; mentioned?: readonly string[] }>,
) => Promise<Readonly<{ user: XdrUser | undefined }> | Readonly<{ card: Card }>>;

const userId = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i;
const address = /^[^\s@<>()"]{1,64}@[^\s@<>()"]{1,190}$/;

/** Nobody is guessed by a name: an address of XDR, an id, or somebody of whom it is known who he is there. */
export function createFindAssignee(parts: {
  door: Pick<IncidentDoor, 'usersNamed' | 'usersByEmail'>;
  missing: (scopes: readonly string[]) => Promise<readonly string[]>;
  xdrUserOf: XdrUserOf;
  /** Told of who is found, so that the card need not ask for the name again. */
  learn: (user: XdrUser) => void;
  simulated: boolean;
}): FindAssignee {
  const { door, xdrUserOf, learn, simulated } = parts;
  const ask = { purpose: 'command' } as const;

  return async (given, { person, place, mentioned = [] }) => {
    const words = given.trim();
    if (/^(?:nobody|none)$/i.test(words)) return { user: undefined };
    const isSelf = /^me$/i.test(words);
    if (isSelf || mentioned.length > 0) {
      const found =
        !isSelf && mentioned.length > 1
          ? ({ lacks: 'one' } as const)
          : await xdrUserOf(isSelf ? person.id : mentioned[0]!, place);
      if ('user' in found) return found;
      return { card: unknownUserCard(isSelf ? 'you' : 'they', found, 'incident assign', simulated) };
    }
    const isAddress = address.test(words);
    if (!isAddress && !userId.test(words)) return { card: noUserCard(words, simulated) };
    const lacking = await parts.missing([usersScope]);
    if (lacking.length > 0) {
      // An id is good without its name; XDR says whether it is one.
      return isAddress
        ? { card: missingScopeCard({ verb: 'incident assign', missing: lacking, simulated }) }
        : { user: { id: words.toLowerCase() } };
    }
    const id = words.toLowerCase();
    const users = isAddress
      ? await door.usersByEmail(words, ask)
      : (await door.usersNamed([id], ask)).filter((user) => user.id === id);
    const [user] = users;
    if (!user || users.length > 1) return { card: noUserCard(words, simulated) };
    learn(user);
    return { user };
  };
}
