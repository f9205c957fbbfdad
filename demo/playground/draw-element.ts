import { createElement, type ReactNode } from 'react';
import { isJson } from './slack/arguments.ts';
import type { Json } from './slack/message.ts';

const textOf = (value: unknown): string => (isJson(value) ? String(value['text'] ?? '') : '');
const options = (element: Json): Json[] => (Array.isArray(element['options']) ? element['options'].filter(isJson) : []);

/** Interactive Block Kit elements as HTML controls; the page finds them by their `data-` attributes. */
export function drawElement(
  element: Json,
  blockId: string,
  form: { optional?: boolean } | undefined = undefined,
): ReactNode {
  const data = {
    key: `${blockId} ${element['action_id']}`,
    'data-block': blockId,
    'data-action': String(element['action_id'] ?? ''),
    ...(isJson(element['confirm']) && {
      'data-confirm': [element['confirm']['title'], element['confirm']['text']].map(textOf).join('\n\n'),
    }),
  };
  const required = form !== undefined && !form.optional;
  const placeholder = textOf(element['placeholder']);
  switch (element['type']) {
    case 'button': {
      const label = element['accessibility_label'];
      const style = element['style'] ? ` ${String(element['style'])}` : '';
      const more = {
        className: `button${style}`,
        ...(label ? { 'aria-label': String(label) } : {}),
      };
      return createElement('button', { type: 'button', ...data, ...more }, textOf(element['text']));
    }
    case 'static_select':
    case 'overflow': {
      const choices = options(element).map((option) =>
        createElement(
          'option',
          { key: String(option['value']), value: String(option['value']) },
          textOf(option['text']),
        ),
      );
      const none = createElement('option', { key: '', value: '' }, placeholder || 'Choose …');
      const initial = isJson(element['initial_option']) ? String(element['initial_option']['value']) : '';
      const named = form ? {} : { 'aria-label': placeholder || 'More' };
      // What has to be chosen and is chosen already cannot be un-chosen.
      const first = required && initial ? [] : [none];
      return createElement('select', { ...data, ...named, required, defaultValue: initial }, ...first, ...choices);
    }
    case 'checkboxes':
    case 'radio_buttons': {
      const type = element['type'] === 'checkboxes' ? 'checkbox' : 'radio';
      return createElement(
        'span',
        { ...data, className: 'choices' },
        ...options(element).map((option) => {
          const value = String(option['value']);
          const input = createElement('input', { type, name: `${blockId}-${data['data-action']}`, value });
          return createElement('label', { key: value }, input, ' ', textOf(option['text']));
        }),
      );
    }
    case 'plain_text_input': {
      const most = Number(element['max_length'] ?? 3000);
      const given = {
        ...data,
        required,
        placeholder,
        maxLength: most,
        defaultValue: String(element['initial_value'] ?? ''),
      };
      return element['multiline'] ? createElement('textarea', { ...given, rows: 4 }) : createElement('input', given);
    }
    default:
      return createElement('em', { key: data.key }, `[${String(element['type'])}]`);
  }
}
