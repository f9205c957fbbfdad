import type { Card } from '../../src/cards/card.ts';
import { filesOf } from '../../src/cards/file.ts';
import type { Form } from '../../src/cards/form.ts';
import { picturesOf, withoutPictures } from '../../src/cards/picture.ts';
import { acts, type SignPress } from '../../src/presses/press.ts';
import type { Reply } from '../../src/reply.ts';
import { within } from '../within.ts';
import { type AdaptiveCard, adaptiveCardType, backAction, renderCard } from './adaptive-card.ts';
import { type AnswerParts, createTellAsker } from './answer-command.ts';
import { renderForm } from './form.ts';
import { limits } from './limits.ts';
import type { Told } from './outbox.ts';
import type { Pressed } from './read-activity.ts';
import type { InvokeAnswer } from './receive.ts';
import type { ShownMessages } from './shown-messages.ts';
import { failedCard, notedCard, notedWords } from './small-cards.ts';

/** `late` is work that goes on when the platform is acknowledged. Both reject when an acting press could not be stored. */
export type AnswerPress = Readonly<{
  /** `Action.Submit`, of older clients: the answer is a message. */
  submitted: (pressed: Pressed) => Promise<Readonly<{ late: Promise<void> }>>;
  /**
   * `Action.Execute`: the answer stands in place of the card, for the presser alone, when it comes in time, and else in a
   * message.
   */
  executed: (pressed: Pressed) => Promise<Readonly<{ answer: InvokeAnswer; late?: Promise<void> }>>;
  /** From an answer in place back to the card. */
  back: (pressed: Pressed) => InvokeAnswer;
}>;

/**
 * A card in an answer to `Action.Execute` is seen by who pressed, and by nobody else, until the message itself changes.
 * https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/universal-actions-for-adaptive-cards/work-with-universal-actions-for-adaptive-cards
 */
