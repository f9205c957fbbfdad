import fc from 'fast-check';
import { covers, missing, normaliseScopes, parseScope, writeScope } from '../../src/permissions/scope.ts';

const coverTable: readonly (readonly [held: string, needed: string, covered: boolean])[] = [
  ['enrich:read', 'enrich/observables/observe:read', true],
  ['enrich:read', 'enrich:read', true],
  ['response', 'response/trigger:write', true],
  ['response:rw', 'response', true],
  ['casebook', 'casebook:rw', true],
  ['foo/bar', 'foo/bar/baz:read', true],
  ['foo', 'foobar', false],
  ['foobar', 'foo', false],
  ['foo/bar', 'foo', false],
  ['foo/b', 'foo/bar', false],
  ['enrich:read', 'enrich:write', false],
  ['enrich:read', 'enrich', false],
  ['enrich:write', 'enrich/health:read', false],
  ['Enrich', 'enrich', false],
];

test.each(coverTable)('%s covers %s: %s', (held, needed, covered) => {
  expect(covers(parseScope(held)!, parseScope(needed)!)).toBe(covered);
  expect(missing(held, [needed])).toEqual(covered ? [] : [needed]);
});

test.each([
  ['foo:read foo:write', 'foo'],
  ['foo:write foo:read foo/bar', 'foo'],
  ['foo:read foo/bar', 'foo/bar foo:read'],
  ['foo:read foo/bar:read foo/bar:read', 'foo:read'],
  ['b a:rw  c:read', 'a b c:read'],
  ['', ''],
  ['+admin ok', 'ok'],
  ['a:b:c "x" /y z/ w//v u:none \\t', ''],
])('%j is normalised to %j', (list, normal) => {
  expect(normaliseScopes(list).map(writeScope).join(' ')).toBe(normal);
});

test.each([
  ['foo:read foo:write', ['foo'], []],
  ['foo:read foo/bar:write', ['foo/bar'], ['foo/bar']], // no single scope grants both
  ['inspect:read enrich:read', ['inspect:read', 'response/trigger:write'], ['response/trigger:write']],
  ['+admin', ['+admin', 'admin'], ['+admin', 'admin']],
  ['everything', ['not a scope', ''], ['not a scope', '']],
  ['', ['a', 'b:read'], ['a', 'b:read']],
])('of %j %j misses %j', (held, needed, missed) => {
  expect(missing(held, needed)).toEqual(missed);
});

const word = fc.constantFrom('a', 'b', 'ab', 'private-intel', '*', '!');
const scope = fc
  .tuple(fc.array(word, { minLength: 1, maxLength: 3 }), fc.constantFrom('', ':read', ':write', ':rw'))
  .map(([path, access]) => path.join('/') + access);
const list = fc.array(scope, { maxLength: 6 });

test('a scope covers itself and whatever is below it', () => {
  fc.assert(
    fc.property(scope, word, (held, below) => {
      const [path, access] = held.split(':');
      expect(missing(held, [held, `${path}/${below}${access ? `:${access}` : ''}`])).toEqual([]);
    }),
  );
});

test('covering is transitive, and mutual only between equals', () => {
  fc.assert(
    fc.property(scope, scope, scope, (one, two, three) => {
      const [a, b, c] = [parseScope(one)!, parseScope(two)!, parseScope(three)!];
      if (covers(a, b) && covers(b, c)) expect(covers(a, c)).toBe(true);
      if (covers(a, b) && covers(b, a)) expect(writeScope(a)).toBe(writeScope(b));
    }),
  );
});

test('normalising changes nothing of what is granted, nor does the order', () => {
  fc.assert(
    fc.property(list, scope, (held, needed) => {
      const once = normaliseScopes(held.join(' ')).map(writeScope).join(' ');
      expect(normaliseScopes(once).map(writeScope).join(' ')).toBe(once);
      expect(normaliseScopes(held.toReversed().join(' ')).map(writeScope).join(' ')).toBe(once);
      expect(missing(once, [needed])).toEqual(missing(held.join(' '), [needed]));
      if (held.some((each) => covers(parseScope(each)!, parseScope(needed)!))) {
        expect(missing(once, [needed])).toEqual([]);
      }
    }),
  );
});

test('any text at all is read without harm, and grants nothing that it does not say', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (held, needed) => {
      const missed = missing(held, [needed]);
      if (!parseScope(needed)) expect(missed).toEqual([needed]);
    }),
  );
});
