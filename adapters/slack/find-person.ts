import type { webApi } from '@slack/bolt';
import type { Person } from '../../src/incoming.ts';
import type { Log } from '../../src/log.ts';
import { remember, same } from '../remember.ts';
import type { CallSlack } from './call-slack.ts';
import type { Identity } from './identity.ts';

/** Who somebody is; never rejects. Whoever cannot be looked up is a stranger. */
export type FindPerson = (user: string) => Promise<Pick<Person, 'standing' | 'groups'>>;

/** `groups`: ids of the user groups that the settings name; only these are read. */
export function createFindPerson(parts: {
  client: webApi.WebClient;
  call: CallSlack;
  us: () => Identity;
  groups: readonly string[];
  log: Log;
}): FindPerson {
  const { client, call, us, groups, log } = parts;

  const standingOf = remember<string, Person['standing']>(
    same,
    async (user) => {
      const { user: info } = await call('users.info', 'read', () => client.users.info({ user }));
      if (!info || info.deleted) return 'stranger';
      if (info.is_bot || user === 'USLACKBOT') return 'bot';
      const { team, enterprise } = us();
      const sister = enterprise !== undefined && info.enterprise_user?.enterprise_id === enterprise;
      if ((info.team_id !== team && !sister) || info.is_stranger) return 'stranger';
      return info.is_restricted || info.is_ultra_restricted ? 'guest' : 'member';
    },
    { otherwise: 'stranger', max: 50_000, log },
  );

  const membersOf = remember<string, ReadonlySet<string>>(
    same,
    async (usergroup) => {
      const { users = [] } = await call('usergroups.users.list', 'read', () =>
        client.usergroups.users.list({ usergroup }),
      );
      return new Set(users);
    },
    { otherwise: new Set(), max: 1_000, log },
  );

  return async (user) => {
    const [standing, ...members] = await Promise.all([standingOf(user), ...groups.map(membersOf)]);
    return { standing, groups: groups.filter((_, at) => members[at]!.has(user)) };
  };
}
