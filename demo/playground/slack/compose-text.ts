import { parse } from 'tldts';
import type { Json } from './message.ts';
import type { Workspace } from './workspace.ts';

/**
 * What Slack makes of typed text before any app sees it: `&`, `<`, `>` as entities, bare URLs, domains and e-mail
 * addresses as links (`<http://a.example|a.example>`), `@name` and `#channel` as mentions; and the same as rich text,
 * which is what people's clients draw.
 */
export type Composed = Readonly<{ text: string; blocks: readonly Json[] }>;

type Piece = Readonly<{ text: string; element: Json }>;

/** Code, then things with a scheme, mail addresses, names, emoji, and dotted words that may be domains. */
const SPECIAL =
  /```\n?([^`]+?)\n?```|`([^`\n]+)`|(https?:\/\/[^\s<>`"]+)|((?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+)|@([\w.-]+)|#([\w-]+)|(?<![\w:]):([a-z0-9_+-]+):(?![\w:])|((?<![\w.-])(?:[\w-]+\.)+[a-z]{2,24}(?:\/[^\s<>`"]*)?)/gi;

export function composeText(typed: string, workspace: Workspace): Composed {
  const pieces: Piece[] = [];
  let at = 0;
  for (const found of typed.matchAll(SPECIAL)) {
    const piece = special(found, workspace);
    if (!piece) continue;
    if (found.index > at) pieces.push(plain(typed.slice(at, found.index)));
    pieces.push(piece.piece);
    at = found.index + found[0].length - piece.left;
  }
  if (at < typed.length) pieces.push(plain(typed.slice(at)));
  return {
    text: pieces.map(({ text }) => text).join(''),
    blocks: [{ type: 'rich_text', block_id: 'typed', elements: sections(pieces) }],
  };
}

/** One special stretch; `left` says how many of its last characters belong to what follows (a full stop after a URL). */
function special(found: RegExpMatchArray, workspace: Workspace): { piece: Piece; left: number } | undefined {
  const [, fence, code, url, mail, user, channel, emoji, bare] = found;
  if (fence) return whole({ text: `\`\`\`${escapeText(fence)}\`\`\``, element: { type: 'fence', text: fence } });
  if (code)
    return whole({ text: `\`${escapeText(code)}\``, element: { type: 'text', text: code, style: { code: true } } });
  if (url) {
    const link = url.replace(/[.,;:!?)\]}'*_]+$/, '');
    const piece = { text: `<${escapeText(link)}>`, element: { type: 'link', url: link } };
    return { piece, left: url.length - link.length };
  }
  if (mail) {
    return whole({ text: `<mailto:${mail}|${mail}>`, element: { type: 'link', url: `mailto:${mail}`, text: mail } });
  }
  if (user) {
    const person = [...workspace.users.values()].find(({ name }) => name === user.replace(/[.-]+$/, ''));
    if (!person) return undefined;
    const piece = { text: `<@${person.id}>`, element: { type: 'user', user_id: person.id } };
    return { piece, left: user.length - person.name.length };
  }
  if (channel) {
    const place = [...workspace.channels.values()].find(({ name }) => name === channel);
    return place && whole({ text: `<#${place.id}|${place.name}>`, element: { type: 'channel', channel_id: place.id } });
  }
  if (emoji) return whole({ text: `:${emoji}:`, element: { type: 'emoji', name: emoji } });
  if (bare && parse(bare, { allowPrivateDomains: false }).isIcann) {
    const address = `http://${bare}`;
    return whole({
      text: `<${escapeText(address)}|${escapeText(bare)}>`,
      element: { type: 'link', url: address, text: bare },
    });
  }
  return undefined;
}

const whole = (piece: Piece) => ({ piece, left: 0 });
const plain = (text: string): Piece => ({ text: escapeText(text), element: { type: 'text', text } });

/** Fenced code stands in parts of its own between the sections. */
function sections(pieces: readonly Piece[]): Json[] {
  const parts: { type: string; elements: Json[] }[] = [];
  for (const { element } of pieces) {
    if (element['type'] === 'fence') {
      parts.push({ type: 'rich_text_preformatted', elements: [{ type: 'text', text: element['text'] }] });
      continue;
    }
    const last = parts.at(-1);
    if (last?.type === 'rich_text_section') last.elements.push(element);
    else parts.push({ type: 'rich_text_section', elements: [element] });
  }
  return parts;
}

/** The only three characters that Slack escapes (docs.slack.dev/messaging/formatting-message-text). */
export const escapeText = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
