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
    const title = isNode(view['title']) ? text(view['title']['text']) : '';
    if (title.length === 0 || title.length > limits.modalTitle) faults.push('modal title length');
    if (text(view['private_metadata']).length > limits.privateMetadata) faults.push('private_metadata too long');
  }
  return faults;
}

function blocksFaults(blocks: readonly unknown[], surface: Surface): string[] {
  const faults: string[] = [];
  const most = surface === 'modal' ? limits.modalBlocks : limits.messageBlocks;
  if (blocks.length === 0 || blocks.length > most) faults.push(`${blocks.length} blocks`);
  const ids = new Set<unknown>();
  let characters = 0;
  walk(blocks, (node) => {
    faults.push(...nodeFaults(node));
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
  'button',
  'plain_text',
  'text',
  'emoji',
  'link',
  'date',
]);

/** Markup (`mrkdwn`), mentions and channel links are not among the known types, so none can be there. */
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
  if (/[\p{Cc}\u202a-\u202e\u2066-\u2069]/u.test(said.replaceAll('\n', ''))) faults.push('invisible character');
  if (!said.isWellFormed()) faults.push('half a character');
  return faults;
}

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
