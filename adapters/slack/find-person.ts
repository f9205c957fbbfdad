import type { webApi } from '@slack/bolt';
import { LRUCache } from 'lru-cache';
import { Failure, isFinal } from '../../src/failure.ts';
import type { Person } from '../../src/incoming.ts';
import type { Log } from '../../src/log.ts';
import { remember } from '../remember.ts';
import type { CallSlack } from './call-slack.ts';
import type { Identity } from './identity.ts';

/** Who somebody is. */
export type FindPerson = (user: string) => Promise<Pick<Person, 'standing' | 'groups' | 'name'>>;

/** People and groups whose look-ups are remembered. */
const mostPeople = 50_000;
const mostGroups = 1_000;

/** Milliseconds for which a group that was asked anew is not asked again: Slack lets a group be read 20 times a minute. */
const groupIsNew = 6_000;

/**
 * `findPerson` remembers for minutes what Slack said, and never rejects: whoever cannot be looked up is a stranger.
 * `findAnew` asks Slack again, and what it says is remembered from then on; it rejects with a Failure when Slack could not
 * be asked. `groups`: ids of the user groups that the settings name; only these are read, and only for members.
 */
export function createFindPerson(parts: {
  client: webApi.WebClient;
  call: CallSlack;
  us: () => Identity;
  groups: readonly string[];
  log: Log;
  now?: () => number;
}): Readonly<{
  findPerson: FindPerson;
  findAnew: FindPerson;
  /** As remembered, else asked; rejects with a Failure when Slack could not be asked. */
  findStanding: (user: string) => Promise<Person['standing']>;
}> {
  const { client, call, us, groups, log, now = Date.now } = parts;
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

  const readAt = new Map<string, number>();
  const readGroup = (group: string): Promise<ReadonlySet<string>> => {
    if (now() - (readAt.get(group) ?? 0) > groupIsNew) {
      teams.next(group);
      readAt.set(group, now());
    }
    return membersOf.orFail(group).catch((failure: unknown) => {
      readAt.delete(group);
      return unlessKnown(failure, new Set<string>());
    });
  };

  return {
    findPerson,
    findStanding: async (user) =>
      (await lookUp.orFail(user).catch((failure: unknown) => unlessKnown(failure, { standing: 'stranger' as const })))
        .standing,
    findAnew: async (user) => {
      people.next(user);
      const known = await lookUp
        .orFail(user)
        .catch((failure: unknown) => unlessKnown(failure, { standing: 'stranger' as const }));
      if (known.standing !== 'member') return { ...known, groups: [] };
      const members = await Promise.all(groups.map(readGroup));
      return { ...known, groups: groups.filter((_, at) => members[at]!.has(user)) };
    },
  };
}

/** That there is no such person, or no such group, is an answer; that we may not ask is none. */
export function unlessKnown<T>(failure: unknown, answer: T): T {
  if (failure instanceof Failure && isFinal(failure) && nobody.test(failure.message)) return answer;
  throw failure;
}

/** https://docs.slack.dev/reference/methods/users.info#errors, and those of usergroups.users.list */
const nobody = /: (?:user_not_found|users_not_found|user_not_visible|no_such_subteam|subteam_not_found)\b/;

type Info = webApi.UsersInfoResponse['user'];

export function standingOf(user: string, info: Info, { team, enterprise }: Identity): Person['standing'] {
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
