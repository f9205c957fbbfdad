import type { Activity } from 'botbuilder';
import type {
  IncomingJoin,
  IncomingMessage,
  IncomingRoomChange,
  IncomingWithdrawal,
  MessageRef,
  Place,
} from '../../src/incoming.ts';
import type { Log } from '../../src/log.ts';
import type { Answer, Outbox } from '../../src/reply.ts';
import { Nonsense } from './activity-shape.ts';
import type { AnswerPress } from './answer-press.ts';
import type { Conversations } from './conversations.ts';
import { type Asked, readActivity, type Said } from './read-activity.ts';
import type { InvokeAnswer, Take } from './receive.ts';
import type { TakeConsent } from './take-consent.ts';

export type ListenParts = Readonly<{
  appId: string | undefined;
  answer: () => Answer;
  outbox: Outbox;
  conversations: Conversations;
  answerCommand: (asked: Asked) => Promise<void>;
  answerPress: AnswerPress;
  takeConsent: TakeConsent;
  /** Message extensions: `composeExtension/…`. */
  extension: ((activity: Activity) => Promise<InvokeAnswer>) | undefined;
  log: Log;
}>;

/**
 * Takes what Teams delivers. It resolves when the delivery may be acknowledged: for what people say, when the core has
 * stored it, and so for presses that act; for commands and other presses at once, and the work goes on until `settled`.
 */
export function createTake(parts: ListenParts): Readonly<{ take: Take; settled: () => Promise<void> }> {
  const { appId, answer, conversations, answerPress, log } = parts;
  const underWay = new Set<Promise<void>>();
  const goOn = (work: Promise<unknown>): undefined => {
    const ended = work.then(
      () => {},
      (error: unknown) =>
        log.warn({ error: error instanceof Error ? error.message : 'unknown' }, 'answer not delivered'),
    );
    underWay.add(ended);
    void ended.then(() => underWay.delete(ended));
  };

  /** Tells the core, and says what it wants said at once; rejects when the core could not store. */
  const tell = async (
    incoming: IncomingMessage | IncomingWithdrawal | IncomingJoin | IncomingRoomChange,
  ): Promise<undefined> => {
    const reply = await answer()(incoming);
    if (reply.kind !== 'card' || incoming.kind === 'room') return; // a form is for one person alone, who pressed something
    const [place, id] =
      incoming.kind === 'join'
        ? [incoming.place, incoming.key]
        : [inThread(incoming.message), `${incoming.kind}:${incoming.message.place.channel}:${incoming.message.id}`];
    goOn(parts.outbox.post(place, { kind: 'card', card: reply.card }, { id, maybePosted: false }));
  };

  const hear = async ({ ref, version, text, author, restored }: Said): Promise<undefined> =>
    tell({ kind: 'message', message: ref, version, text, author, ...(restored && { restored }) });

  /** What is answered at once needs no store: that it could not be remembered is no reason to be silent. */
  const hearOf = (activity: Activity): Promise<void> =>
    conversations
      .hear(activity)
      .catch((error: unknown) => log.warn({ error: String(error) }, 'conversation not remembered'));

  const take: Take = async (activity) => {
    const happening = readActivity(activity, appId);
    switch (happening.happened) {
      case 'said':
        if (happening.said.asked) {
          await hearOf(activity);
          return goOn(parts.answerCommand(happening.said.asked));
        }
        await conversations.hear(activity);
        return hear(happening.said);
      case 'withdrawn':
        await conversations.hear(activity);
        return tell({ kind: 'withdrawal', message: happening.ref, version: happening.version });
      case 'joined':
        await conversations.hear(activity, true);
        return tell(happening.join);
      case 'left':
        await conversations.leave(happening.place);
        return tell({ kind: 'room', became: 'left', place: wholeOf(happening.place) });
      case 'room':
        return tell(happening.change);
      case 'pressed':
        await hearOf(activity);
        return goOn((await answerPress.submitted(happening.pressed)).late);
      case 'executed': {
        if (happening.back) return answerPress.back(happening.pressed);
        await hearOf(activity);
        const { answer: inPlace, late } = await answerPress.executed(happening.pressed);
        if (late) goOn(late);
        return inPlace;
      }
      case 'consented': {
        await hearOf(activity);
        const { answer: answered, late } = await parts.takeConsent(happening.consented);
        if (late) goOn(late);
        return answered;
      }
      case 'extension':
        return parts.extension ? parts.extension(activity) : { status: 501 };
      case 'nothing':
        log.debug({ what: happening.what }, 'activity left aside');
        return activity.type === 'invoke' ? { status: 501 } : undefined;
    }
  };

  return {
    take: async (activity) => {
      try {
        return await take(activity);
      } catch (error) {
        if (!(error instanceof Nonsense)) throw error;
        log.warn({ reason: error.message }, 'teams delivery makes no sense');
        return { status: 400 };
      }
    },
    settled: async () => {
      while (underWay.size > 0) await Promise.all(underWay);
    },
  };
}

const wholeOf = ({ thread: _, ...place }: Place): Place => place;
const inThread = ({ place, id }: MessageRef) => (place.thread ? place : { ...place, thread: id });
