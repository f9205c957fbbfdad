import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { checkBlocks, checkView } from '../../../../demo/playground/slack/check-blocks.ts';
import { SlackError } from '../../../../demo/playground/slack/slack-error.ts';

const plain = (text: string) => ({ type: 'plain_text', text });
const section = (text: string) => ({ type: 'section', text: { type: 'mrkdwn', text } });
const button = (more = {}) => ({ type: 'button', text: plain('Go'), action_id: 'go', ...more });
const actions = (...elements: unknown[]) => ({ type: 'actions', elements });
const input = (element: object, more = {}) => ({ type: 'input', label: plain('What'), element, ...more });
const select = {
  type: 'static_select',
  action_id: 'x',
  options: ['a', 'b'].map((value) => ({ text: plain(value), value })),
};
const times = <T>(count: number, one: T): T[] => new Array(count).fill(one);

function codeOf(check: () => unknown): string {
  try {
    check();
    return 'taken';
  } catch (error) {
    return error instanceof SlackError ? error.code : String(error);
  }
}

const TAKEN: [string, unknown[]][] = [
  ['50 blocks', times(50, { type: 'divider' })],
  ['3,000 characters', [section('x'.repeat(3000))]],
  ['25 buttons', [actions(...times(25, 0).map((_, i) => button({ action_id: `${i}` })))]],
  [
    'inputs',
    [
      input({ type: 'plain_text_input', action_id: 'x', max_length: 4, initial_value: 'four', multiline: true }),
      input({ ...select, initial_option: { text: plain('b'), value: 'b' } }, { optional: true, hint: plain('or not') }),
    ],
  ],
  [
    'rich text',
    [{ type: 'rich_text', elements: [{ type: 'rich_text_section', elements: [{ type: 'text', text: 'x' }] }] }],
  ],
];
test.each(TAKEN)('takes %s', (_, blocks) => {
  expect(codeOf(() => checkBlocks(blocks))).toBe('taken');
});

const REFUSED: [string, unknown[]][] = [
  ['51 blocks', times(51, { type: 'divider' })],
  ['3,001 characters', [section('x'.repeat(3001))]],
  ['an empty text', [section('')]],
  ['a section without text', [{ type: 'section' }]],
  ['an unknown type', [{ type: 'blink', text: plain('x') }]],
  ['an unknown property', [{ type: 'divider', color: 'red' }]],
  ['26 elements', [actions(...times(26, 0).map((_, i) => button({ action_id: `${i}` })))]],
  ['a button value of 2,001 characters', [actions(button({ value: 'x'.repeat(2001) }))]],
  ['a button text of 76 characters', [actions(button({ text: plain('x'.repeat(76)) }))]],
  ['two equal action ids in a block', [actions(button(), button())]],
  ['two equal block ids', times(2, { type: 'divider', block_id: 'same' })],
  ['a header of 151 characters', [{ type: 'header', text: plain('x'.repeat(151)) }]],
  [
    'a first text longer than the input takes',
    [input({ type: 'plain_text_input', action_id: 'x', max_length: 3, initial_value: 'four' })],
  ],
  ['a first choice that is none', [input({ ...select, initial_option: { text: plain('C'), value: 'c' } })]],
  ['101 choices', [input({ ...select, options: times(101, { text: plain('A'), value: 'a' }) })]],
  ['an input without a label', [{ type: 'input', element: { type: 'plain_text_input', action_id: 'x' } }]],
  ['11 context elements', [{ type: 'context', elements: times(11, plain('x')) }]],
  ['rich text in an unknown part', [{ type: 'rich_text', elements: [{ type: 'rich_text_poem', elements: [] }] }]],
];
test.each(REFUSED)('refuses %s as Slack does', (_, blocks) => {
  expect(codeOf(() => checkBlocks(blocks))).toBe('invalid_blocks');
});

test('refuses what is no list', () => {
  expect(codeOf(() => checkBlocks({ type: 'divider' }))).toBe('invalid_blocks_format');
});

test('names the place of the fault', () => {
  expect(() => checkBlocks([{ type: 'divider' }, section('')])).toThrow(
    expect.objectContaining({
      extra: { response_metadata: { messages: [expect.stringContaining('[json-pointer:/blocks/1/text/text]')] } },
    }),
  );
});

test('gives ids where there are none', () => {
  const [one, two] = checkBlocks([{ type: 'divider' }, actions({ type: 'button', text: plain('Go') })]);
  expect(one).toEqual({ type: 'divider', block_id: 'b0' });
  expect(two).toMatchObject({ block_id: 'b1', elements: [{ action_id: 'a0' }] });
});

test.each([
  ['a title of 25 characters', { type: 'modal', title: plain('x'.repeat(25)), blocks: [section('x')] }],
  [
    'inputs without a submit button',
    {
      type: 'modal',
      title: plain('x'),
      blocks: [{ type: 'input', label: plain('x'), element: { type: 'plain_text_input' } }],
    },
  ],
  ['no blocks', { type: 'modal', title: plain('x'), blocks: [] }],
])('a modal with %s is refused', (_, view) => {
  expect(codeOf(() => checkView(view))).toBe('invalid_arguments');
});

test('a modal takes 100 blocks and not more than 250 kB', () => {
  const modal = (blocks: unknown[]) => ({ type: 'modal', title: plain('x'), blocks });
  expect(codeOf(() => checkView(modal(times(100, { type: 'divider' }))))).toBe('taken');
  expect(codeOf(() => checkView(modal(times(100, section('x'.repeat(2900))))))).toBe('view_too_large');
});

/** What others compiled from Slack's documentation; it counts 100 blocks and knows nothing of ids that repeat. */
const SCHEMA = resolve('..', 'shared', 'reference', 'schemas', 'slack-block-kit.schema.json');
const BEYOND_IT = [
  'a first text longer than the input takes',
  'a first choice that is none',
  '51 blocks',
  'two equal action ids in a block',
  'two equal block ids',
];

test('agrees with the published schema of Block Kit, where that is at hand', () => {
  if (!existsSync(SCHEMA)) {
    console.warn('skipped: no Block Kit schema beside this checkout');
    return;
  }
  const schema = JSON.parse(readFileSync(SCHEMA, 'utf8'));
  const ajv = new Ajv2020({ strict: false });
  addFormats.default(ajv);
  const valid = ajv.compile(schema);
  const verdicts = [...TAKEN, ...REFUSED].map(([name, blocks]) => [name, valid(blocks)]);
  const refused = REFUSED.map(([name]) => name).filter((name) => !BEYOND_IT.includes(name));
  expect(verdicts.filter(([, taken]) => !taken).map(([name]) => name)).toEqual(refused);
});
