import { createElement, Fragment, type ReactNode } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { type Block, Message as DrawnBlocks } from 'slack-blocks-to-jsx';
import { drawElement } from './draw-element.ts';
import { isJson } from './slack/arguments.ts';
import type { Json, Message } from './slack/message.ts';
import type { Workspace } from './slack/workspace.ts';

/**
 * Blocks as HTML. What is read is drawn by `slack-blocks-to-jsx`, which knows Slack's markup better than we do and is
 * not of this project; what is pressed or filled in is drawn by `draw-element`, as plain HTML controls. React escapes
 * every string. Links of people stay dead here: somebody will paste a live one.
 */
export function createDrawing(workspace: Workspace) {
  const data = {
    users: [...workspace.users.values()].map(({ id, realName }) => ({ id, name: realName })),
    channels: [...workspace.channels.values()].map(({ id, name }) => ({ id, name })),
    user_groups: workspace.groups.map(({ id, handle }) => ({ id, name: handle })),
  };

  const read = (blocks: readonly Json[], links: boolean): ReactNode =>
    createElement(DrawnBlocks, {
      // The library's types are those of Slack's blocks; ours passed `checkBlocks`.
      blocks: blocks as unknown as Block[],
      name: '',
      logo: '',
      withoutWrapper: true,
      data,
      hooks: {
        link: ({ href, children }) => (links ? outsideLink(href, children) : span('dead-link', children)),
        user: ({ id, name }) => span('mention', `@${name || id}`),
        channel: ({ id, name }) => span('mention', `#${name || id}`),
        emoji: ({ name }, draw) => drawEmoji(name, () => draw({ name })),
      },
    });

  const draw = (block: Json, links: boolean, key: number): ReactNode => {
    const blockId = String(block['block_id']);
    const accessory = isJson(block['accessory']) ? block['accessory'] : undefined;
    if (block['type'] === 'actions') {
      const elements = Array.isArray(block['elements']) ? block['elements'].filter(isJson) : [];
      return createElement(
        'div',
        { key, className: 'block-actions' },
        ...elements.map((each) => drawElement(each, blockId)),
      );
    }
    if (block['type'] === 'image' && isJson(block['slack_file'])) {
      const src = `/playground/file?id=${encodeURIComponent(String(block['slack_file']['id']))}`;
      return createElement('img', { key, className: 'block-picture', src, alt: String(block['alt_text'] ?? '') });
    }
    if (block['type'] === 'input' && isJson(block['element'])) {
      const optional = block['optional'] === true;
      const label = `${textOf(block['label'])}${optional ? ' (optional)' : ''}`;
      const hint = isJson(block['hint'])
        ? createElement('p', { className: 'input-hint' }, textOf(block['hint']))
        : null;
      const control = drawElement(block['element'], blockId, { optional });
      // Several controls have labels of their own; the page tells the hint as the description of what it stands below.
      const several = ['checkboxes', 'radio_buttons'].includes(String(block['element']['type']));
      const named = several ? { role: 'group', 'aria-label': label } : {};
      const name = createElement('span', { className: 'name', key: 'name' }, label);
      return createElement(
        'div',
        { key, className: 'block-input', ...named },
        createElement(several ? 'div' : 'label', null, name, control),
        hint,
      );
    }
    if (accessory && accessory['type'] !== 'image') {
      const { accessory: _, ...section } = block;
      return createElement(
        'div',
        { key, className: 'block-beside' },
        read([section], links),
        drawElement(accessory, blockId),
      );
    }
    return createElement(Fragment, { key }, read([block], links));
  };

  const attachment = (each: Json, links: boolean, key: number): ReactNode => {
    const blocks = Array.isArray(each['blocks']) ? each['blocks'].filter(isJson) : [];
    const fields = Array.isArray(each['fields']) ? each['fields'].filter(isJson) : [];
    return createElement(
      'div',
      { key, className: 'attachment' },
      each['title'] ? createElement('strong', null, String(each['title'])) : null,
      each['text'] ? read([section(String(each['text']))], links) : null,
      ...fields.map((field, i) =>
        createElement(
          'div',
          { key: i, className: 'field' },
          createElement('b', null, String(field['title'] ?? '')),
          read([section(String(field['value'] ?? ' '))], links),
        ),
      ),
      ...blocks.map((block, i) => draw(block, links, i)),
    );
  };

  /** Drawn once for each revision; a message is a new object when it changes. */
  const drawn = new WeakMap<Message, string>();
  return {
    message: (message: Message): string => {
      const before = drawn.get(message);
      if (before !== undefined) return before;
      const ours = message.botId !== undefined && message.user !== 'U0ALERTBOT1';
      const blocks = message.blocks ?? (message.text ? [section(message.text)] : []);
      const html = markup(
        createElement(
          Fragment,
          null,
          ...blocks.map((block, i) => draw(block, ours, i)),
          ...(message.attachments ?? []).map((each, i) => attachment(each, ours, i)),
          ...(message.shared ?? []).map(({ id, name, size }, i) =>
            createElement(
              'p',
              { key: i, className: 'shared-file' },
              createElement('a', { href: `/playground/file?id=${encodeURIComponent(id)}`, download: name }, name),
              `, ${size.toLocaleString('en')} bytes`,
            ),
          ),
          ...(message.files ?? []).map((file, i) =>
            createElement(
              'figure',
              { key: i, className: 'snippet' },
              createElement('figcaption', null, `${file.name}, ${file.bytes.length.toLocaleString('en')} bytes`),
              ...(file.mode === 'snippet' ? [createElement('pre', null, file.bytes.toString().slice(0, 600))] : []),
            ),
          ),
        ),
      );
      drawn.set(message, html);
      return html;
    },
    blocks: (blocks: readonly Json[]): string =>
      markup(createElement(Fragment, null, ...blocks.map((block, i) => draw(block, true, i)))),
  };
}
export type Drawing = ReturnType<typeof createDrawing>;

/** The signs of the bot's cards are drawn by the page's style sheet: not every machine has a font with emoji. */
const SIGNS = new Set([
  'octagonal_sign',
  'warning',
  'grey_question',
  'large_blue_circle',
  'white_check_mark',
  'hourglass',
  'no_entry',
  'x',
  'information_source',
  'memo',
]);

function drawEmoji(name: string, glyph: () => string): ReactNode {
  const named = { role: 'img', 'aria-label': name.replaceAll('_', ' ') };
  if (SIGNS.has(name)) return createElement('span', { className: `emoji sign ${name}`, ...named });
  return createElement('span', { className: 'emoji', ...named }, glyph());
}

/**
 * The markup without the library's ids, which repeat in every message, without inline styles, which the page forbids, and
 * without React's hints of what a page will load.
 */
const markup = (node: ReactNode): string =>
  renderToStaticMarkup(node)
    .replaceAll(/ (?:id|style)="[^"]*"/g, '')
    .replaceAll(/<link rel="preload"[^>]*>/g, '');

/** Messages without blocks are Slack's markup in one string; very long ones are shown in part. */
const section = (text: string): Json => ({ type: 'section', text: { type: 'mrkdwn', text: text.slice(0, 3000) } });
const span = (className: string, children: ReactNode) => createElement('span', { className }, children);
export const textOf = (value: unknown): string => (isJson(value) ? String(value['text'] ?? '') : '');

function outsideLink(href: string, children: ReactNode): ReactNode {
  if (!href.startsWith('https://')) return span('dead-link', children);
  return createElement('a', { href, target: '_blank', rel: 'noopener noreferrer' }, children);
}
