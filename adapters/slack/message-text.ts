import type { SlackMessage } from './message-shape.ts';
import { slackText } from './text.ts';

type Node = Readonly<Record<string, unknown>>;

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && !Array.isArray(value);
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const words = (value: unknown): string => (typeof value === 'string' ? value : '');

/** Depth to which blocks are read: Slack's own nesting is at most six deep. */
const deepest = 12;

/**
 * All that a message says, as plain text: what people wrote, and of other apps' messages also the attachments and blocks
 * in which alerts come. Previews that Slack adds to links are not said by anybody and are left out.
 */
export function messageText(message: SlackMessage): string {
  const written = message.text ?? '';
  // What a person wrote stands whole in `text`; `blocks` only repeats it.
  const blocks = message.bot_id || !written ? list(message.blocks) : [];
  if (blocks.length === 0 && !message.attachments?.length) return slackText(written);
  const said = [slackText(written), ...blocks.map((block) => blockText(block, 0))];
  for (const attachment of message.attachments ?? []) {
    if (isNode(attachment) && !isPreview(attachment)) said.push(attachmentText(attachment));
  }
  return said.filter(Boolean).join('\n');
}

/** The same with the text of its snippets, which stand outside of the message. */
export const withSnippets = (message: SlackMessage, snippets: string): string =>
  snippets ? `${messageText(message)}\n${snippets}` : messageText(message);

/** True for what Slack or an app unfurled from a link; a message that a person forwards (`is_share`) is said by him. */
const isPreview = (attachment: Node): boolean =>
  attachment['is_share'] !== true &&
  ['from_url', 'original_url', 'app_unfurl_url', 'is_app_unfurl', 'is_msg_unfurl'].some((mark) => attachment[mark]);

function attachmentText(attachment: Node): string {
  const said = [words(attachment['pretext']), words(attachment['title']), words(attachment['text'])];
  for (const field of list(attachment['fields'])) {
    if (isNode(field)) said.push(words(field['title']), words(field['value']));
  }
  const blocks = [...list(attachment['blocks']), ...list(attachment['message_blocks'])];
  const shown = [...said.map(slackText), ...blocks.map((block) => blockText(block, 0))].filter(Boolean);
  return shown.length > 0 ? shown.join('\n') : slackText(words(attachment['fallback']));
}

/** The text of any block, element or text object: what it shows, not where its buttons lead. */
function blockText(node: unknown, depth: number): string {
  if (!isNode(node) || depth > deepest) return '';
  switch (node['type']) {
    case 'mrkdwn':
      return slackText(words(node['text']));
    case 'plain_text':
    case 'raw_text':
    case 'text':
    case 'markdown':
      return words(node['text']);
    case 'link':
      return [words(node['text']), words(node['url'])].filter(Boolean).join(' ');
    case 'rich_text_section':
      return inside(node['elements'], depth, '');
    case 'rich_text_preformatted':
    case 'rich_text_quote':
      return `${inside(node['elements'], depth, '')}\n`;
    case 'button':
      return '';
    default:
      return [
        blockText(node['text'], depth + 1),
        blockText(node['title'], depth + 1),
        inside(node['fields'], depth, '\n'),
        inside(node['elements'], depth, '\n'),
        inside(node['message'] && isNode(node['message']) ? node['message']['blocks'] : undefined, depth, '\n'),
        list(node['rows'])
          .map((row) => inside(row, depth, ' '))
          .join('\n'),
      ]
        .filter(Boolean)
        .join('\n');
  }
}

const inside = (nodes: unknown, depth: number, between: string): string =>
  list(nodes)
    .map((node) => blockText(node, depth + 1))
    .filter(Boolean)
    .join(between);
