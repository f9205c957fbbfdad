import { LRUCache } from 'lru-cache';
import type { Card } from '../../src/cards/card.ts';
import type { Form } from '../../src/cards/form.ts';
import { withoutPictures } from '../../src/cards/picture.ts';
import { Failure } from '../../src/failure.ts';
import type { MessageRef, Place } from '../../src/incoming.ts';
import type { Log } from '../../src/log.ts';
import type { SignPress } from '../../src/presses/press.ts';
import type { LostPost, Outbox, Postable, PostKey } from '../../src/reply.ts';
import { adaptiveCardType, type Rendered, renderCard, renderShort } from './adaptive-card.ts';
import type { CallTeams } from './call-teams.ts';
import type { Connection } from './connect.ts';
import { addressOf, type Conversations, type Kept } from './conversations.ts';
import { renderForm } from './form.ts';
import type { OrderChanges } from './order-changes.ts';
import { isConversationLost, isTooLarge, teamsErrorCode } from './read-failure.ts';
import type { ShownMessages } from './shown-messages.ts';
import type { Signs } from './signs.ts';
import { withdrawnCard } from './small-cards.ts';

export type OutboxParts = Readonly<{
  connection: Pick<Connection, 'connectorFor'>;
  call: CallTeams;
  conversations: Conversations;
  signs: Signs;
  changes: OrderChanges;
  /** Resolves when this post may go out by the pace of its conversation. */
  mayPost: (conversation: string, key: PostKey) => Promise<void>;
  /** Where the ids of posts are remembered; absent for answers, which nobody looks for. */
  kept: Kept | undefined;
  shown: ShownMessages;
  signPress: SignPress;
  log: Log;
}>;

type Sent = Readonly<Record<string, unknown>>;

/** What a message of ours may hold: a form only where its one reader is, in his personal chat. */
export type Told = Card | Form;
export type TeamsPostable = Postable | Readonly<{ kind: 'form'; form: Form }>;

/** The way out, which takes forms as well. */
export type TeamsOutbox = Readonly<{
  post: (place: Place, what: TeamsPostable, key: PostKey) => Promise<MessageRef | 'gone'>;
  update: (ref: MessageRef, told: Told) => Promise<void>;
  remove: Outbox['remove'];
}>;

/**
 * Teams' way out. Teams cannot be asked for a post of ours: posts are found again by the id that was kept under their key.
 * So a post whose answer was lost, and one after which the bot died before it could keep the id, are posted again, and may
 * stand twice.
 */
