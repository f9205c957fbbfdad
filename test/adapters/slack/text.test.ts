import fc from 'fast-check';
import { slackText } from '../../../adapters/slack/text.ts';
import { candidates } from '../../../src/observables/candidates.ts';

const read = (text: string) => slackText(text).replace(/\s+/g, ' ').trim();

test.each([
  ['hello', 'hello'],
  ['<http://bad.example|bad.example>', 'bad.example'],
  ['<https://bad.example/|bad.example>', 'bad.example'],
  ['<https://bad.example/x>', 'https://bad.example/x'],
  ['<https://bad.example/x|https://bad.example/x>', 'https://bad.example/x'],
  ['<https://bad.example/x|Sign in>', 'https://bad.example/x Sign in'],
  ['<https://bad.example/x|good.example>', 'https://bad.example/x good.example'],
  ['<https://bad.example/?a=1&amp;b=2>', 'https://bad.example/?a=1&b=2'],
  ['<mailto:bob@bad.example|bob@bad.example>', 'bob@bad.example'],
  ['<mailto:bob@bad.example?subject=x|Bob>', 'bob@bad.example Bob'],
  ['<tel:+15550104477|555-010-4477>', '555-010-4477'],
  ['<@U123|bob> in <#C123|evil.com> <!here> <!subteam^S1|@soc> <!date^1392734382^{date}|2014-02-18> x', 'in x'],
  ['a &lt;b&gt; &amp;amp; c', 'a <b> &amp; c'],
  ['_bad.example_ is parked', 'bad.example is parked'],
  ['(_bad.example_)', '( bad.example )'],
  ['snake_case_name _dmarc.bad.example', 'snake_case_name _dmarc.bad.example'],
  [':fire: hxxp://bad[.]example/x:fire: 2001:db8:85a3::1', 'hxxp://bad[.]example/x 2001:db8:85a3::1'],
  ['url:http://bad.example', 'url:http://bad.example'],
  ['<http://bad.co|bad.co>[.]uk', 'bad.co[.]uk'],
  ['hxxp://<http://bad.example/x|bad.example/x>', 'hxxp://bad.example/x'],
  ['a < b and c > d', 'a b and c d'],
  ['`<http://Decode.int|Decode.int>`', '`Decode.int`'],
])('%j reads %j', (mrkdwn, plain) => {
  expect(read(mrkdwn)).toBe(plain);
});

test.each([
  ['<https://a.example>,<https://b.example>', ['https://a.example', 'https://b.example']],
  ['(<https://a.example/x>).', ['https://a.example/x']],
  ['*<https://a.example>*', ['https://a.example']],
  ['```curl https://a.example/x.js```', ['https://a.example/x.js']],
  ['`1.2.3[.]4` ~b.example~ _c[.]example_', ['1.2.3.4', 'b.example', 'c.example']],
  ['From: Bob &lt;bob@b.example&gt;', ['bob@b.example']],
  ['Use <http://Http.post|Http.post>', []],
])('%j lets detection find %j', (mrkdwn, expected) => {
  expect(candidates(slackText(mrkdwn)).map(({ value }) => value)).toEqual(expected);
});

test('any text is read without an error, and unmarked text as it is', () => {
  const piece = fc.constantFrom(
    '<',
    '>',
    '|',
    '&amp;',
    '&lt;',
    '@',
    '#',
    '!',
    '_',
    ':',
    'a',
    'http://',
    'mailto:',
    'x.example',
    ' ',
    '\n',
  );
  fc.assert(
    fc.property(
      fc.array(piece).map((pieces) => pieces.join('')),
      fc.stringMatching(/^[a-z0-9 .,/-]*$/),
      (marked, plain) => {
        expect(typeof slackText(marked)).toBe('string');
        expect(slackText(plain)).toBe(plain);
      },
    ),
    { numRuns: 2000 },
  );
});
