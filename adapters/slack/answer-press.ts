import type { types } from '@slack/bolt';
import type { Reply } from '../../src/reply.ts';
import { inTime } from '../in-time.ts';
import { type AnswerParts, createTellAsker } from './answer-command.ts';
import { limits } from './limits.ts';
import { type ModalState, renderModal, renderWaiting } from './modal.ts';
import type { Pressed } from './read-press.ts';
import { failedCard } from './small-cards.ts';

/**
 * Milliseconds before a dialog opens with "Looking …". A trigger is good for three seconds, of which both calls to Slack
 * need their share. https://docs.slack.dev/interactivity/handling-user-interaction#modal_responses
 */
const longestPatience = 700;

/** Answers a press: in a dialog, in the thread, or to the asker alone. */
export function createAnswerPress(parts: AnswerParts): (pressed: Pressed) => Promise<void> {
  const { client, call, signPress, outbox } = parts;
  const tellAsker = createTellAsker(parts);

  /** Opens a dialog, or one above the dialog in which was pressed; resolves with its id. */
  const open = async (pressed: Pressed, view: types.ModalView): Promise<string | undefined> => {
    const { modal, trigger } = pressed;
    if (modal && (modal.turned || modal.state.depth >= limits.modalDepth)) {
      await update(modal.view, view);
      return modal.view;
    }
    if (trigger === undefined) return undefined;
    const shown = modal
      ? await call('views.push', 'now', () => client.views.push({ trigger_id: trigger, view }))
      : await call('views.open', 'now', () => client.views.open({ trigger_id: trigger, view }));
    return shown.view?.id;
  };
  const update = (viewId: string, view: types.ModalView) =>
    call('views.update', 'read', () => client.views.update({ view_id: viewId, view }));

  return async (pressed) => {
    const asking = parts.findAsker(pressed);
    const work = asking
      .then(({ person, place }) =>
        parts.answer()({ kind: 'press', key: pressed.key, press: pressed.press, person, place }),
      )
      .catch((error: unknown): Reply => {
        parts.log.error({ error: String(error) }, 'press not answered');
        return { kind: 'card', card: failedCard, audience: 'asker' };
      });
    const state = stateOf(pressed);
    const { result, shown } = await inTime(work, Math.min(parts.patience, longestPatience), () =>
      open(pressed, renderWaiting(state)),
    );
    if (result.kind === 'silence') return;
    const asker = await asking;
    if (result.audience === 'room' && asker.room.member) {
      await outbox.post(asker.place, { kind: 'card', card: result.card }, { id: pressed.key, maybePosted: false });
    }
    const view = renderModal(result.card, state, pressed.page, signPress);
    if (shown) {
      await update(shown, view);
    } else if (result.dialog || pressed.modal) {
      const opened = await open(pressed, view).catch(() => undefined);
      if (!opened) await tellAsker(pressed, asker, result.card);
    } else if (result.audience === 'asker') {
      await tellAsker(pressed, asker, result.card);
    }
  };
}

const stateOf = ({ channel, thread, press, modal }: Pressed): ModalState => {
  const depth = modal?.state.depth ?? 0;
  return { channel, thread, press, depth: modal?.turned ? depth : Math.min(depth + 1, limits.modalDepth) };
};