export function createOutbox(parts: OutboxParts): TeamsOutbox {
  const { connection, call, conversations, signs, changes, mayPost, kept, shown, signPress, log } = parts;
  /** Ids by key, of this process. */
  const posted = new LRUCache<string, string>({ max: 10_000 });
  const underWay = new Map<string, Promise<MessageRef | 'gone'>>();

  const apiOf = async (place: Place) => {
    const conversation = await conversations.find(place);
    const { conversations: api } = await connection.connectorFor(conversation.serviceUrl);
    return { api, address: addressOf(place, conversation) };
  };

  /** A conversation that Teams says we have lost is not asked again until we are heard from there. */
  const noteLoss = async (place: Place, failure: unknown): Promise<never> => {
    // Of a thread that vanished Teams may say the same as of its channel.
    const whole = place.thread === undefined || teamsErrorCode(failure) !== 'ConversationNotFound';
    if (isConversationLost(failure) && whole)
      await conversations.leave(place).catch((error: unknown) => log.warn({ error: String(error) }, 'loss not kept'));
    throw failure;
  };

  const idOf = async (key: string): Promise<string | undefined> =>
    posted.get(key) || (await kept?.read(`post/${key}`)) || undefined;

  const keep = async (key: string, id: string): Promise<void> => {
    posted.set(key, id);
    await kept?.write(`post/${key}`, id).catch((error: unknown) => {
      // It stands: to fail now would post it again.
      log.warn({ key, error: error instanceof Error ? error.message : 'unknown' }, 'post not remembered');
    });
  };

  /** What is shown is remembered to be shown again; pictures would fill the memory. */
  const remember = (place: Place, id: string, told: Told, { card }: Rendered): void => {
    const plain = isForm(told) ? told : withoutPictures(told, pictureAbove);
    shown.set(place, id, isForm(plain) || plain === told ? card : renderCard(plain, signPress).card, isForm(told));
  };

  const postCard = async (place: Place, told: Told, key: PostKey): Promise<MessageRef | 'gone'> => {
    const before = key.maybePosted ? await idOf(key.id) : undefined;
    if (before !== undefined) return { place, id: before };
    const { api, address } = await apiOf(place);
    await mayPost(place.channel, key);
    try {
      const { answer, rendered } = await foldIfRefused(told, signPress, (message) =>
        call('sendToConversation', 'write', place.channel, () => api.sendToConversation(address, message)),
      );
      const id = answer.id ?? '';
      await keep(key.id, id);
      remember(place, id, told, rendered);
      return { place, id };
    } catch (failure) {
      if (isThreadGone(place, failure)) return 'gone';
      return noteLoss(place, failure);
    }
  };

  /** One post of a key at a time; who removes it meanwhile, or posts it again, waits for it. */
  const postOnce = (place: Place, told: Told, key: PostKey): Promise<MessageRef | 'gone'> => {
    const before = underWay.get(key.id);
    if (before) return before;
    const posting = postCard(place, told, key).finally(() => underWay.delete(key.id));
    underWay.set(key.id, posting);
    return posting;
  };

  const update = async ({ place, id }: MessageRef, told: Told): Promise<void> => {
    const { api, address } = await apiOf(place);
    const { rendered } = await foldIfRefused(told, signPress, (message) =>
      call('updateActivity', 'read', place.channel, () => api.updateActivity(address, id, { ...message, id })),
    ).catch((failure: unknown) => noteLoss(place, failure));
    remember(place, id, told, rendered);
  };

  const removeNow = async (ref: MessageRef): Promise<void> => {
    const { place, id } = ref;
    const ours = shown.delete(place, id);
    if (signs.stand(ref)) return signs.takeOff(ref);
    try {
      const { api, address } = await apiOf(place);
      await call('deleteActivity', 'read', place.channel, () => api.deleteActivity(address, id));
    } catch (failure) {
      if (!(failure instanceof Failure)) throw failure;
      const { kind, facts } = failure;
      if (facts.status === 405 || facts.status === 501) return update(ref, withdrawnCard).catch(unlessGone);
      if (isConversationLost(failure) || (kind === 'place-gone' && facts.status === undefined)) return;
      if (
        facts.status === 401 ||
        (ours && kind === 'platform-refused') ||
        (kind !== 'place-gone' && kind !== 'platform-refused')
      )
        throw failure;
      // Not ours, then: what we put there was a sign.
      await signs.takeOff(ref);
    }
  };

  const lostId = async ({ key }: LostPost): Promise<string | undefined> => {
    const made = await underWay.get(key)?.catch(() => undefined);
    if (made) return made === 'gone' ? undefined : made.id;
    const id = await idOf(key);
    posted.delete(key);
    return id;
  };

  return {
    post: async (place, what, key) => {
      // Bots may not react everywhere: what somebody waits for is said in words.
      if (what.kind === 'receipt') return postOnce(place, what.orElse, key);
      if (what.kind === 'pin') return 'gone'; // bots cannot pin in Teams
      if (what.kind !== 'sign') return postOnce(place, what.kind === 'card' ? what.card : what.form, key);
      await signs.put(place, what.sign, what.on);
      return { place, id: what.on };
    },
    update: (ref, told) => changes(nameOf(ref), () => update(ref, told)),
    remove: async (what) => {
      const id = 'id' in what ? what.id : await lostId(what);
      if (id === undefined) return;
      const ref = { place: what.place, id };
      await changes(nameOf(ref), () => removeNow(ref));
      if ('key' in what) await kept?.write(`post/${what.key}`, '');
    },
  };
}

const nameOf = ({ place: { channel }, id }: MessageRef): string => `${channel}/${id}`;

const unlessGone = (failure: unknown): void => {
  if (!(failure instanceof Failure) || failure.kind !== 'place-gone') throw failure;
};

/** The first message of the thread is gone, and not the channel. */
const isThreadGone = ({ thread }: Place, failure: unknown): boolean =>
  thread !== undefined && failure instanceof Failure && failure.facts.status === 404 && !isConversationLost(failure);

/** A message that shows a card. No `text` beside it: Teams would make two messages of it, and name the id of neither. */
const messageOf = ({ text, card }: Rendered): Sent => ({
  type: 'message',
  summary: text,
  attachments: [{ contentType: adaptiveCardType, content: card }],
});

const pictureAbove = 'The picture is in the card that everybody sees.';

const isForm = (told: Told): told is Form => 'fields' in told;

/**
 * Resolves with what was answered, and what is shown now. A message that Teams takes for too large is sent without its
 * pictures, then at its shortest, then as text.
 */
async function foldIfRefused<T>(
  told: Told,
  signPress: SignPress,
  send: (message: Sent) => Promise<T>,
): Promise<Readonly<{ answer: T; rendered: Rendered }>> {
  const whole = isForm(told) ? renderForm(told, signPress) : renderCard(told, signPress);
  const short = () => (isForm(told) ? renderForm(told, signPress, { short: true }) : renderShort(told, signPress));
  const unlessTooLarge = (failure: unknown) => {
    if (!isTooLarge(failure)) throw failure;
  };
  const plain = isForm(told)
    ? told
    : withoutPictures(told, 'Teams did not take the picture. What it shows stands here as text.');
  return send(messageOf(whole))
    .then((answer) => ({ answer, rendered: whole }))
    .catch(async (failure: unknown) => {
      unlessTooLarge(failure);
      if (plain === told || isForm(plain)) throw failure;
      const rendered = renderCard(plain, signPress);
      return { answer: await send(messageOf(rendered)), rendered };
    })
    .catch(async (failure: unknown) => {
      unlessTooLarge(failure);
      return { answer: await send(messageOf(short())), rendered: short() };
    })
    .catch(async (failure: unknown) => {
      unlessTooLarge(failure);
      return { answer: await send({ type: 'message', textFormat: 'plain', text: short().text }), rendered: short() };
    });
}
