import type { Person, Platform } from '../incoming.ts';
import { type Identity, idOf, type PersonRule } from './people-list.ts';

/** Somebody, however many identities he has. */
export type Human = Readonly<{
  /**
   * The same for all identities of one human. It is made of the identities that the settings link: compare keys of one
   * run, and store the platform's ids, not keys.
   */
  key: string;
  /** As the settings call him. */
  name?: string;
  /** Where he is known; at least the platform of the identity that was asked about. */
  platforms: readonly Platform[];
  /** All identities that the settings link, or the one that was asked about; none in the terminal. */
  identities: readonly Identity[];
}>;

/** Who is behind an identity. */
export type HumanOf = (person: Pick<Person, 'platform' | 'id'>) => Human;

/**
 * One human is known under several identities where an entry links them (`anna=slack:U1+teams:…`), in whatever list;
 * entries that share an identity are joined. User groups are no identities. Names link nothing.
 */
export function createHumanOf(rules: readonly PersonRule[]): HumanOf {
  const known = new Map<string, Human>();
  for (const { name, identities } of rules) {
    const own = identities.filter(({ group }) => !group);
    if (own.length === 0) continue;
    const joined = own.map((one) => known.get(keyOf(one))).filter((one) => one !== undefined);
    const all = new Map([...joined.flatMap((one) => one.identities), ...own].map((one) => [keyOf(one), one]));
    const called = joined.find((one) => one.name !== undefined)?.name ?? name;
    const human = humanOf(
      [...all.keys()].sort().map((key) => all.get(key)!),
      called,
    );
    for (const key of all.keys()) known.set(key, human);
  }
  return (person) => {
    const { platform } = person;
    const id = idOf(person);
    const alone = platform === 'terminal' ? [] : [{ platform, id, group: false }];
    return known.get(`${platform}:${id}`) ?? { ...humanOf(alone), key: `${platform}:${id}`, platforms: [platform] };
  };
}

const keyOf = ({ platform, id }: Identity) => `${platform}:${id}`;

const humanOf = (identities: readonly Identity[], name?: string): Human => ({
  key: identities.map(keyOf).join('+'),
  ...(name ? { name } : {}),
  platforms: [...new Set(identities.map(({ platform }) => platform))],
  identities,
});
