import type { types } from '@slack/bolt';
import { withoutPictures } from '../../src/cards/picture.ts';
import { acts } from '../../src/presses/press.ts';
import type { Reply } from '../../src/reply.ts';
import { inTime } from '../in-time.ts';
import { type AnswerParts, createTellAsker } from './answer-command.ts';
import type { Asker } from './find-asker.ts';
import { renderForm } from './form.ts';
import { limits } from './limits.ts';
import { type ModalState, renderModal, renderWaiting } from './modal.ts';
import type { Pressed } from './read-press.ts';
import { failedCard, notOpenedCard } from './small-cards.ts';

/**
 * Milliseconds before a dialog opens with "Looking …". A trigger is good for three seconds, of which both calls to Slack
 * need their share. https://docs.slack.dev/interactivity/handling-user-interaction#modal_responses
 */
const longestPatience = 700;

export type AnswerPress = Readonly<{
  /** Answers a press that may be pressed again at any time, acknowledged before: in a dialog, in the thread, or to the asker alone. */
  reading: (pressed: Pressed) => Promise<void>;
  /**
   * Resolves when an acting press (`presses/press`) is stored and may be acknowledged, with what shows the answer; rejects
   * when it must not be.
   */
  acting: (pressed: Pressed) => Promise<() => Promise<void>>;
}>;

export function createAnswerPress(parts: AnswerParts): AnswerPress {
  const { client, call, signPress, outbox, attached, log } = parts;
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

  const ask = (pressed: Pressed, { person, place }: Asker): Promise<Reply> =>
    parts.answer()({ kind: 'press', key: pressed.key, press: pressed.press, person, place });

  /** `waiting` is the dialog that says "Looking …", if it was opened. */
  const show = async (pressed: Pressed, asker: Asker, reply: Reply, waiting: string | undefined): Promise<void> => {
    if (reply.kind === 'silence') return;
    if (reply.kind === 'card' && reply.audience === 'room' && asker.room.member) {
      await attached.inMessage(reply.card, (card) =>
        outbox.post(asker.place, { kind: 'card', card }, { id: pressed.key, maybePosted: false }),
      );
    }
    const showTo = (toldTo: Shown) => showAlone(pressed, asker, toldTo, waiting);
    if (reply.kind === 'form' || reply.audience === 'room') return showTo(reply);
    // A page that is turned was asked for before, and its pictures and files came then.
    if (pressed.modal?.turned) return showTo({ ...reply, card: withoutPictures(reply.card) });
    await attached.aside(reply.card, asker, pressed.key, (card) => showTo({ ...reply, card }));
  };

  const showAlone = async (
    pressed: Pressed,
    asker: Asker,
    reply: Shown,
    waiting: string | undefined,
  ): Promise<void> => {
    const state = stateOf(pressed);
    const isForm = reply.kind === 'form';
    const view = isForm
      ? renderForm(reply.form, state, signPress)
      : renderModal(reply.card, state, pressed.page, signPress);
    if (waiting) {
      await update(waiting, view);
    } else if (isForm || reply.dialog || pressed.modal) {
      const opened = await open(pressed, view).catch((failure: unknown) => {
        log.warn({ error: failure instanceof Error ? failure.message : 'unknown' }, 'dialog not opened');
        return undefined;
      });
      if (!opened) await tellAsker(pressed, asker, isForm ? notOpenedCard : reply.card);
    } else if (reply.audience === 'asker') {
      await tellAsker(pressed, asker, reply.card);
    }
  };

  return {
    reading: async (pressed) => {
      const asking = parts.findAsker(pressed);
      const work = asking
        .then((asker) => ask(pressed, asker))
        .catch((error: unknown): Reply => {
          log.error({ error: String(error) }, 'press not answered');
          return { kind: 'card', card: failedCard, audience: 'asker' };
        });
      const { result, shown } = await inTime(work, Math.min(parts.patience, longestPatience), () =>
        open(pressed, renderWaiting(stateOf(pressed))),
      );
      await show(pressed, await asking, result, shown);
    },
    acting: async (pressed) => {
      const asker = await parts.findAsker(pressed);
      const reply = await ask(pressed, asker);
      return () => show(pressed, asker, reply, undefined);
    },
  };
}

type Shown = Exclude<Reply, { kind: 'silence' }>;

/** A dialog that an acting press opens is not asked again by turning its pages. */
const stateOf = ({ channel, thread, press, modal }: Pressed): ModalState => {
  const depth = modal?.state.depth ?? 0;
  return {
    channel,
    thread,
    press: acts(press) ? '' : press,
    depth: modal?.turned ? depth : Math.min(depth + 1, limits.modalDepth),
  };
};
