import { z } from 'zod';
import { type ModalState, readModalState } from './modal.ts';
import { Nonsense } from './take-delivery.ts';

/** A pressed button before it is known who pressed. `modal` is set when it stood in one of our dialogs. */
export type Pressed = Readonly<{
  key: string;
  press: string;
  page: number;
  user: string;
  channel: string;
  thread: string | undefined;
  trigger: string | undefined;
  responseUrl: string | undefined;
  modal: Readonly<{ view: string; state: ModalState; turned: boolean }> | undefined;
}>;

const text = z.string().optional();
const payload = z.object({
  user: z.object({ id: z.string() }),
  trigger_id: text,
  response_url: text,
  channel: z.object({ id: z.string() }).optional(),
  container: z.object({ channel_id: text, thread_ts: text, message_ts: text }).optional(),
  message: z.object({ thread_ts: text, ts: text }).optional(),
  view: z.object({ id: z.string(), private_metadata: text }).optional(),
  actions: z
    .array(z.object({ action_id: z.string(), value: text, action_ts: text }))
    .min(1)
    .max(25),
});

/** Reads `block_actions`. https://docs.slack.dev/reference/interaction-payloads/block_actions-payload */
export function readPress(raw: unknown): Pressed {
  const parsed = payload.safeParse(raw);
  if (!parsed.success) throw new Nonsense('not a press');
  const { user, channel, container, message, view, actions, trigger_id, response_url } = parsed.data;
  const action = actions[0]!;
  const state = view && readModalState(view.private_metadata ?? '');
  const turned = action.action_id.startsWith('page') && state !== undefined;
  const where = state?.channel ?? channel?.id ?? container?.channel_id;
  if (where === undefined || (action.value === undefined && !turned)) throw new Nonsense('a press without a value');
  const thread = state ? state.thread : (message?.thread_ts ?? container?.thread_ts ?? message?.ts);
  return {
    key: `press:${trigger_id ?? `${user.id}:${action.action_ts}`}`,
    press: turned ? state.press : (action.value ?? ''),
    page: turned ? Math.max(0, Number.parseInt(action.value ?? '0', 10) || 0) : 0,
    user: user.id,
    channel: where,
    thread,
    trigger: trigger_id,
    responseUrl: response_url,
    modal: view && state && { view: view.id, state, turned },
  };
}
