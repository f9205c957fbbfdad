import { LRUCache } from 'lru-cache';
import type { Adapter } from '../adapter.ts';
import { Failure } from '../failure.ts';
import type { Place } from '../incoming.ts';
import type { IncidentDoor, XdrUser } from './incident.ts';
import { usersScope } from './user-names.ts';

/** The user of XDR that somebody of the chat is, or why that is not known. */
export type FoundUser = Readonly<
  | { user: XdrUser }
  /** `several`: XDR has more than one; `user`: none who may work there. */
  | { lacks: 'member' | 'address' | 'user' | 'several' }
  /** The chat platform does not let us ask. */
  | { lacks: 'permission'; permission: string }
  | { lacks: 'scopes'; scopes: readonly string[] }
>;

/** Who somebody, named by his id in the chat, is in XDR. `place`: where he speaks, or is spoken of. Rejects with a Failure. */
export type XdrUserOf = (id: string, place: Place) => Promise<FoundUser>;

/** The other way: the id in the chat of a user of XDR (by his id there); undefined when that is not known. */
export type ChatPersonOf = (xdrUser: string, place: Place) => Promise<string | undefined>;

export type WhoIsWho = Readonly<{ xdrUserOf: XdrUserOf; chatPersonOf: ChatPersonOf }>;

/** How long it is believed who somebody is, milliseconds, and of how many. */
const believedMs = 5 * 60_000;
const believed = 2_000;
/** Our own organisation does not change while the process lives; that it could not be read may. */
const organisationScope = 'profile:read';

/**
 * People are the same when both sides vouch for the same e-mail address: the chat platform for a full member, XDR for one
 * user of our organisation who is not disabled. The address itself is handed through and forgotten; what is remembered for
 * minutes is who is who. What was not found is asked again the next time.
 */
export function createWhoIsWho({
  emailOf,
  memberWith,
  door,
  missing,
  learn,
  now,
}: Readonly<{
  emailOf: Adapter['emailOf'];
  memberWith: Adapter['memberWith'];
  door: Pick<IncidentDoor, 'usersByEmail' | 'usersNamed' | 'organisation'>;
  missing: (scopes: readonly string[]) => Promise<readonly string[]>;
  /** Told of who is found, so that a card need not ask for the name again. */
  learn: (user: XdrUser) => void;
  now: () => number;
}>): WhoIsWho {
  const ask = { purpose: 'command' } as const;
  const known = new LRUCache<string, XdrUser>({ max: believed, ttl: believedMs, ttlResolution: 0, perf: { now } });
  const nameOf = (id: string, { platform, workspace }: Place) => `${platform}/${workspace}/${id}`;

  let own: string | undefined;
  /** Undefined where it cannot be known: then a user of another organisation is not told from ours. */
  const organisation = async (): Promise<string | undefined> => {
    if (own !== undefined || (await missing([organisationScope])).length > 0) return own;
    own = await door.organisation(ask).catch((error: unknown) => {
      if (error instanceof Failure) return undefined;
      throw error;
    });
    return own;
  };
  const ofUs = async (users: readonly XdrUser[]): Promise<readonly XdrUser[]> => {
    const enabled = users.filter((user) => user.enabled !== false);
    if (enabled.every((user) => user.organisation === undefined)) return enabled;
    const ours = await organisation();
    return enabled.filter((user) => ours === undefined || (user.organisation ?? ours) === ours);
  };

  return {
    xdrUserOf: async (id, place) => {
      const before = known.get(nameOf(id, place));
      if (before) return { user: before };
      const lacking = await missing([usersScope]);
      if (lacking.length > 0) return { lacks: 'scopes', scopes: lacking };
      const address = await emailOf(id, place);
      if ('lacks' in address) return address;
      const [found, ...others] = await ofUs(await door.usersByEmail(address.email, ask));
      if (!found) return { lacks: 'user' };
      if (others.length > 0) return { lacks: 'several' };
      const user = { id: found.id, ...(found.name === undefined ? {} : { name: found.name }) };
      known.set(nameOf(id, place), user);
      learn(user);
      return { user };
    },
    chatPersonOf: async (xdrUser, place) => {
      if ((await missing([usersScope])).length > 0) return undefined;
      const users = await door.usersNamed([xdrUser], ask);
      const [user] = await ofUs(users.filter(({ id }) => id === xdrUser));
      return user?.email === undefined ? undefined : memberWith(user.email, place);
    },
  };
}
