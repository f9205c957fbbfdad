import type { Person } from '../incoming.ts';

/**
 * One entry of a list of people: a human, known under one or more platform identities, or a user group.
 * `slack:U123`, `slack:S123` (user group), `teams:<Entra object id>`, `anna=slack:U123+teams:…` (one human, two platforms).
 */
export type PersonRule = Readonly<{ name?: string; identities: readonly Identity[] }>;
export type Identity = Readonly<{ platform: 'slack' | 'teams'; id: string; group: boolean }>;

/** Reads entries; what is not understood is handed back, so that all problems can be told at once. */
export function readPeopleList(entries: readonly string[]): { rules: PersonRule[]; wrong: string[] } {
  const rules: PersonRule[] = [];
  const wrong: string[] = [];
  for (const entry of entries) {
    const named = /^([^=:]+)=(.+)$/.exec(entry);
    const identities = (named?.[2] ?? entry).split('+').map(readIdentity);
    if (identities.every((identity) => identity !== undefined)) {
      rules.push({ ...(named?.[1] ? { name: named[1].trim() } : {}), identities });
    } else wrong.push(entry);
  }
  return { rules, wrong };
}

/** Reads `slack:U123`, `slack:S123` or `teams:<Entra object id>`; undefined when it is none of these. */
export function readIdentity(text: string): Identity | undefined {
  const slack = /^slack:([UWS][A-Z0-9]{2,})$/.exec(text.trim());
  if (slack?.[1]) return { platform: 'slack', id: slack[1], group: slack[1].startsWith('S') };
  const teams = /^teams:([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})$/i.exec(text.trim());
  if (teams?.[1]) return { platform: 'teams', id: teams[1].toLowerCase(), group: false };
  return undefined;
}

/** An entry as it is written in the settings. */
export const writeRule = ({ name, identities }: PersonRule): string =>
  `${name ? `${name}=` : ''}${identities.map(({ platform, id }) => `${platform}:${id}`).join('+')}`;

/** Whether one of these entries is the person, or a user group that the person belongs to. */
export const isAmong = (person: Pick<Person, 'platform' | 'id' | 'groups'>, rules: readonly PersonRule[]): boolean =>
  rules.some(({ identities }) =>
    identities.some(
      (one) =>
        one.platform === person.platform && (one.group ? person.groups.includes(one.id) : one.id === idOf(person)),
    ),
  );

/** The id as it is compared: Entra's object ids are the same in either case. */
export const idOf = ({ platform, id }: Pick<Person, 'platform' | 'id'>): string =>
  platform === 'teams' ? id.toLowerCase() : id;

/** The user groups of a platform that any of these rules names: whose members an adapter has to know. */
export const groupsNamed = (rules: readonly PersonRule[], platform: 'slack' | 'teams'): string[] => [
  ...new Set(
    rules.flatMap((rule) =>
      rule.identities.filter((one) => one.group && one.platform === platform).map((one) => one.id),
    ),
  ),
];
