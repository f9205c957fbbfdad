import { readArguments } from '../../../adapters/terminal/read-arguments.ts';

const none = { words: [], fromInput: false, json: false, failOn: undefined, demo: false, help: false, version: false };

test.each([
  [[], none],
  [['enrich', '1.2.3.4', 'b'], { ...none, words: ['enrich', '1.2.3.4', 'b'] }],
  [['--demo', 'enrich', '-', '--json'], { ...none, words: ['enrich'], fromInput: true, demo: true, json: true }],
  [['enrich', 'x', '--fail-on', 'suspicious'], { ...none, words: ['enrich', 'x'], failOn: 'suspicious' }],
  [['enrich', 'x', '--fail-on=malicious'], { ...none, words: ['enrich', 'x'], failOn: 'malicious' }],
  [['enrich', '--', '--json'], { ...none, words: ['enrich', '--json'] }],
  [['enrich', 'x', '--private'], { ...none, words: ['enrich', 'x'] }],
  [['-'], { ...none, words: ['-'] }],
  [['-h'], { ...none, help: true }],
])('arguments are read: %j', (argv, expected) => {
  expect(readArguments(argv)).toEqual(expected);
});

test.each([[['--fail-on', 'clean']], [['--fail-on']], [['--nope']], [['enrich', '-1']], [['--json=1']]])(
  'what makes no sense is a problem: %j',
  (argv) => {
    expect(readArguments(argv)).toEqual({ problem: expect.stringMatching(/\.$/) });
  },
);
