import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { approversNamed } from '../../src/response-actions/policy-file.ts';
import { longestPolicy, readPolicy } from '../../src/response-actions/read-policy.ts';

const problemsOf = (text: string) => {
  const read = readPolicy(text);
  return 'problems' in read ? read.problems : [];
};
const inDefault = (text: string) => `version: 1\ndefault:\n  ${text}\n`;

test.each<[string, string, string]>([
  ['nothing', '', 'line 1 (version) must be 1'],
  ['another version', 'version: 2', 'line 1 (version) must be 1'],
  ['a list', '- 1', 'line 1 (the whole file) must hold some of version, default'],
  ['a key that is not known', 'version: 1\n\ndefaults: {}', 'line 3 (defaults) is not known here; known are version,'],
  [
    'a category that is not known',
    'version: 1\ncategories:\n  isolaton: {}',
    'line 3 (categories › isolaton) is not known here; known are isolation, account',
  ],
  [
    'a key of terms that is not known',
    inDefault('dryrun: true'),
    'line 3 (default › dryrun) is not known here; known are allow,',
  ],
  ['no terms', 'version: 1\ndefault: 3', 'line 2 (default) must hold some of allow,'],
  ['four approvals', inDefault('approvals: 4'), 'line 3 (default › approvals) must be a whole number from 0 to 3'],
  ['half an approval', inDefault('approvals: 0.5'), 'line 3 (default › approvals) must be a whole number from 0 to 3'],
  [
    'approvals in words',
    inDefault('approvals: two'),
    'line 3 (default › approvals) must be a whole number from 0 to 3',
  ],
  [
    'a confirmation that is not known',
    inDefault('confirm: none'),
    'line 3 (default › confirm) must be reason or type-value',
  ],
  [
    'a bare number as span',
    inDefault('expires: 15'),
    'line 3 (default › expires) must be a span of time from 1m to 24h',
  ],
  ['a span too long', inDefault('expires: 25h'), 'line 3 (default › expires) must be a span of time from 1m to 24h'],
  ['a span too short', inDefault('expires: 59s'), 'line 3 (default › expires) must be a span of time from 1m to 24h'],
  ['a word for yes', inDefault('timed: yes'), 'line 3 (default › timed) must be true or false'],
  [
    'somebody who is nobody',
    inDefault('approvers: [slack:U012, bob]'),
    'line 3 (default › approvers › 1) must be slack:U…',
  ],
  ['no approvers', inDefault('approvers: []'), 'line 3 (default › approvers) must name somebody'],
  [
    'one approver for two approvals',
    inDefault('{approvals: 2, approvers: [slack:U012]}'),
    'line 3 (default › approvals) asks for more approvals',
  ],
  ['a channel by its name', inDefault('channels: ["#soc"]'), 'line 3 (default › channels › 0) must be slack:C…'],
  ['no channels', inDefault('channels: []'), 'line 3 (default › channels) must name a channel'],
  ['a person as channel', 'version: 1\naudit-channel: slack:U012', 'line 2 (audit-channel) must be slack:C…'],
  ['actions as a list', 'version: 1\nactions: [block]', 'line 2 (actions) must hold ids of actions'],
  [
    'in the middle of actions',
    'version: 1\nactions:\n  a: {approvals: 1}\n  b:\n    timed: true\n    approvals: 9',
    'line 6 (actions › b › approvals) must be',
  ],
  ['JSON', '{"version": 1,\n "default": {"approvals": "1"}}', 'line 2 (default › approvals) must be a whole number'],
  ['JSON with a comma too many', '{"version": 1,,}', 'line 1 cannot be read: unexpected ,'],
  ['a key twice', 'version: 1\nversion: 1', 'line 2 cannot be read: map keys must be unique'],
  [
    'an alias',
    'version: 1\ndefault: &d {approvals: 1}\ncategories: {block: *d}',
    'line 3 cannot be read: aliases (*) are not taken',
  ],
  ['a tag', 'version: !!js/function "x"', 'line 1 cannot be read: unresolved tag'],
  ['a merge key', 'version: 1\n<<: {default: {}}', 'line 2 (<<) is not known here'],
  [
    'a key that every object has',
    'version: 1\nactions: {__proto__: {approvals: 3}}',
    'line 2 cannot be read: a key must be',
  ],
  ['a list as key', 'version: 1\n? [a]\n: b', 'line 2 cannot be read: a key must be one word or text'],
  ['two documents', 'version: 1\n---\nversion: 1', 'line 2 cannot be read: source contains multiple documents'],
])('%s is told with its place', (_, text, sentence) => {
  expect(problemsOf(text)[0]).toContain(sentence);
});

test('all problems are told at once, and of very many the first', () => {
  expect(problemsOf('version: 2\ndefault: {approvals: 9}\nactions: {a: {timed: 1}}')).toHaveLength(3);
  const many = `version: 1\nactions:\n${Array.from({ length: 500 }, (_, n) => `  a${n}: {timed: 1}`).join('\n')}`;
  expect(problemsOf(many)).toHaveLength(21);
  expect(problemsOf(many).at(-1)).toBe('has 480 problems more');
});

test('hostile text ends in a sentence: deep nesting, bombs of aliases, any characters', () => {
  const bomb = Array.from(
    { length: 30 },
    (_, n) =>
      `a${n}: &a${n} [${Array(10)
        .fill(n ? `*a${n - 1}` : 'x')
        .join(', ')}]`,
  );
  for (const text of ['['.repeat(longestPolicy), '{a: '.repeat(20_000), '- '.repeat(20_000), bomb.join('\n')])
    expect(problemsOf(text).length).toBeGreaterThan(0);
  fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (text) => problemsOf(text).length > 0));
});

test('everybody whom a file names is found, for their groups', () => {
  const read = readPolicy(`
version: 1
default: { approvers: [slack:U011] }
categories: { list: { approvers: [slack:S022] } }
xdr-categories: { Files: { approvers: [slack:U033] } }
actions: { block: { approvers: [slack:U044] } }
`);
  if ('problems' in read) throw new Error(read.problems.join());
  expect(approversNamed(read.file).flatMap(({ identities }) => identities.map(({ id }) => id))).toEqual([
    'U011',
    'S022',
    'U033',
    'U044',
  ]);
});

test('the example of the documentation is a policy', () => {
  const page = readFileSync(new URL('../../docs/policy.md', import.meta.url), 'utf8');
  const [, example = ''] = /```yaml\n([\s\S]*?)```/.exec(page) ?? [];
  expect(example).toContain('version: 1');
  expect(problemsOf(example)).toEqual([]);
});
