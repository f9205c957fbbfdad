import { isJson } from './slack/arguments.ts';
import type { Json } from './slack/message.ts';

/**
 * Inputs of a modal as Slack's `view.state.values` holds them, by block and action: with `fields` (by `action_id`) filled
 * in, the others as they were at first.
 */
export function filledIn(blocks: readonly Json[], fields: Readonly<Record<string, string>>): Json {
  return Object.fromEntries(
    blocks.flatMap(({ type, block_id: blockId, element }) => {
      if (type !== 'input' || !isJson(element)) return [];
      const actionId = String(element['action_id']);
      return [[blockId, { [actionId]: inputOf(element, fields[actionId]) }]];
    }),
  );
}

function inputOf(element: Json, given: string | undefined): Json {
  const { type, initial_value: text, initial_option: option } = element;
  if (type !== 'static_select') return { type, value: (given ?? text) || null };
  const options = Array.isArray(element['options']) ? element['options'].filter(isJson) : [];
  const chosen = given === undefined ? option : options.find(({ value }) => value === given);
  return { type, selected_option: chosen ?? null };
}
