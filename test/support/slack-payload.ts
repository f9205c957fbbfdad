import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { limits } from '../../adapters/slack/limits.ts';

export type Surface = 'message' | 'modal';

type Node = Readonly<Record<string, unknown>>;
const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && !Array.isArray(value);
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const text = (value: unknown): string => (typeof value === 'string' ? value : '');

const published = path.resolve(import.meta.dirname, '../../../shared/reference/schemas/slack-block-kit.schema.json');

/** Checks against the published Block Kit schema; undefined where it is not at hand. */
export const bySchema = existsSync(published) ? compile() : undefined;

function compile(): (surface: Surface, payload: unknown) => string[] {
  const schema = JSON.parse(readFileSync(published, 'utf8'));
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  formats.default(ajv);
  ajv.addSchema(schema);
  const checks = {
    message: ajv.getSchema(schema.$id)!,
    modal: ajv.compile({ $ref: `${schema.$id}#/$defs/modal_view` }),
  };
  return (surface, payload) => {
    const check = checks[surface];
    return check(JSON.parse(JSON.stringify(payload)))
      ? []
      : (check.errors ?? []).map(({ instancePath, message }) => `schema: ${instancePath} ${message}`);
  };
}

/** What Slack would refuse, or what could come alive, in blocks (of a message) or a view (of a dialog). Empty: nothing. */
export function payloadFaults(surface: Surface, payload: unknown): string[] {
  const view = isNode(payload) ? payload : {};
  const blocks = surface === 'modal' ? list(view['blocks']) : list(payload);
  const faults = [...blocksFaults(blocks, surface), ...(bySchema?.(surface, payload) ?? [])];
  if (surface === 'modal') {
    faults.push(...viewFaults(view, blocks));
  }
  return faults;
}

function viewFaults(view: Node, blocks: readonly unknown[]): string[] {
  const faults: string[] = [];
  const title = saidBy(view['title']);
  if (title.length === 0 || title.length > limits.modalTitle) faults.push('modal title length');
  for (const button of ['close', 'submit']) {
    if (view[button] === undefined) continue;
    const said = saidBy(view[button]);
    if (said.length === 0 || said.length > limits.modalButton) faults.push(`modal ${button} length`);
    walk(view[button], (node) => faults.push(...nodeFaults(node)));
  }
  if (text(view['private_metadata']).length > limits.privateMetadata) faults.push('private_metadata too long');
  const hasInputs = blocks.some((block) => isNode(block) && block['type'] === 'input');
  if (hasInputs && view['submit'] === undefined) faults.push('inputs without a submit button');
  return faults;
}

function blocksFaults(blocks: readonly unknown[], surface: Surface): string[] {
  const faults: string[] = [];
  const most = surface === 'modal' ? limits.modalBlocks : limits.messageBlocks;
  if (blocks.length === 0 || blocks.length > most) faults.push(`${blocks.length} blocks`);
  const ids = new Set<unknown>();
  let characters = 0;
  const blockIds = blocks.flatMap((block) =>
    isNode(block) && block['block_id'] !== undefined ? [block['block_id']] : [],
  );
  if (new Set(blockIds).size < blockIds.length) faults.push('block_id twice');
  walk(blocks, (node) => {
    faults.push(...nodeFaults(node));
    if (node['type'] === 'input' && surface !== 'modal') faults.push('an input in a message');
    if (typeof node['text'] === 'string') characters += node['text'].length;
    if (node['action_id'] === undefined) return;
    if (ids.has(node['action_id'])) faults.push(`action_id ${node['action_id']} twice`);
    ids.add(node['action_id']);
  });
  // Slack's own refusal begins near 13,200.
  if (surface === 'message' && characters > 12_000) faults.push(`${characters} characters`);
  return faults;
}

const knownTypes = new Set([
  'rich_text',
  'rich_text_section',
  'context',
  'actions',
  'divider',
  'image',
  'button',
  'plain_text',
  'text',
  'emoji',
  'link',
  'date',
  'user',
  'input',
  'plain_text_input',
  'static_select',
]);

/**
 * Markup (`mrkdwn`), channel links and mentions of many are not among the known types, so none can be there. A mention of
 * one person can: `blocks.test` holds it to the cards that name him.
 */
