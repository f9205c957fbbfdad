import fc from 'fast-check';
import { createHumanOf } from '../../src/permissions/human.ts';
import { readPeopleList } from '../../src/permissions/people-list.ts';

const guid = (n: number) => `00000000-0000-0000-0000-0000000000${String(n).padStart(2, '0')}`;
const humanOf = (...entries: string[]) => createHumanOf(readPeopleList(entries).rules);
const slack = (id: string) => ({ platform: 'slack', id }) as const;
const teams = (n: number) => ({ platform: 'teams', id: guid(n) }) as const;

test.each<[string, string[], boolean]>([
  ['linked by one entry', [`anna=slack:U011+teams:${guid(1)}`], true],
  ['linked without a name', [`slack:U011+teams:${guid(1)}`], true],
  ['linked over two entries', [`slack:U011+slack:U022`, `slack:U022+teams:${guid(1)}`], true],
  [
    'linked by the last of three',
    [`slack:U011+slack:U022`, `slack:U033+teams:${guid(1)}`, 'slack:U022+slack:U033'],
    true,
  ],
  ['not linked', ['slack:U011', `teams:${guid(1)}`], false],
  ['the same name twice links nothing', ['anna=slack:U011', `anna=teams:${guid(1)}`], false],
  ['a group links nothing', [`slack:U011+slack:S022`, `slack:S022+teams:${guid(1)}`], false],
])('%s', (_, entries, same) => {
  const of = humanOf(...entries);
  expect(of(slack('U011')).key === of(teams(1)).key).toBe(same);
  expect(of(slack('U011')).platforms).toEqual(same ? ['slack', 'teams'] : ['slack']);
});

test('a human has the name that the settings give, and the identities that they link', () => {
  const human = humanOf('slack:U011', `anna=slack:U011+teams:${guid(1)}`, 'slack:S099+slack:U011')(slack('U011'));
  expect(human).toMatchObject({ name: 'anna', platforms: ['slack', 'teams'] });
  expect(human.identities.map(({ id }) => id)).toEqual(['U011', guid(1)]);
});

test('somebody whom no setting names is himself, on his platform alone', () => {
  const of = humanOf(`anna=slack:U011+teams:${guid(1)}`);
  expect(of(slack('U099'))).toEqual({
    key: 'slack:U099',
    platforms: ['slack'],
    identities: [{ ...slack('U099'), group: false }],
  });
  expect(of({ platform: 'teams', id: 'U011' }).key).not.toBe(of(slack('U011')).key);
  expect(of({ platform: 'terminal', id: 'root' })).toEqual({
    key: 'terminal:root',
    platforms: ['terminal'],
    identities: [],
  });
});

test("Entra's ids are the same in capitals", () => {
  const id = '0000000A-0000-0000-0000-00000000000B';
  const of = humanOf(`anna=slack:U011+teams:${id}`);
  expect(of({ platform: 'teams', id }).key).toBe(of(slack('U011')).key);
  expect(of({ platform: 'teams', id: id.toLowerCase() }).key).toBe(of(slack('U011')).key);
});

test('whatever is linked in whatever order, humans are the connected identities', () => {
  const link = fc.tuple(fc.integer({ min: 10, max: 19 }), fc.integer({ min: 10, max: 19 }));
  fc.assert(
    fc.property(fc.array(link, { maxLength: 12 }), (links) => {
      const of = humanOf(...links.map(([slackId, teamsId]) => `slack:U${slackId}+teams:${guid(teamsId)}`));
      // The slow way: spread the least number through the links until nothing changes.
      const group = new Map<string, number>();
      for (let n = 10; n < 20; n++) group.set(`s${n}`, n).set(`t${n}`, n + 100);
      for (let round = 0; round < 20; round++)
        for (const [one, other] of links) {
          const least = Math.min(group.get(`s${one}`)!, group.get(`t${other}`)!);
          group.set(`s${one}`, least).set(`t${other}`, least);
        }
      for (let one = 10; one < 20; one++)
        for (let other = 10; other < 20; other++)
          expect(of(slack(`U${one}`)).key === of(teams(other)).key).toBe(
            group.get(`s${one}`) === group.get(`t${other}`),
          );
    }),
  );
});
