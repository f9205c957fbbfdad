import type { Card } from '../cards/card.ts';
import { Failure, isFinal } from '../failure.ts';
import type { Incident } from '../incidents/incident.ts';
import { nameOf } from '../incidents/incident-words.ts';
import type { MessageRef, Place } from '../incoming.ts';
import type { Outbox } from '../reply.ts';
import { type Room, roomName } from '../room.ts';
import type { StoredMark } from './mark.ts';
import { changedCard, notedCard, notNotedCard, unknownNoteCard } from './mark-cards.ts';
import type { Marks } from './marks.ts';

/**
 * Tells in the room what has become of a note: of one that was written a reaction or a card, of the others a card that
 * names who marked the message. Resolves with the note's state; rejects with a Failure when it is to be told again.
 */
export type TellNote = (
  mark: StoredMark,
  more: Readonly<{ incident?: Incident | undefined /** The bot may have died while it told. */; maybeTold: boolean }>,
) => Promise<string>;

/** Tells in the thread that a message that was added has changed. */
export type TellChanged = (message: MessageRef, how: 'edited' | 'deleted') => Promise<string>;

export function createTellNote(parts: {
  marks: Pick<Marks, 'read' | 'told'>;
  outbox: Pick<Outbox, 'post'>;
  /** How a conversation is now, asked of the platform. */
  placeNow: (room: Room) => Promise<Place>;
  simulated: boolean;
}): Readonly<{ tell: TellNote; tellChanged: TellChanged }> {
  const { marks, outbox, simulated } = parts;

  /** Under the message; where its thread has vanished, in the conversation. */
  const post = async ({ place, id }: MessageRef, card: Card, key: string, maybePosted: boolean): Promise<void> => {
    const what = { kind: 'card', card } as const;
    const ref = await outbox.post(threadOf(place, id), what, { id: key, maybePosted, after: id, urgent: true });
    if (ref === 'gone') {
      const { thread: _, ...root } = place;
      await outbox.post(root, what, { id: `${key}:root`, maybePosted, after: id, urgent: true });
    }
  };

  /** A note may wait for hours, and who reads there by then is no longer who read there. */
  const isForThem = async ({ place }: MessageRef): Promise<boolean> => !(await parts.placeNow(place)).outsiders;

  const tellNow = async (mark: StoredMark, incident: Incident | undefined, maybeTold: boolean): Promise<void> => {
    const { message, note, attempt } = mark;
    if (!(await isForThem(message))) return;
    const key = `noted:${roomName(message.place)}/${message.id}/${attempt}/${note}`;
    switch (note) {
      case 'done': {
        const orElse = notedCard(mark, incident ? nameOf(incident) : mark.incident, simulated);
        const what = { kind: 'receipt', on: message.id, orElse } as const;
        await outbox.post(threadOf(message.place, message.id), what, { id: key, maybePosted: maybeTold, urgent: true });
        return;
      }
      case 'failed':
        return post(message, notNotedCard(mark, simulated), key, maybeTold);
      case 'unknown':
        return post(message, unknownNoteCard(mark, simulated), key, maybeTold);
      case 'waiting':
      case 'writing':
        return;
    }
  };

  return {
    tell: async (mark, { incident, maybeTold }) => {
      await tellNow(mark, incident, maybeTold).catch((failure: unknown) => {
        // The room is gone: nobody is left to be told.
        if (!(failure instanceof Failure && isFinal(failure))) throw failure;
      });
      await marks.told(mark.message);
      return mark.note;
    },
    tellChanged: async (message, how) => {
      const mark = await marks.read(message);
      if (!mark || mark.note === 'failed' || !(await isForThem(message))) return 'nothing-to-tell';
      await post(
        message,
        changedCard(mark, how, simulated),
        `note-${how}:${roomName(message.place)}/${message.id}`,
        true,
      );
      return how;
    },
  };
}

const threadOf = (place: Place, id: string): Place => ({ ...place, thread: place.thread ?? id });
