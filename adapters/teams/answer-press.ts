import type { Card } from '../../src/cards/card.ts';
import type { SignPress } from '../../src/presses/press.ts';
import type { Reply } from '../../src/reply.ts';
import { within } from '../within.ts';
import { type AdaptiveCard, adaptiveCardType, renderCard } from './adaptive-card.ts';
import { type AnswerParts, createTellAsker } from './answer-command.ts';
import { bytesOf } from './fold.ts';
import { limits } from './limits.ts';
import { shownName } from './outbox.ts';
import type { Pressed } from './read-activity.ts';
import type { InvokeAnswer } from './receive.ts';
import { failedCard } from './small-cards.ts';

export type AnswerPress = Readonly<{
  /** `Action.Submit`, of older clients: the answer is a message. */
  submitted: (pressed: Pressed) => Promise<void>;
  /**
   * `Action.Execute`: the answer stands in place of the card, for the presser alone, when it comes in time, and else in a
   * message; `late` is then the work that goes on.
   */
  executed: (pressed: Pressed) => Promise<Readonly<{ answer: InvokeAnswer; late?: Promise<void> }>>;
  /** From an answer in place back to the card. */
  back: (pressed: Pressed) => InvokeAnswer;
}>;

/**
 * A card in an answer to `Action.Execute` is seen by who pressed, and by nobody else; the message itself stays.
 * https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/universal-actions-for-adaptive-cards/work-with-universal-actions-for-adaptive-cards
 */
export function createAnswerPress(
  parts: AnswerParts &
    Readonly<{
      /** What our messages show, by `shownName`. */
      shown: (name: string) => AdaptiveCard | undefined;
      signPress: SignPress;
      /** Milliseconds within which an answer stands in place of the card; a client gives up waiting after some ten seconds. */
      inPlaceWithin: number;
    }>,
): AnswerPress {
  const { shown, signPress, log } = parts;
  const tellAsker = createTellAsker(parts);

  /** The core's answer, and the way to tell it in a message. */
  const work = ({ who, place, key, press }: Pressed) => {
    const asking = parts.findAsker(who, place);
    const reply = asking
      .then((asker) => parts.answer()({ kind: 'press', key, press, ...asker }))
      .catch((error: unknown): Reply => {
        log.error({ error: String(error) }, 'press not answered');
        return { kind: 'card', card: failedCard, audience: 'asker' };
      });
    const tell = async (): Promise<void> => {
      const [result, asker] = await Promise.all([reply, asking]);
      if (result.kind === 'silence') return;
      if (result.audience === 'room') {
        await parts.outbox.post(asker.place, { kind: 'card', card: result.card }, { id: key, maybePosted: false });
        return;
      }
      await tellAsker(who, asker.person, asker.place, result.card, key);
    };
    return { reply, tell };
  };

  return {
    submitted: (pressed) => work(pressed).tell(),
    executed: async (pressed) => {
      const { reply, tell } = work(pressed);
      const original = pressed.card === undefined ? undefined : shown(shownName(pressed.place, pressed.card));
      const result = await within(reply, parts.inPlaceWithin, undefined);
      if (result?.kind === 'silence') return { answer: note('Nothing to show.') };
      // Without the way back the card would be lost to him.
      if (result && result.audience === 'asker' && original) return { answer: inPlace(result.card, signPress) };
      const away = pressed.place.kind === 'direct' || result?.audience === 'room' ? '' : ' It comes in our chat.';
      return { answer: note(result ? `Answered.${away}` : `Looking …${away}`), late: tell() };
    },
    back: ({ place, card }) => {
      const original = card === undefined ? undefined : shown(shownName(place, card));
      return original ? cardAnswer(original) : note('The card cannot be shown again here. Ask for it with “enrich”.');
    },
  };
}

const invoked = (type: string, value: unknown): InvokeAnswer => ({
  status: 200,
  body: { statusCode: 200, type, value },
});
const note = (words: string): InvokeAnswer => invoked('application/vnd.microsoft.activity.message', words);
const cardAnswer = (card: AdaptiveCard): InvokeAnswer => invoked(adaptiveCardType, card);

const backButton = {
  type: 'ActionSet',
  actions: [
    {
      type: 'Action.Execute',
      verb: 'back',
      title: 'Back',
      tooltip: 'Back to the card that everybody sees',
      data: {},
      fallback: 'drop',
    },
  ],
};

function inPlace(card: Card, signPress: SignPress): InvokeAnswer {
  const most = limits.cardBytes - bytesOf(backButton) - 1;
  const rendered = renderCard(card, signPress, { most }).card;
  return cardAnswer({ ...rendered, body: [...rendered.body, backButton] });
}