function nodeFaults(node: Node): string[] {
  const faults: string[] = [];
  const type = text(node['type']);
  if (type !== 'modal' && !knownTypes.has(type)) faults.push(`type ${type}`);
  const said = text(node['text']);
  if (type === 'plain_text' && (said.length === 0 || said.length > limits.plainText)) faults.push('plain_text length');
  if (type === 'plain_text' && node['emoji'] !== false) faults.push('plain_text with live emoji');
  if (type === 'plain_text' && /:\/\/|[<>]|:[\w+'-]+:/.test(said)) faults.push('markup in plain_text');
  if (type === 'text' && said.length === 0) faults.push('empty text');
  if (type === 'link' && !/^https:\/\/[^/@]+(\/|$)/.test(text(node['url']))) faults.push(`link to ${node['url']}`);
  if (type === 'emoji' && !/^[a-z_]+$/.test(text(node['name']))) faults.push(`emoji ${node['name']}`);
  if (type === 'date' && !/^\{date_short_pretty\} \{time\}$/.test(text(node['format']))) faults.push('date format');
  if (type === 'context' && list(node['elements']).length > limits.contextElements) faults.push('context elements');
  if (type === 'actions' && list(node['elements']).length > 25) faults.push('actions elements');
  if (type === 'button') {
    const label = isNode(node['text']) ? text(node['text']['text']) : '';
    if (label.length === 0 || label.length > limits.buttonText) faults.push('button text length');
    if (text(node['accessibility_label']).length > limits.buttonLabel) faults.push('button label length');
    if (text(node['value']).length === 0 || text(node['value']).length > limits.buttonValue)
      faults.push('button value length');
  }
  if (type === 'user' && !/^[UW][A-Z0-9]{2,}$/.test(text(node['user_id']))) faults.push(`user ${node['user_id']}`);
  faults.push(...inputFaults(type, node));
  if (/[\p{Cc}\u202a-\u202e\u2066-\u2069]/u.test(said.replaceAll('\n', ''))) faults.push('invisible character');
  if (!said.isWellFormed()) faults.push('half a character');
  return faults;
}

/** Input blocks and what stands in them. */
function inputFaults(type: string, node: Node): string[] {
  const faults: string[] = [];
  const bounded = (said: string, most: number) => said.length > 0 && said.length <= most;
  if (type === 'input') {
    if (!bounded(saidBy(node['label']), limits.inputLabel)) faults.push('label length');
    if (node['hint'] !== undefined && !bounded(saidBy(node['hint']), limits.inputHint)) faults.push('hint length');
    if (!bounded(text(node['block_id']), 255)) faults.push('block_id length');
  }
  if (type === 'plain_text_input') {
    const most = Number(node['max_length']);
    const initial = text(node['initial_value']);
    if (!(most >= 1 && most <= limits.inputText)) faults.push('max_length');
    if (node['initial_value'] !== undefined && !bounded(initial, most)) faults.push('initial_value length');
    if (!initial.isWellFormed()) faults.push('half a character in initial_value');
  }
  if (type === 'static_select') {
    const options = list(node['options']).filter(isNode);
    if (options.length === 0 || options.length > limits.selectOptions) faults.push(`${options.length} options`);
    for (const { text: shown, value } of options as { text?: unknown; value?: unknown }[]) {
      if (!bounded(saidBy(shown), limits.optionText)) faults.push('option text length');
      if (!bounded(text(value), limits.optionValue)) faults.push('option value length');
    }
    const initial = node['initial_option'];
    if (initial !== undefined && !options.some((option) => JSON.stringify(option) === JSON.stringify(initial)))
      faults.push('initial_option is no option');
  }
  return faults;
}

/** What a text object says. */
const saidBy = (object: unknown): string => (isNode(object) ? text(object['text']) : '');

function walk(node: unknown, visit: (node: Node) => void): void {
  if (Array.isArray(node)) for (const one of node) walk(one, visit);
  if (!isNode(node)) return;
  if ('type' in node) visit(node);
  for (const inner of Object.values(node)) walk(inner, visit);
}

/** What Slack would make of `text`: anything here is a fault. */
export function fallbackFaults(said: unknown): string[] {
  const faults: string[] = [];
  if (typeof said !== 'string' || said.length === 0) return ['no text'];
  if (said.length > 40_000) faults.push('text too long');
  if (/[<>]/.test(said)) faults.push('markup in text');
  if (/&(?!amp;|lt;|gt;)/.test(said)) faults.push('bare & in text');
  if (/:\/\//.test(said)) faults.push('address in text');
  if (/:[\w+-]+:/.test(said)) faults.push('emoji in text');
  return faults;
}

/** Faults of one call of the Web API (or one response) that shows something. */
export function callFaults(method: string, args: Readonly<Record<string, unknown>>): string[] {
  if (method.startsWith('views.')) return payloadFaults('modal', args['view']);
  if (method === 'chat.unfurl')
    return Object.values(isNode(args['unfurls']) ? args['unfurls'] : {}).flatMap((shown) =>
      payloadFaults('message', isNode(shown) ? shown['blocks'] : undefined),
    );
  if (!['chat.postMessage', 'chat.update', 'chat.postEphemeral', 'response_url'].includes(method)) return [];
  const bare = args['blocks'] === undefined || (method === 'chat.update' && list(args['blocks']).length === 0);
  const faults = [...(bare ? [] : payloadFaults('message', args['blocks'])), ...fallbackFaults(args['text'])];
  if (
    ['chat.postMessage', 'response_url'].includes(method) &&
    (args['unfurl_links'] !== false || args['unfurl_media'] !== false)
  ) {
    faults.push('previews are on');
  }
  return faults;
}
