import { createSampleWorkspace } from '../../../../demo/playground/sample-workspace.ts';
import { composeText } from '../../../../demo/playground/slack/compose-text.ts';

const workspace = createSampleWorkspace('T0EXAMPLE01');

test.each([
  ['a < b & c > d', 'a &lt; b &amp; c &gt; d'],
  ['see https://evil.example/a?b=1&c=2.', 'see <https://evil.example/a?b=1&amp;c=2>.'],
  ['(http://evil.example)', '(<http://evil.example>)'],
  ['is evil.com bad', 'is <http://evil.com|evil.com> bad'],
  ['internetbadguys.com/x', '<http://internetbadguys.com/x|internetbadguys.com/x>'],
  ['hxxp://internetbadguys[.]com/x from 45.83.10.7', 'hxxp://internetbadguys[.]com/x from 45.83.10.7'],
  ['mail ana@example.com', 'mail <mailto:ana@example.com|ana@example.com>'],
  ['ask @adam, or @nobody', 'ask <@U0ADMIN0001>, or @nobody'],
  ['in #general', 'in <#C0GENERAL01|general>'],
  ['run `rm a.com` now', 'run `rm a.com` now'],
  ['```\nevil.com\n```', '```evil.com```'],
  ['v2.4.1 at 10:30', 'v2.4.1 at 10:30'],
])('Slack makes of %j the text %j', (typed, text) => {
  expect(composeText(typed, workspace).text).toBe(text);
});

test('rich text says the same without markup', () => {
  const [block] = composeText('hi @ana: `x` is <b>', workspace).blocks;
  expect(block?.['elements']).toEqual([
    {
      type: 'rich_text_section',
      elements: [
        { type: 'text', text: 'hi ' },
        { type: 'user', user_id: 'U0ANALYST01' },
        { type: 'text', text: ': ' },
        { type: 'text', text: 'x', style: { code: true } },
        { type: 'text', text: ' is <b>' },
      ],
    },
  ]);
});
