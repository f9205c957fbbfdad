import { type Card, text } from '../cards/card.ts';
import { Failure, isFinal } from '../failure.ts';
import type { MessageRef, Place } from '../incoming.ts';
import type { Log } from '../log.ts';
import type { Outbox } from '../reply.ts';
import type { LinkedFacts } from './linked-facts.ts';
import { cardKey } from './room-card-key.ts';
import type { Drawn, RoomCard, RoomCards } from './room-cards.ts';
import { hiddenCard, linkedSpans, movedCard } from './room-notices.ts';

/**
 * A card that the platform does not keep in sight is posted again when something changed and it is so old (milliseconds),
 * or so many cards of ours stand below it. How much people wrote the bot does not count.
 */
const scrolledAway = { after: 24 * 60 * 60_000, cards: 15 } as const;

/** What there is to show: an incident as a card, which is made when it is needed, and which version of it that is. */
export type Shown = Readonly<{ card: () => Promise<Card>; facts: LinkedFacts; version: number }>;

/**
 * Shows an incident in one of its rooms: posts the card once, then changes it. Resolves with the card's message where the
 * incident is shown, undefined where outsiders may read. Rejects with a Failure: a final one when nothing can be said there.
 */
export type DrawRoom = (its: RoomCard, place: Place, shown: Shown, changed: boolean) => Promise<MessageRef | undefined>;

export function createDrawRoom(parts: {
  cards: Omit<RoomCards, 'of' | 'tell' | 'told'>;
  outbox: Outbox;
  log: Log;
  now: () => number;
  simulated: boolean;
}): DrawRoom {
  const { cards, outbox, log, now, simulated } = parts;

  /** Not to have pinned it is no reason to fail. */
  const pin = async (place: Place, id: string): Promise<boolean> => {
    try {
      const on = await outbox.post(
        place,
        { kind: 'pin', on: id, pinned: true },
        { id: `pin:${id}`, maybePosted: false },
      );
      return on !== 'gone';
    } catch (failure) {
      log.debug({ reason: failure instanceof Error ? failure.message : 'unknown' }, 'card of a room not pinned');
      return false;
    }
  };

  const post = async (its: RoomCard, place: Place, { card, version }: Shown, anew: boolean) => {
    const maybePosted = its.maybePosted && !anew;
    const number = await cards.begin(its, anew);
    if (number === undefined) return undefined; // unlinked meanwhile
    const key = { id: cardKey(its, number), maybePosted, urgent: true as const };
    const drawn = inRoom(await card(), its);
    const ref = await outbox.post(place, { kind: 'card', card: drawn }, key).catch(async (failure) => {
      // Where nobody answered it may stand: it is looked for before it is posted again.
      if (failure instanceof Failure && failure.kind !== 'platform-unavailable') await cards.notBegun(its.room);
      throw failure;
    });
    if (ref === 'gone') throw new Failure('place-gone', 'the card of a room could not be posted');
    const pinned = await pin(place, ref.id);
    // What was found rather than posted shows something older, and is brought up to date next.
    const stands: Drawn = { message: ref.id, pinned, hidden: false, version: maybePosted ? 0 : version };
    if (await cards.posted(its, stands)) return maybePosted ? update(its, ref, { card, version }, stands) : ref;
    await outbox.remove(ref);
    return undefined;
  };

  const update = async (
    its: RoomCard,
    ref: MessageRef,
    { card, version }: Pick<Shown, 'card' | 'version'>,
    { pinned }: Pick<Drawn, 'pinned'>,
  ): Promise<MessageRef> => {
    await outbox.update(ref, inRoom(await card(), its));
    await cards.updated(its.room, {
      message: ref.id,
      pinned: pinned || (await pin(ref.place, ref.id)),
      hidden: false,
      version,
    });
    return ref;
  };

  const hide = async (its: RoomCard, place: Place): Promise<undefined> => {
    const { message, pinned } = its;
    if (message === undefined || its.hidden) return;
    await outbox.update({ place, id: message }, hiddenCard(simulated)).catch(unlessGone);
    await cards.updated(its.room, { message, pinned, hidden: true, version: its.version });
  };

  const isOutOfSight = async ({ room, postedAt, pinned }: RoomCard): Promise<boolean> =>
    !pinned &&
    (now() - postedAt > scrolledAway.after || (await cards.cardsSince(room, postedAt)) >= scrolledAway.cards);

  /** The card before says where to look. */
  const settle = async ({ room, before }: RoomCard, place: Place, facts: LinkedFacts): Promise<void> => {
    if (before === undefined) return;
    await outbox.update({ place, id: before }, movedCard(facts, simulated)).catch(unlessGone);
    await cards.settled(room);
  };

  return async (its, place, shown, changed) => {
    if (place.outsiders) return hide(its, place);
    const { message } = its;
    if (message === undefined) {
      const ref = await post(its, place, shown, false);
      await settle(its, place, shown.facts);
      return ref;
    }
    const ref = { place, id: message };
    if (its.version >= shown.version && !its.hidden) {
      await settle(its, place, shown.facts);
      return ref;
    }
    if (changed && (await isOutOfSight(its))) {
      const again = await post(its, place, shown, true);
      if (again) await settle({ ...its, before: message }, place, shown.facts);
      return again;
    }
    return update(its, ref, shown, its).catch((failure: unknown) => {
      // The channel was there just now: its message was deleted, and what it said is said anew.
      if (!(failure instanceof Failure && failure.kind === 'place-gone')) throw failure;
      return post(its, place, shown, true).then(async (again) => {
        await cards.settled(its.room);
        return again;
      });
    });
  };
}

const inRoom = (card: Card, its: RoomCard): Card => ({
  ...card,
  parts: [
    ...card.parts,
    {
      part: 'note',
      spans: [text('This channel is its room, and this card is kept current. '), ...linkedSpans(its)],
    },
  ],
});

const unlessGone = (failure: unknown): void => {
  if (!(failure instanceof Failure && isFinal(failure))) throw failure;
};