export function createAnswerPress(
  parts: AnswerParts &
    Readonly<{
      shown: ShownMessages;
      signPress: SignPress;
      /** Milliseconds within which an answer stands in place of the card; a client gives up waiting after some ten seconds. */
      inPlaceWithin: number;
    }>,
): AnswerPress {
  const { shown, signPress, log, outbox, files } = parts;
  const tellAsker = createTellAsker(parts);

  /** The core's answer, and the way to tell it in a message. Only of an acting press does the answer reject. */
  const work = (pressed: Pressed) => {
    const { who, place, key, press, fields, card } = pressed;
    const isActing = acts(press);
    const asking = parts.findAsker(who, place);
    const asked = asking.then((asker) =>
      parts.answer()({ kind: 'press', key, press, ...(fields && { fields }), ...asker }),
    );
    const answered = isActing
      ? asked
      : asked.catch((error: unknown): Reply => {
          log.error({ error: String(error) }, 'press not answered');
          return { kind: 'card', card: failedCard, audience: 'asker' };
        });
    // What becomes of its files is said in the card.
    const reply = answered.then(async (raw): Promise<Reply> => {
      if (raw.kind !== 'card' || filesOf(raw.card).length === 0) return raw;
      const isHere = (await asking).place.kind === 'direct' || raw.audience === 'asker';
      return { ...raw, card: files.prepare(raw.card, isHere ? 'alone' : 'room') };
    });
    const offer = async (): Promise<void> => {
      const [raw, asker] = await Promise.all([answered, asking]);
      if (raw.kind === 'card') await files.offer(who, asker.person, asker.place, raw.card);
    };
    const tell = async (): Promise<void> => {
      const [result, asker] = await Promise.all([reply, asking]);
      if (result.kind === 'silence' && result.reason !== 'noted') return;
      const told = toldBy(result);
      if (card !== undefined && shown.isForm(place, card)) {
        // The form was a message: what comes of it stands in its place, and it cannot be sent again.
        const isDone = await outbox.update({ place: asker.place, id: card }, told ?? notedCard).then(
          () => true,
          () => false,
        );
        if (isDone) return offer();
      }
      if (!told) return;
      if (result.kind === 'card' && result.audience === 'room') {
        await outbox.post(asker.place, { kind: 'card', card: result.card }, { id: key, maybePosted: false });
        return offer();
      }
      await tellAsker(who, asker.person, asker.place, told, key);
      await offer();
    };
    return { isActing, reply, tell, offer };
  };

  /** Pictures that are too large for an answer in place come in a message to him alone. */
  const inPlaceWith = (
    told: Told,
    { who, place, key }: Pressed,
  ): Readonly<{ answer: InvokeAnswer; late?: Promise<void> }> => {
    if ('fields' in told || picturesFit(told)) return { answer: inPlace(told, signPress) };
    const late = parts
      .findAsker(who, place)
      .then((asker) => tellAsker(who, asker.person, asker.place, picturesAlone(told), `${key}:picture`));
    return { answer: inPlace(withoutPictures(told, 'The picture of it comes in our chat.'), signPress), late };
  };

  const originalOf = ({ place, card }: Pressed) => (card === undefined ? undefined : shown.card(place, card));

  return {
    submitted: async (pressed) => {
      const { isActing, reply, tell } = work(pressed);
      if (isActing) await reply;
      return { late: tell() };
    },
    executed: async (pressed) => {
      const { isActing, reply, tell, offer } = work(pressed);
      const result = await (isActing ? reply : within(reply, parts.inPlaceWithin, undefined));
      // As it is now: what the press did may have changed it already.
      const original = originalOf(pressed);
      if (result?.kind === 'silence') {
        if (result.reason !== 'noted') return { answer: note('Nothing to show.') };
        // The card itself is left alone: what comes of the press changes it, and an old view of it would hide that.
        const isView = pressed.own || pressed.fields !== undefined;
        return { answer: original && isView ? cardAnswer(original) : note(notedWords), late: tell() };
      }
      // Without the way back the card would be lost to him.
      const told = result && isForAsker(result) ? toldBy(result) : undefined;
      if (told && original) {
        const { answer, late } = inPlaceWith(told, pressed);
        return { answer, late: Promise.all([late, offer()]).then(() => {}) };
      }
      const isHere = pressed.place.kind === 'direct' || (result?.kind === 'card' && result.audience === 'room');
      const away = isHere ? '' : ' It comes in our chat.';
      return { answer: note(result ? `Answered.${away}` : `Looking …${away}`), late: tell() };
    },
    back: (pressed) => {
      const original = originalOf(pressed);
      return original ? cardAnswer(original) : note('The card cannot be shown again here. Ask for it with “enrich”.');
    },
  };
}

const isForAsker = (reply: Reply): boolean =>
  reply.kind === 'form' || (reply.kind === 'card' && reply.audience === 'asker');

const toldBy = (reply: Reply): Told | undefined =>
  reply.kind === 'form' ? reply.form : reply.kind === 'card' ? reply.card : undefined;

const invoked = (type: string, value: unknown): InvokeAnswer => ({
  status: 200,
  body: { statusCode: 200, type, value },
});
const note = (words: string): InvokeAnswer => invoked('application/vnd.microsoft.activity.message', words);
const cardAnswer = (card: AdaptiveCard): InvokeAnswer => invoked(adaptiveCardType, card);

const below = [{ type: 'ActionSet', actions: [backAction] }];

const inPlace = (told: Card | Form, signPress: SignPress): InvokeAnswer =>
  cardAnswer(
    'fields' in told
      ? renderForm(told, signPress, { back: true }).card
      : renderCard(told, signPress, { below, own: true }).card,
  );

const picturesFit = (card: Card): boolean =>
  picturesOf(card).reduce((sum, { png }) => sum + Math.ceil(png.length / 3) * 4, 0) <= limits.pictureInPlace;

const picturesAlone = (card: Card): Card => ({
  headline: card.headline,
  simulated: card.simulated,
  parts: [{ part: 'text', spans: [{ span: 'strong', text: card.headline }] }, ...picturesOf(card)],
});
