import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { Ajv } from 'ajv';
import { limits } from '../../adapters/teams/limits.ts';

type Node = Readonly<Record<string, unknown>>;
const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && !Array.isArray(value);
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const text = (value: unknown): string => (typeof value === 'string' ? value : '');

const load = createRequire(import.meta.url);
const published = path.resolve(import.meta.dirname, '../../../shared/reference/schemas/adaptive-card.1.5.schema.json');

/** Checks against the published schema of Adaptive Cards 1.5; undefined where it is not at hand. */
export const bySchema = existsSync(published) ? compile() : undefined;

function compile(): (card: unknown) => string[] {
  const { id: _, ...schema } = JSON.parse(readFileSync(published, 'utf8'));
  const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false });
  ajv.addMetaSchema(load('ajv/dist/refs/json-schema-draft-06.json'));
  const check = ajv.compile(schema);
  return (card) => {
    // Teams' own properties, which the schema does not know.
    const rest = JSON.parse(JSON.stringify(card, (name, value) => (name === 'msteams' ? undefined : value)));
    return check(rest)
      ? []
      : (check.errors ?? []).map(({ instancePath, message }) => `schema: ${instancePath} ${message}`);
  };
}

const { AdaptiveCard, HostConfig, SerializationContext } = load(
  'adaptivecards/dist/adaptivecards.js',
) as typeof import('adaptivecards');

/** What Microsoft's own renderer finds, with as many buttons in a row as Teams allows. */
function byLibrary(card: unknown): string[] {
  const context = new SerializationContext();
  const parsed = new AdaptiveCard();
  parsed.hostConfig = new HostConfig({ actions: { maxActions: limits.actionsInSet }, supportsInteractivity: true });
  parsed.parse(JSON.parse(JSON.stringify(card)), context);
  const events = Array.from({ length: context.eventCount }, (_, at) => context.getEventAt(at).message);
  const failures = parsed.validateProperties().validationEvents.map(({ message }) => message);
  return [...events, ...failures].map((message) => `library: ${message}`);
}

export type CardChecks = Readonly<{
  /** Largest JSON, in bytes of UTF-8. */
  most?: number;
  /** Which hosts may be linked to; any when absent, since it is the core that decides. */
  trusts?: (host: string) => boolean;
}>;

/** What Teams would refuse, or what could come alive, in an Adaptive Card. Empty: nothing. */
export function cardFaults(card: unknown, { most = limits.cardBytes, trusts = () => true }: CardChecks = {}): string[] {
  const faults = [...(bySchema?.(card) ?? []), ...byLibrary(card)];
  // Pictures that are encoded in the card do not count (learn.microsoft.com, "Format your bot messages").
  const json = JSON.stringify(card, (name, value) => (name === 'url' && isEncoded(value) ? '' : value));
  if (Buffer.byteLength(json) > most) faults.push(`${Buffer.byteLength(json)} bytes`);
  if (!json.isWellFormed()) faults.push('half a character');
  const { body, version, speak, fallbackText } = isNode(card) ? card : {};
  if (version !== '1.5') faults.push(`version ${version}`);
  if (list(body).length === 0) faults.push('an empty body');
  for (const said of [text(speak), text(fallbackText)]) {
    if (said === '') faults.push('nothing to read out');
    faults.push(...markdownFaults(said), ...wordFaults(said.replaceAll('\n', ' ')));
  }
  walk(card, (node) => faults.push(...nodeFaults(node, trusts)));
  return faults;
}

const isEncoded = (url: unknown): boolean => /^data:image\/png;base64,[A-Za-z0-9+/]+=*$/.test(text(url));

const knownTypes = new Set([
  'AdaptiveCard',
  'RichTextBlock',
  'TextRun',
  'ActionSet',
  'Action.Execute',
  'Action.Submit',
]);

function nodeFaults(node: Node, trusts: (host: string) => boolean): string[] {
  const type = text(node['type']);
  switch (type) {
    case 'TextBlock':
      return textBlockFaults(node);
    case 'TextRun':
      return [...(text(node['text']) === '' ? ['an empty piece'] : []), ...wordFaults(text(node['text']))];
    case 'RichTextBlock':
      return list(node['inlines']).length === 0 ? ['an empty line'] : [];
    case 'ActionSet': {
      const count = list(node['actions']).length;
      return count === 0 || count > limits.actionsInSet ? [`${count} buttons in a row`] : [];
    }
    case 'Image': {
      const isDescribed = typeof node['altText'] === 'string' && wordFaults(node['altText']).length === 0;
      return isEncoded(node['url']) && isDescribed ? [] : ['an image that is not ours, or not described'];
    }
    case 'Action.OpenUrl':
      return addressFaults(text(node['url']), trusts);
    case 'Action.Execute':
    case 'Action.Submit':
      return buttonFaults(node);
    case 'Input.Text':
    case 'Input.ChoiceSet':
      return inputFaults(node);
    default:
      return knownTypes.has(type) ? [] : [`type ${type}`];
  }
}

