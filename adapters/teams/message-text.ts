import { z } from 'zod';
import { htmlText } from './html-text.ts';

/** What is read of an activity; a field of another form counts as absent. */
const saidShape = z.object({
  text: z.string().nullish().catch(undefined),
  textFormat: z.string().nullish().catch(undefined),
  attachments: z.array(z.unknown()).nullish().catch(undefined),
  entities: z.array(z.unknown()).nullish().catch(undefined),
});
type Said = z.infer<typeof saidShape>;

const attachmentShape = z.object({ contentType: z.string(), content: z.unknown() });
const mentionShape = z.object({
  type: z.literal('mention'),
  mentioned: z.object({ id: z.string() }),
  text: z.string(),
});

/**
 * All that an activity says, as plain text: what people wrote, and of other apps' messages also the cards in which alerts
 * come. Teams gives a person's words twice: as HTML in an attachment `text/html`, which knows links and quotes, and flat
 * in `text`, where what a reply quotes cannot be told from the reply. So the HTML is read where there is one.
 */
export function messageText(activity: unknown): string {
  const said = read(activity);
  return lines([written(said), ...cardsOf(said)]);
}

/**
 * The words after a mention of us at the beginning (`botId` as in `mentioned.id`), cards included; empty when nothing
 * follows; undefined when the activity does not begin with a mention of us.
 */
export function withoutMention(activity: unknown, botId: string): string | undefined {
  const said = read(activity);
  const names = namesOf(said, botId);
  const html = htmlOf(said);
  const rest = (html === undefined ? undefined : after(html, names)) ?? afterTag(said, names);
  return rest === undefined ? undefined : lines([rest, ...cardsOf(said)]);
}

const read = (activity: unknown): Said => saidShape.safeParse(activity).data ?? {};

const lines = (all: readonly string[]): string => all.filter(Boolean).join('\n').trim();

const written = (said: Said): string => htmlOf(said) ?? flat(said.text ?? '', said.textFormat);

/** The text of the HTML that came as an attachment; undefined when none did. */
function htmlOf({ attachments }: Said): string | undefined {
  const all = (attachments ?? []).flatMap((one) => {
    const { contentType = '', content } = attachmentShape.safeParse(one).data ?? {};
    return /^text\/html\b/i.test(contentType) && typeof content === 'string' && content.trim() ? [content] : [];
  });
  return all.length === 0 ? undefined : lines(all.map(htmlText));
}

/** `text`: plain but for the tags of mentions and spaces that Teams leaves as entities; `xml` is HTML. */
const flat = (text: string, format?: string | null): string =>
  format === 'xml' ? htmlText(text) : tidy(text.replace(/<\/?at(?:\s[^<>]{0,200})?>/gi, ''));

const tidy = (text: string): string =>
  text
    .replaceAll('\r\n', '\n')
    .replace(/&nbsp;|\u00a0/g, ' ')
    .trim();

/** Mentions of us that are looked at, in the list of them and at the beginning. */
const mostMentions = 20;

/** The names by which the activity mentions us. */
function namesOf({ entities }: Said, botId: string): readonly string[] {
  const names = new Set<string>();
  for (const entity of entities ?? []) {
    const mention = mentionShape.safeParse(entity).data;
    if (mention?.mentioned.id === botId && names.size < mostMentions) names.add(htmlText(mention.text));
  }
  names.delete('');
  return [...names];
}

/** People of a command who are looked up at most. */
const mostPeople = 5;

/**
 * Teams' accounts (`29:…`) of people whom an activity mentions in these words of it, in their order and each once: Teams
 * makes several mentions of a name of several words. Bots have other accounts, and what a reply quotes is none of the words.
 */
export function mentionedPeople(activity: unknown, words: string): readonly string[] {
  const accounts = new Set<string>();
  for (const entity of read(activity).entities ?? []) {
    const { mentioned, text = '' } = mentionShape.safeParse(entity).data ?? {};
    const name = htmlText(text);
    if (mentioned?.id.startsWith('29:') && name !== '' && words.includes(name)) accounts.add(mentioned.id);
    if (accounts.size === mostPeople) break;
  }
  return [...accounts];
}

