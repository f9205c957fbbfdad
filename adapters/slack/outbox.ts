import type { webApi } from '@slack/bolt';
import { LRUCache } from 'lru-cache';
import type { Card } from '../../src/cards/card.ts';
import { withoutPictures } from '../../src/cards/picture.ts';
import { Failure } from '../../src/failure.ts';
import type { MessageRef, Place } from '../../src/incoming.ts';
import type { Log } from '../../src/log.ts';
import type { SignPress } from '../../src/presses/press.ts';
import type { LostPost, Outbox, PostKey, Sign } from '../../src/reply.ts';
import type { CallSlack } from './call-slack.ts';
import { findPost, postMetadata } from './find-post.ts';
import type { Identity } from './identity.ts';
import { type Message, renderBare, renderMessage, renderShort } from './message.ts';
import type { OrderChanges } from './order-changes.ts';
import { createPutPin } from './pins.ts';
import { slackErrorCode } from './read-failure.ts';
import { createRefusals } from './recall-refusals.ts';
import { createPutReceipt } from './receipt.ts';

/** Reactions as signs; they look like the signs that stand on cards. */
const reactions: Record<Sign, string> = { unknown: 'grey_question', incomplete: 'hourglass' };

/** Nothing of ours is ever unfurled, and nothing in `text` becomes a link or a mention. */
export const quiet = {
  unfurl_links: false,
  unfurl_media: false,
  link_names: false,
  parse: 'none',
  mrkdwn: false,
} as const;

export type SlackParts = Readonly<{
  client: webApi.WebClient;
  call: CallSlack;
  us: () => Identity;
  signPress: SignPress;
  log: Log;
}>;

export type OutboxParts = SlackParts &
  Readonly<{
    /** Resolves when this post may go out by the pace of its channel. */
    mayPost: (channel: string, key: PostKey) => Promise<void>;
    changes: OrderChanges;
    now: () => number;
  }>;

/** Milliseconds after which a post whose answer was lost stands, or will not. */
const settles = 5_000;

