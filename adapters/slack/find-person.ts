import type { webApi } from '@slack/bolt';
import { LRUCache } from 'lru-cache';
import type { Person } from '../../src/incoming.ts';
import type { Log } from '../../src/log.ts';
import { remember } from '../remember.ts';
import type { CallSlack } from './call-slack.ts';
import type { Identity } from './identity.ts';

/** Who somebody is; never rejects. Whoever cannot be looked up is a stranger. */
export type FindPerson = (user: string) => Promise<Pick<Person, 'standing' | 'groups' | 'name'>>;

/** People and groups whose look-ups are remembered. */
const mostPeople = 50_000;
const mostGroups = 1_000;

/**
 * `findPerson` remembers for minutes what Slack said; `findAnew` asks Slack again, and what it says is remembered from then
 * on. `groups`: ids of the user groups that the settings name; only these are read.
 */
export function createFindPerson(parts: {
  client: webApi.WebClient;
  call: CallSlack;
  us: () => Identity;
  groups: readonly string[];
  log: Log;
}): Readonly<{ findPerson: FindPerson; findAnew: FindPerson }> {
  const { client, call, us, groups, log } = parts;
  const people = createTurns(mostPeople);
  const teams = createTurns(mostGroups);

  const lookUp = remember<string, Pick<Person, 'standing' | 'name'>>(
    people.nameOf,
    async (user) => {
      const { user: info } = await call('users.info', 'read', () => client.users.info({ user }));
      const name = info?.profile?.display_name || info?.real_name || info?.profile?.real_name;
      return { standing: standingOf(user, info, us()), ...(name && { name }) };
    },
    { otherwise: { standing: 'stranger' }, max: mostPeople, log },
  );

  const membersOf = remember<string, ReadonlySet<string>>(
    teams.nameOf,
    async (usergroup) => {
      const { users = [] } = await call('usergroups.users.list', 'read', () =>
        client.usergroups.users.list({ usergroup }),
      );
      return new Set(users);
    },
    { otherwise: new Set(), max: mostGroups, log },
  );

  const findPerson: FindPerson = async (user) => {
    const [known, ...members] = await Promise.all([lookUp(user), ...groups.map(membersOf)]);
    return { ...known, groups: groups.filter((_, at) => members[at]!.has(user)) };
  };

  return {
    findPerson,
    findAnew: (user) => {
      people.next(user);
      for (const group of groups) teams.next(group);
      return findPerson(user);
    },
  };
}

type Info = webApi.UsersInfoResponse['user'];

function standingOf(user: string, info: Info, { team, enterprise }: Identity): Person['standing'] {
  if (!info || info.deleted) return 'stranger';
  if (info.is_bot || user === 'USLACKBOT') return 'bot';
  const sister = enterprise !== undefined && info.enterprise_user?.enterprise_id === enterprise;
  if ((info.team_id !== team && !sister) || info.is_stranger) return 'stranger';
  return info.is_restricted || info.is_ultra_restricted ? 'guest' : 'member';
}

/** Names under which look-ups are remembered: with each turn a new one, so that what was remembered is not found again. */
function createTurns(max: number) {
  const turns = new LRUCache<string, number>({ max });
  let turn = 0;
  return {
    nameOf: (id: string): string => (turns.has(id) ? `${id}#${turns.get(id)}` : id),
    next: (id: string): void => {
      turns.set(id, ++turn);
    },
  };
}
