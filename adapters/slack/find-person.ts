import type { webApi } from '@slack/bolt';
import { LRUCache } from 'lru-cache';
import type { Person } from '../../src/incoming.ts';
import type { Log } from '../../src/log.ts';
import type { CallSlack } from './call-slack.ts';
import type { Identity } from './identity.ts';

/** Who somebody is; never rejects. Whoever cannot be looked up is a stranger. */
export type FindPerson = (user: string) => Promise<Pick<Person, 'standing' | 'groups'>>;

const kept = 5 * 60_000;

/** `groups`: ids of the user groups that the settings name; only these are read. */
export function createFindPerson(parts: {
  client: webApi.WebClient;
  call: CallSlack;
  us: () => Identity;
  groups: readonly string[];
  log: Log;
}): FindPerson {
  const { client, call, us, groups, log } = parts;
  const standings = new LRUCache<string, Promise<Person['standing']>>({ max: 50_000, ttl: kept });
  const members = new LRUCache<string, Promise<ReadonlySet<string>>>({ max: 1_000, ttl: kept });

  const standingOf = async (user: string): Promise<Person['standing']> => {
    const { user: info } = await call('users.info', 'read', () => client.users.info({ user }));
    if (!info || info.deleted) return 'stranger';
    if (info.is_bot || user === 'USLACKBOT') return 'bot';
    const { team, enterprise } = us();
    const ours =
      info.team_id === team || (enterprise !== undefined && info.enterprise_user?.enterprise_id === enterprise);
    if (!ours || info.is_stranger) return 'stranger';
    return info.is_restricted || info.is_ultra_restricted ? 'guest' : 'member';
  };

  const membersOf = async (usergroup: string): Promise<ReadonlySet<string>> => {
    const { users = [] } = await call('usergroups.users.list', 'read', () =>
      client.usergroups.users.list({ usergroup }),
    );
    return new Set(users);
  };

  return async (user) => {
    const standing = remember(standings, user, () => standingOf(user), log, 'stranger');
    const lists = groups.map((group) => remember(members, group, () => membersOf(group), log, new Set<string>()));
    const memberships = await Promise.all(lists);
    return { standing: await standing, groups: groups.filter((_, at) => memberships[at]!.has(user)) };
  };
}

/** One flight for those who ask together; a failure is answered with `otherwise` and not kept. */
function remember<T>(
  cache: LRUCache<string, Promise<T>>,
  key: string,
  look: () => Promise<T>,
  log: Log,
  otherwise: T,
): Promise<T> {
  const known = cache.get(key);
  if (known) return known;
  const looking = look().catch((error: unknown) => {
    log.warn({ id: key, error: String(error) }, 'person or group not known');
    cache.delete(key);
    return otherwise;
  });
  cache.set(key, looking);
  return looking;
}
