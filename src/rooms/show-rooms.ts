import type { Card } from '../cards/card.ts';
import { Failure, isFinal } from '../failure.ts';
import { createInTurn } from '../in-turn.ts';
import type { Incident, IncidentDoor } from '../incidents/incident.ts';
import type { NamesOf } from '../incidents/user-names.ts';
import type { MessageRef, Place } from '../incoming.ts';
import type { Log } from '../log.ts';
import type { Outbox } from '../reply.ts';
import type { Room } from '../room.ts';
import type { Ask } from '../verdicts/verdict.ts';
import type { DrawRoom, Shown } from './draw-room.ts';
import { factsOf, type LinkedFacts, markOf } from './linked-facts.ts';
import type { LinkedIncident, LinkedIncidents } from './linked-incidents.ts';
import type { RestRoom } from './rest-room.ts';
import { newsKey } from './room-card-key.ts';
import type { RoomCard, RoomCards } from './room-cards.ts';
import { changesBetween, newsCard } from './room-news.ts';
import { goneCard } from './room-notices.ts';

/** Milliseconds until what somebody else is drawing, or changing, is looked at again. */
const lookAgain = 1_000;
/** Milliseconds between two signs that it is still drawn. */
const signEvery = 4_000;
/** More occasions while one look lasts are left to the next. */
const mostLooks = 5;

/**
 * Reads an incident and shows it in all its rooms as it is now; tells each in a line what it does not know yet. One does it
 * at a time, over all replicas, and occasions that came meanwhile are one more look. Rejects with a Failure when it is to be
 * tried again.
 */
export type ShowRooms = (incident: string, purpose: Ask['purpose']) => Promise<'shown' | 'nothing to show'>;

export function createShowRooms(parts: {
  read: IncidentDoor['readIncident'];
  incidents: LinkedIncidents;
  cards: RoomCards;
  draw: (incident: Incident) => Promise<Card>;
  drawRoom: DrawRoom;
  namesOf: NamesOf;
  placeNow: (room: Room) => Promise<Place>;
  rest: RestRoom['rest'];
  outbox: Pick<Outbox, 'post'>;
  log: Log;
  now: () => number;
  simulated: boolean;
}): ShowRooms {
  const { incidents, cards, outbox, namesOf, log, now, simulated } = parts;
  const inTurn = createInTurn();

  const say = async (its: RoomCard, card: MessageRef, telling: NonNullable<RoomCard['telling']>, again: boolean) => {
    const { facts, version } = telling;
    const known = its.told ?? facts;
    const changes = changesBetween(known, facts, await namesOf(facts.assignees));
    if (changes.length > 0) {
      if (!again) await cards.tell(its.room, telling);
      const key = { id: newsKey(its, version), maybePosted: again };
      const thread = { ...card.place, thread: card.id };
      await outbox.post(thread, { kind: 'card', card: newsCard(facts, changes, simulated) }, key);
    }
    await cards.told(its.room, facts);
    return facts;
  };

  /** One line for each version, also when somebody died at it. */
  const tell = async (its: RoomCard, card: MessageRef, { facts, version }: Shown): Promise<void> => {
    const told = its.telling ? await say(its, card, its.telling, true) : its.told;
    if (its.telling?.version === version) return;
    await say({ ...its, ...(told ? { told } : {}) }, card, { facts, version }, false);
  };

  const showIn = async (its: RoomCard, shown: Shown): Promise<void> => {
    try {
      const place = await parts.placeNow(its.room);
      const changed = its.told !== undefined && changesBetween(its.told, shown.facts, new Map()).length > 0;
      const card = await parts.drawRoom(its, place, shown, changed);
      if (card) await tell(its, card, shown);
    } catch (failure) {
      if (!(failure instanceof Failure && isFinal(failure))) throw failure;
      log.warn({ channel: its.room.channel, reason: failure.message }, 'a room of an incident rests');
      await parts.rest(its.room, 'nothing can be posted there');
    }
  };

  /** What XDR says now, as it is to be shown. */
  const look = async ({ incident, facts: before }: LinkedIncident, purpose: Ask['purpose']): Promise<Shown> => {
    const read = await parts.read({ id: incident }, { purpose });
    // Asked after the reading: whoever changed what was read here has said so before.
    const changing = (await incidents.read(incident))?.changingUntil ?? 0;
    if (changing > now())
      throw new Failure('platform-unavailable', 'it is being changed', { retryAt: now() + lookAgain });
    const facts: LinkedFacts = read ? factsOf(read) : { ...before, gone: true };
    let drawn: Promise<Card> | undefined;
    const card = () => {
      drawn ??= read ? parts.draw(read) : Promise.resolve(goneCard(before, simulated));
      return drawn;
    };
    return { card, facts, version: await incidents.note(incident, facts, markOf(read, now())) };
  };

  const showOnce = async (known: LinkedIncident, purpose: Ask['purpose']): Promise<void> => {
    const shown = await look(known, purpose);
    const results = await Promise.allSettled((await cards.of(known.incident)).map((its) => showIn(its, shown)));
    for (const result of results) if (result.status === 'rejected') throw result.reason;
    await incidents.answered(known.incident, known.asked);
  };

  return (incident, purpose) =>
    inTurn(incident, async () => {
      for (let looks = 0; ; looks++) {
        const known = await incidents.read(incident);
        if (!known) return 'nothing to show';
        if (known.answered >= known.asked) return looks > 0 ? 'shown' : 'nothing to show';
        if (looks >= mostLooks) throw new Failure('platform-unavailable', 'it changes faster than it is shown');
        const taken = await incidents.take(incident);
        if (!taken)
          throw new Failure('platform-unavailable', 'another process shows it', { retryAt: now() + lookAgain });
        const signs = setInterval(() => incidents.stillDrawing(incident).catch(() => {}), signEvery);
        signs.unref();
        try {
          await showOnce(taken, purpose);
        } finally {
          clearInterval(signs);
          await incidents.leave(incident);
        }
      }
    });
}
