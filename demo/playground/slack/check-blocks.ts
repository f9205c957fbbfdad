import type { z } from 'zod';
import { isJson } from './arguments.ts';
import { blockShape, type Modal, modalShape } from './block-shapes.ts';
import type { Json } from './message.ts';
import { SlackError } from './slack-error.ts';

const MOST_IN_A_MESSAGE = 50;
const MOST_IN_A_VIEW = 100;
/** Documented limits of one message: one table, 12,000 characters of markdown blocks in all. */
const MOST_MARKDOWN = 12_000;
const LARGEST_VIEW = 250_000;

/** Refuses, with `invalid_blocks`, what Slack would refuse; gives missing `block_id`s and `action_id`s as Slack does. */
export function checkBlocks(blocks: unknown, most = MOST_IN_A_MESSAGE): Json[] {
  if (!Array.isArray(blocks)) throw refused('invalid_blocks_format', ['must be an array']);
  if (blocks.length > most)
    throw refused('invalid_blocks', [`no more than ${most} items allowed [json-pointer:/blocks]`]);
  const problems = blocks.flatMap((block, i) => problemsOf(blockShape.safeParse(block), `/blocks/${i}`));
  if (problems.length > 0) throw refused('invalid_blocks', problems);
  const checked = blocks.filter(isJson).map(named);
  problems.push(...repeatedIds(checked), ...tooMuch(checked));
  if (problems.length > 0) throw refused('invalid_blocks', problems);
  return checked;
}

/** Refuses a modal as `views.open` does. */
export function checkView(view: unknown): Modal & { blocks: Json[] } {
  if (!isJson(view)) throw refused('invalid_arguments', ['view must be an object']);
  if (Buffer.byteLength(JSON.stringify(view)) > LARGEST_VIEW) throw new SlackError('view_too_large');
  const parsed = modalShape.safeParse(view);
  if (!parsed.success) throw refused('invalid_arguments', problemsOf(parsed, '/view'));
  return { ...parsed.data, blocks: checkBlocks(parsed.data.blocks, MOST_IN_A_VIEW) };
}

function named(block: Json, i: number): Json {
  const elements = block['elements'];
  const name = (element: unknown, j: number) =>
    isJson(element) && block['type'] === 'actions'
      ? { ...element, action_id: element['action_id'] ?? `a${j}` }
      : element;
  return {
    ...block,
    block_id: block['block_id'] ?? `b${i}`,
    ...(Array.isArray(elements) && { elements: elements.map(name) }),
    ...(isJson(block['accessory']) && { accessory: { action_id: 'a0', ...block['accessory'] } }),
    ...(isJson(block['element']) && { element: { action_id: 'a0', ...block['element'] } }),
  };
}

function repeatedIds(blocks: readonly Json[]): string[] {
  const ids = blocks.map((block) => String(block['block_id']));
  const problems = ids.some((id, i) => ids.indexOf(id) !== i)
    ? ['`block_id`s must be unique [json-pointer:/blocks]']
    : [];
  for (const [i, block] of blocks.entries()) {
    const elements = Array.isArray(block['elements']) ? block['elements'].filter(isJson) : [];
    const actions = elements.flatMap((element) => element['action_id'] ?? []);
    if (block['type'] === 'actions' && new Set(actions).size < actions.length) {
      problems.push(`\`action_id\`s must be unique within a block [json-pointer:/blocks/${i}/elements]`);
    }
  }
  return problems;
}

function tooMuch(blocks: readonly Json[]): string[] {
  const markdown = blocks
    .filter((block) => block['type'] === 'markdown')
    .reduce((sum, block) => sum + String(block['text']).length, 0);
  const tables = blocks.filter((block) => block['type'] === 'table').length;
  return [
    ...(markdown > MOST_MARKDOWN ? ['markdown text is too long in all'] : []),
    ...(tables > 1 ? ['only_one_table_allowed'] : []),
  ];
}

function problemsOf(parsed: z.ZodSafeParseResult<unknown>, at: string): string[] {
  if (parsed.success) return [];
  return parsed.error.issues.map(
    (issue) => `${issue.message} [json-pointer:${[at, ...issue.path.map(String)].join('/')}]`,
  );
}

const refused = (code: string, problems: readonly string[]) =>
  new SlackError(code, { response_metadata: { messages: problems.map((problem) => `[ERROR] ${problem}`) } });
