import { z } from 'zod';
import { type ModalState, readModalState } from './modal.ts';
import { Nonsense } from './take-delivery.ts';

/** A form that was sent, before it is known who sent it. */
export type Submitted = Readonly<{
  key: string;
  /** The signed press of the form's button. */
  press: string;
  /** What was typed and chosen, by the field's name; empty where nothing was. */
  fields: Readonly<Record<string, string>>;
  user: string;
  channel: string;
  thread: string | undefined;
  state: ModalState;
}>;

const input = z.object({
  value: z.string().nullish(),
  selected_option: z.object({ value: z.string() }).nullish(),
});
const payload = z.object({
  user: z.object({ id: z.string() }),
  view: z.object({
    id: z.string(),
    hash: z.string(),
    private_metadata: z.string().optional(),
    state: z.object({ values: z.record(z.string(), z.record(z.string(), input)) }),
  }),
});

/**
 * Reads `view_submission`. The key holds the view's hash, which changes with everything that the view shows: a form that is
 * sent twice has one key, and one that was shown again with what was wrong has another.
 * https://docs.slack.dev/reference/interaction-payloads/view-interactions-payload
 */
export function readSubmission(raw: unknown): Submitted {
  const parsed = payload.safeParse(raw);
  if (!parsed.success) throw new Nonsense('not a form');
  const { user, view } = parsed.data;
  const state = readModalState(view.private_metadata ?? '');
  if (!state?.submit) throw new Nonsense('not a form of ours');
  const inputs = Object.values(view.state.values).flatMap((block) => Object.entries(block));
  return {
    key: `form:${view.id}:${view.hash}`,
    press: state.submit,
    fields: Object.fromEntries(
      inputs.map(([name, given]) => [name, given.selected_option?.value ?? given.value ?? '']),
    ),
    user: user.id,
    channel: state.channel,
    thread: state.thread,
    state,
  };
}
