import { type Card, type Span, text, value } from '../cards/card.ts';
import { notice } from '../cards/notice.ts';
import { personSpan } from '../cards/person.ts';
import { refusal } from '../cards/refusal.ts';
import { timeOf } from '../cards/wording.ts';
import type { LinkedFacts } from './linked-facts.ts';
import type { LinkedRoom } from './linked-rooms.ts';

const command = (prefix: string, words: string): Span => value(`${prefix} ${words}`);

/** Who linked a room, and when. */
export const linkedSpans = ({ room, linkedBy, linkedName, linkedAt }: LinkedRoom): readonly Span[] => [
  text('Linked by '),
  personSpan({ platform: room.platform, id: linkedBy, name: linkedName }),
  text(', '),
  timeOf(linkedAt),
  text('.'),
];

export const notAChannelCard = (simulated: boolean): Card =>
  refusal('Not here', 'only a channel can be the room of an incident.', 'Ask in the channel.', simulated, 'not-now');

/** The bot could answer there, but not post a card. */
export const notMemberCard = (simulated: boolean): Card =>
  refusal(
    'Not a member',
    'the bot is no member of this channel.',
    'Add it to the channel first.',
    simulated,
    'not-now',
  );

export const outsidersCard = (simulated: boolean): Card =>
  refusal(
    'Not here',
    'incidents are shown to members alone, and here guests or other organisations can read, or it is not known who can.',
    'Link a channel of which only members of this organisation are part.',
    simulated,
    'not-now',
  );

/** It is the room of another incident. */
export const takenCard = ({ name, title }: LinkedFacts, prefix: string, simulated: boolean): Card =>
  refusal(
    'Linked already',
    `this channel is the room of ${name} (${title}).`,
    [text('One channel is the room of one incident. To end that: '), command(prefix, 'incident unlink'), text('.')],
    simulated,
    'not-now',
  );

export const noRoomCard = (prefix: string, simulated: boolean): Card =>
  notice({
    tone: 'info',
    word: 'No room',
    sentence: 'this channel is not the room of an incident.',
    todo: [text('To make it one: '), command(prefix, 'incident link <id or link>'), text('.')],
    simulated,
    data: { kind: 'refusal', why: 'not-now' },
  });

/** What the room is told when it becomes one, or is one already. */
export const linkedCard = (
  room: LinkedRoom,
  { name, title }: LinkedFacts,
  { already, prefix, simulated }: Readonly<{ already: boolean; prefix: string; simulated: boolean }>,
): Card =>
  notice({
    tone: 'info',
    word: 'Incident room',
    sentence: `this channel is ${already ? 'already' : 'now'} the room of ${name} (${title}).`,
    todo: [
      ...linkedSpans(room),
      text(
        already
          ? ' Its card is brought up to date.'
          : ' Its card follows and is kept current; what changes is told in its thread, and messages here get a verdict for everything they name, unless the channel has set otherwise. What an analyst marks for the incident stands in its worklog as it was written.',
      ),
    ],
    small: [text('To end it: '), command(prefix, 'incident unlink'), text('.')],
    simulated,
    data: { kind: 'room', incident: room.incident },
  });

export const unlinkedCard = ({ incident }: LinkedRoom, { name, title }: LinkedFacts, simulated: boolean): Card =>
  notice({
    tone: 'info',
    word: 'Incident room',
    sentence: `this channel is the room of ${name} (${title}) no more.`,
    todo: [text('Its card is not kept current any more. In XDR nothing was changed.')],
    simulated,
    data: { kind: 'room', incident },
  });

/** In place of the card. */
const instead = (sentence: string, todo: string, simulated: boolean): Card =>
  notice({
    tone: 'info',
    word: 'Incident room',
    sentence,
    todo: todo ? [text(todo)] : [],
    simulated,
    data: { kind: 'room' },
  });

export const hiddenCard = (simulated: boolean): Card =>
  instead(
    'the incident is not shown here: guests or other organisations can read in this channel, or it is not known who can.',
    'It is shown again when only members of this organisation are part of the channel.',
    simulated,
  );

export const goneCard = ({ name, title }: LinkedFacts, simulated: boolean): Card =>
  instead(
    `XDR does not show ${name} (${title}) any more.`,
    'It was deleted, or the API client may not see it.',
    simulated,
  );

export const leftCard = (words: string, simulated: boolean): Card => instead(words, '', simulated);

export const movedCard = ({ name }: LinkedFacts, simulated: boolean): Card =>
  instead(`the card of ${name} stands further down, as its newest in this channel.`, '', simulated);