/** Slack's way out. Posts are found again by the key in their message metadata. */
export function createOutbox(parts: OutboxParts): Outbox {
  const { client, call, signPress, log, mayPost, changes, now } = parts;
  /** Keys of posts whose fate is open since Slack did not answer: looked for before they are repeated. */
  const open = new LRUCache<string, true>({ max: 10_000 });
  const refusals = createRefusals(now);
  const putReceipt = createPutReceipt(parts);
  const putPin = createPutPin(parts);
  /** By key. */
  const underWay = new Map<string, Promise<MessageRef | 'gone'>>();

  const postCard = async (place: Place, card: Card, key: PostKey): Promise<MessageRef | 'gone'> => {
    const lostBefore = open.has(key.id);
    if (lostBefore || (key.maybePosted && !refusals.comesBack(key.id))) {
      const found = await findPost(parts, place, { key: key.id, after: key.after }).catch(notKnown);
      open.delete(key.id);
      if (found?.strayed) await remove({ place, id: found.id });
      if (found) return found.strayed ? 'gone' : { place, id: found.id };
    }
    const post = (message: Message) =>
      client.chat.postMessage({
        channel: place.channel,
        ...(place.thread && { thread_ts: place.thread }),
        ...message,
        ...quiet,
        metadata: postMetadata(key.id),
      });
    const posted = await mayPost(place.channel, key)
      .then(() =>
        foldIfRefused(card, signPress, (message) =>
          call('chat.postMessage', 'write', () => post(message), { channel: place.channel, owner: key.id }),
        ),
      )
      .catch((failure: Failure) => {
        refusals.note(key.id, failure);
        if (place.thread && isThreadGone(failure)) return undefined;
        if (failure.kind !== 'platform-unavailable') throw failure;
        open.set(key.id, true);
        // It may still arrive: who looks for it at once might look too early. After a second time the caller's own pace is slow enough.
        if (lostBefore) throw failure;
        throw new Failure(failure.kind, failure.message, { ...failure.facts, retryAt: now() + settles });
      });
    if (!posted) return 'gone';
    // Direct messages may be named by the person: only their own id is good for what comes after.
    const channel = place.kind === 'direct' ? (posted.channel ?? place.channel) : place.channel;
    const ref = { place: { ...place, channel }, id: posted.ts ?? '' };
    // When a thread's first message has vanished, Slack posts into the channel and says so only by this absence.
    if (place.thread && posted.message && posted.message.thread_ts === undefined) {
      await remove(ref);
      return 'gone';
    }
    changes.shows(nameOf(ref), contentOf(card));
    return ref;
  };

  /** One post of a key at a time; who removes it meanwhile, or posts it again, waits for it. */
  const postOnce = (place: Place, card: Card, key: PostKey): Promise<MessageRef | 'gone'> => {
    const before = underWay.get(key.id);
    if (before) return before;
    const posting = postCard(place, card, key).finally(() => underWay.delete(key.id));
    underWay.set(key.id, posting);
    return posting;
  };

  const putSign = async (place: Place, sign: Sign, on: string): Promise<MessageRef> => {
    await call('reactions.add', 'now', () =>
      client.reactions.add({ channel: place.channel, timestamp: on, name: reactions[sign] }),
    ).catch((failure: Failure) => log.debug({ reason: failure.message }, 'sign dropped'));
    return { place, id: on };
  };

  const remove = async (what: MessageRef | LostPost): Promise<void> => {
    const { place } = what;
    const id = 'id' in what ? what.id : await idOf(what);
    if (id !== undefined) await changes.remove(nameOf({ place, id }), () => removeNow(place, id));
  };

  const idOf = async ({ place, key, after }: LostPost): Promise<string | undefined> => {
    const made = await underWay.get(key)?.catch(() => undefined);
    if (made) return made === 'gone' ? undefined : made.id;
    return (await findPost(parts, place, { key, after }))?.id;
  };

  const removeNow = async (place: Place, id: string): Promise<void> => {
    try {
      await call('chat.delete', 'read', () => client.chat.delete({ channel: place.channel, ts: id }), {
        owner: nameOf({ place, id }),
      });
    } catch (failure) {
      if (failure instanceof Failure && failure.kind === 'place-gone') return;
      // Not ours: then what we put there was a sign.
      if (slackErrorCode(failure) !== 'cant_delete_message') throw failure;
      await removeSigns(place, id);
    }
  };

  const removeSigns = (place: Place, timestamp: string): Promise<unknown> =>
    Promise.all(
      Object.values(reactions).map((name) =>
        call('reactions.remove', 'read', () =>
          client.reactions.remove({ channel: place.channel, timestamp, name }),
        ).catch((failure: Failure) => log.debug({ reason: failure.message }, 'no sign to remove')),
      ),
    );

  const contentOf = (card: Card): string => JSON.stringify(renderMessage(card, signPress));

  return {
    post: (place, what, key) => {
      if (what.kind === 'receipt') return putReceipt(place, what, (card) => postOnce(place, card, key));
      if (what.kind === 'pin') return putPin(place, what.on, what.pinned);
      return what.kind === 'card' ? postOnce(place, what.card, key) : putSign(place, what.sign, what.on);
    },
    update: (ref, card) =>
      changes.update(nameOf(ref), contentOf(card), () =>
        foldIfRefused(card, signPress, (message) =>
          call(
            'chat.update',
            'read',
            () =>
              client.chat.update({
                channel: ref.place.channel,
                ts: ref.id,
                blocks: [], // without any, those that were there may stay
                ...message,
                link_names: false,
                parse: 'none',
              }),
            { owner: nameOf(ref) },
          ),
        ),
      ),
    remove,
  };
}

/** Whether a post was sent before could not be found out: not the same as a post that was refused. */
const notKnown = (failure: unknown): never => {
  if (!(failure instanceof Failure) || failure.kind !== 'platform-rate-limited') throw failure;
  throw new Failure('platform-unavailable', failure.message, failure.facts);
};

const nameOf = ({ place, id }: MessageRef): string => `${place.channel}/${id}`;

const tooLong = new Set(['msg_blocks_too_long', 'msg_too_long', 'invalid_blocks', 'invalid_blocks_format']);

/**
 * Slack's total limit is not documented, and what it takes for a block changes: a message that it refuses is sent again
 * without its pictures, then at its shortest, and then as text alone, so that the verdict is said in any case.
 */
export async function foldIfRefused<T>(
  card: Card,
  signPress: SignPress,
  send: (message: Message) => Promise<T>,
): Promise<T> {
  const refused = (failure: unknown) => {
    if (!tooLong.has(slackErrorCode(failure) ?? '')) throw failure;
  };
  const plain = withoutPictures(card, 'Slack did not take the picture. What it shows stands here as text.');
  return send(renderMessage(card, signPress))
    .catch((failure: unknown) => {
      refused(failure);
      if (plain === card) throw failure;
      return send(renderMessage(plain, signPress));
    })
    .catch((failure: unknown) => {
      refused(failure);
      return send(renderShort(card, signPress));
    })
    .catch((failure: unknown) => {
      refused(failure);
      return send(renderBare(card));
    });
}

const isThreadGone = (failure: Failure): boolean =>
  ['thread_not_found', 'message_not_found', 'cannot_reply_to_message'].includes(slackErrorCode(failure) ?? '');
