import type { types } from '@slack/bolt';
import type { Reply } from '../../src/reply.ts';
import type { AnswerParts } from './answer-command.ts';
import { renderForm } from './form.ts';
import { renderModal } from './modal.ts';
import type { Submitted } from './read-submission.ts';

/** What the acknowledgement of a form tells Slack to do with the dialogs that are open. */
export type Acknowledgement = { response_action: 'clear' } | { response_action: 'update'; view: types.ModalView };

/** `after` is what remains to be done when it is acknowledged. */
export type AnsweredSubmission = Readonly<{ acknowledgement: Acknowledgement; after: () => Promise<unknown> }>;

/** Milliseconds after which Slack has told the person that nobody answered. */
const slackWaits = 3_000;

/**
 * Answers a form: resolves when the core has stored it, rejects when it must not be acknowledged. Slack leaves no way to
 * answer later than within three seconds: who is told that it did not work sends the form again, which has the same key.
 * https://docs.slack.dev/surfaces/modals#response_actions
 */
export function createAnswerSubmission(parts: AnswerParts): (submitted: Submitted) => Promise<AnsweredSubmission> {
  const { signPress, log, outbox } = parts;

  /** The view that takes the form's place; undefined when all dialogs are closed. */
  const nextView = (reply: Reply, { state }: Submitted): types.ModalView | undefined => {
    // Nothing of it may be asked again by turning a page.
    const from = { ...state, press: '', submit: undefined };
    switch (reply.kind) {
      case 'silence':
        return undefined;
      case 'form':
        return renderForm(reply.form, from, signPress);
      case 'card':
        return renderModal(reply.card, from, 0, signPress);
    }
  };

  return async (submitted) => {
    const began = performance.now();
    const { key, press, fields } = submitted;
    const { person, place, room } = await parts.findAsker(submitted);
    const reply = await parts.answer()({ kind: 'press', key, press, fields, person, place });
    const ms = Math.round(performance.now() - began);
    if (ms > slackWaits) log.warn({ ms }, 'a form was answered later than Slack waits');
    if (reply.kind === 'card' && reply.audience === 'room' && room.member) {
      const post = () => outbox.post(place, { kind: 'card', card: reply.card }, { id: key, maybePosted: false });
      return { acknowledgement: { response_action: 'clear' }, after: post };
    }
    const view = nextView(reply, submitted);
    const acknowledgement: Acknowledgement = view ? { response_action: 'update', view } : { response_action: 'clear' };
    return { acknowledgement, after: async () => {} };
  };
}