/** Its text is markdown: nothing that could be any may stand in it. */
function textBlockFaults({ text: said, wrap }: Node): string[] {
  const odd = /[*_`~|\\<>{}()!;]|^(?:[-+#>]|\d+[.)]\s)/.test(text(said)) ? ['markdown in a TextBlock'] : [];
  return [...odd, ...(wrap === true ? [] : ['no wrap']), ...markdownFaults(text(said)), ...wordFaults(text(said))];
}

function addressFaults(address: string, trusts: (host: string) => boolean): string[] {
  if (!/^https:\/\/[^/@[\]]+(\/|$)/.test(address) || !URL.canParse(address)) return [`link to ${address}`];
  return trusts(new URL(address).hostname) ? [] : [`link to ${address}, whose host nobody trusts`];
}

/** An input: its words may be read as markdown, and its id must be none of our own keys. */
function inputFaults(node: Node): string[] {
  const { id, label, placeholder, errorMessage, maxLength, value, choices } = node;
  const options = list(choices).filter(isNode);
  const said = [label, placeholder, errorMessage, ...options.map(({ title }) => title)].flatMap((one) =>
    one === undefined ? [] : [text(one)],
  );
  const faults = said.flatMap((one) => [...markdownFaults(one), ...wordFaults(one)]);
  if (said.includes('')) faults.push('an input without words');
  if (!/^field-[A-Za-z]+$/.test(text(id))) faults.push(`input id ${id}`);
  if (value !== undefined && /[\p{Cc}\u202a-\u202e\u2066-\u2069]/u.test(text(value).replaceAll('\n', ' ')))
    faults.push('an invisible character in an input');
  if (node['type'] === 'Input.Text') {
    const most = typeof maxLength === 'number' ? maxLength : 0;
    return most < 1 || most > limits.typed || text(value).length > most ? [...faults, 'length of an input'] : faults;
  }
  if (options.length === 0) faults.push('a choice without options');
  if (value !== undefined && !options.some((one) => one['value'] === value)) faults.push('a choice that is no option');
  return faults;
}

/** The way back from a view of one's own. */
function backFaults({ title, data, associatedInputs, fallback }: Node): string[] {
  const isPlain = title === 'Back' && JSON.stringify(data) === '{}' && fallback === 'drop';
  return isPlain && associatedInputs === 'none' ? [] : ['a way back that does something else'];
}

function buttonFaults(node: Node): string[] {
  if (node['verb'] === 'back') return backFaults(node);
  const faults: string[] = [];
  const { title, tooltip, data, fallback, verb } = node;
  if (text(title) === '' || text(title).length > limits.buttonText) faults.push('button text length');
  if (text(tooltip) === '' || text(tooltip).length > limits.buttonTip) faults.push('button label length');
  const press = isNode(data) ? text(data['press']) : '';
  if (press === '' || press.length > limits.buttonPress) faults.push('button press length');
  faults.push(...wordFaults(text(title)), ...wordFaults(text(tooltip)));
  if (node['type'] === 'Action.Submit') return faults;
  if (verb !== 'press') faults.push(`verb ${verb}`);
  const { type, ...same } = isNode(fallback) ? fallback : {};
  const { type: _, verb: __, fallback: ___, ...own } = node;
  if (type !== 'Action.Submit' || JSON.stringify(same) !== JSON.stringify(own))
    faults.push('a fallback that does something else');
  return faults;
}

/** What is obeyed in text of any kind, literal or not. */
export function wordFaults(said: string): string[] {
  const faults: string[] = [];
  if (said.includes('://')) faults.push('a live address');
  if (/<[!/@#a-z]/i.test(said)) faults.push('a tag');
  if (said.includes('{{')) faults.push('a function');
  if (/[\p{Cc}\u202a-\u202e\u2066-\u2069]/u.test(said)) faults.push('an invisible character');
  if (!said.isWellFormed()) faults.push('half a character');
  return faults;
}

/** What markdown would make of it: links, images and emphasis that no backslash stands before. */
export function markdownFaults(said: string): string[] {
  const faults: string[] = [];
  if (/(?<!\\)\][[(:]/.test(said)) faults.push('a markdown link');
  if (/(?<!\\)[*`]/.test(said)) faults.push('markdown emphasis');
  if (/[<>]/.test(said)) faults.push('an autolink');
  return faults;
}

/** Faults of a `summary` (plain text, for notifications). */
export function summaryFaults(said: string): string[] {
  const long = said.length === 0 || said.length > limits.summary ? ['summary length'] : [];
  return [...long, ...wordFaults(said.replaceAll('\n', ' '))];
}

function walk(node: unknown, visit: (node: Node) => void): void {
  if (Array.isArray(node)) for (const one of node) walk(one, visit);
  if (!isNode(node)) return;
  if ('type' in node) visit(node);
  for (const [key, inner] of Object.entries(node)) if (key !== 'data') walk(inner, visit);
}