/** What follows one of the names, or several in a row. */
function after(words: string, names: readonly string[]): string | undefined {
  return repeatedly(words, (text) => {
    const name = names.find((one) => text.startsWith(one) && !/^[\p{L}\p{N}_]/u.test(text.slice(one.length)));
    return name === undefined ? undefined : text.slice(name.length);
  });
}

/** The same in `text`, where a mention is `<at>Name</at>`. */
function afterTag({ text, textFormat }: Said, names: readonly string[]): string | undefined {
  const rest = repeatedly(tidy(text ?? ''), (words) => {
    const [tag = '', name = ''] = /^<at(?:\s[^<>]{0,200})?>([^<>]{0,500})<\/at>/i.exec(words) ?? [];
    return names.includes(htmlText(name)) ? words.slice(tag.length) : undefined;
  });
  return rest === undefined ? undefined : flat(rest, textFormat);
}

/** Takes mentions off the beginning; undefined when there was none. */
function repeatedly(words: string, off: (words: string) => string | undefined): string | undefined {
  let rest: string | undefined;
  for (let at = 0; at < mostMentions; at++) {
    const less = off(rest ?? words);
    if (less === undefined) break;
    rest = less.replace(/^[,:](?=\s)/, '').trimStart();
  }
  return rest;
}

/** https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/cards-reference */
const cardTypes = /^application\/vnd\.microsoft\.(?:teams\.)?card\./i;
/** Depth to which cards are read. */
const deepest = 30;

const cardsOf = ({ attachments }: Said): readonly string[] =>
  (attachments ?? []).map((one) => {
    const { contentType = '', content } = attachmentShape.safeParse(one).data ?? {};
    if (!cardTypes.test(contentType)) return '';
    const card = typeof content === 'string' ? parsed(content) : content;
    if (isOurs(card)) return '';
    return cardWords(card, /adaptive/i.test(contentType) ? words : unmarked, 0);
  });

/** A card of ours that somebody inserted by the message extension: what it shows has been looked up just now. */
const isOurs = (card: unknown): boolean =>
  isNode(card) && nodes(card['body']).some((one) => nodes(one['actions']).some(({ verb }) => verb === 'press'));

const nodes = (value: unknown): readonly Node[] => (Array.isArray(value) ? value.filter(isNode) : []);

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

type Node = Readonly<Record<string, unknown>>;
const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Where words stand in cards of all kinds, and where what holds words stands, in the order of reading. */
const headKeys = ['title', 'subtitle', 'activityTitle', 'activitySubtitle', 'activityText', 'name', 'key', 'text'];
const nestKeys = ['body', 'items', 'columns', 'rows', 'cells', 'facts', 'sections'];

/** What a card shows, not where its buttons lead and not what people may enter. */
function cardWords(node: unknown, say: (value: unknown) => string, depth: number): string {
  if (depth > deepest) return '';
  if (Array.isArray(node)) return lines(node.map((one) => cardWords(one, say, depth + 1)));
  if (!isNode(node) || /^(?:Action|Input)\./i.test(words(node['type']))) return '';
  const heads = lines(headKeys.map((key) => say(node[key])));
  const inlines = Array.isArray(node['inlines']) ? node['inlines'] : [];
  return lines([
    [heads, say(node['value'])].filter(Boolean).join(': '),
    inlines.map((one) => (isNode(one) ? words(one['text']) : words(one))).join(''),
    ...nestKeys.map((key) => cardWords(node[key], say, depth + 1)),
  ]);
}

const words = (value: unknown): string => (typeof value === 'string' ? value : '');

/** Cards older than Adaptive Cards may hold HTML; an address in angle brackets is none. */
const tag = /<\/?(?:a|b|i|u|p|br|div|span|strong|em|ul|ol|li|pre|code|table|tr|td|h[1-6])(?=[\s/>])/i;
const unmarked = (value: unknown): string => (tag.test(words(value)) ? htmlText(words(value)) : words(value));
