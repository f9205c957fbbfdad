import { type Card, type Part, type Span, type Tone, text, value } from '../cards/card.ts';
import { outsideText } from '../cards/outside-text.ts';
import { personSpan } from '../cards/person.ts';
import { refusal } from '../cards/refusal.ts';
import { counted, timeOf } from '../cards/wording.ts';
import type { StoredMark } from './mark.ts';

/** The channel is the room of no incident; `prefix`: what stands before a verb here. */
export const notARoomCard = (prefix: string, simulated: boolean): Card =>
  refusal(
    'Not an incident room',
    'this conversation is the room of no incident, so nothing was added.',
    [text('Link it first, then add the message again: '), value(`${prefix} incident link <id>`), text('.')],
    simulated,
    'not-now',
  );

export const outsidersCard = (simulated: boolean): Card =>
  refusal(
    'Not here',
    'people from outside may read here, so nothing of it is added to an incident.',
    'Write the note yourself, in a room without guests.',
    simulated,
    'not-permitted',
  );

export const noTextCard = (simulated: boolean): Card =>
  refusal('No text', 'there is no text in this message, so nothing was added.', '', simulated);

/** Stored, and on its way. */
export const addingCard = ({ incident }: StoredMark, simulated: boolean): Card =>
  said('Adding', 'the message is being added to the incident of this room.', simulated, [
    text('As soon as XDR has it, the message is marked or answered. Its incident is '),
    value(incident),
    text('.'),
  ]);

/** It was marked before. */
export function addedBeforeCard(mark: StoredMark, simulated: boolean): Card {
  const by = [text('It was marked by '), markerSpan(mark), text(' at '), timeOf(mark.markedAt), text('.')];
  if (mark.note === 'unknown')
    return said('Unknown', 'it is not known whether this message was added.', simulated, [...by, ...look(mark)]);
  return mark.note === 'done'
    ? said('Added before', 'this message stands in the incident already.', simulated, by)
    : said('Adding', 'this message is being added already.', simulated, by);
}

/** In the thread, where the bot cannot put a reaction on the message. `name`: of the incident. */
export const notedCard = (mark: StoredMark, name: string, simulated: boolean): Card =>
  inThread('Added', 'info', [text('to incident '), value(name)], `to incident ${name}`, simulated, [
    { part: 'text', spans: [text('Marked by '), markerSpan(mark), text('.')] },
  ]);

/** In the thread: XDR does not have it, or not all of it. */
export const notNotedCard = (mark: StoredMark, simulated: boolean): Card => {
  const sentence = 'the message was not added to the incident.';
  return inThread('Failed', 'failed', [text(sentence)], sentence, simulated, [
    { part: 'text', spans: [text('Marked by '), markerSpan(mark), text(`. ${outsideText(mark.why ?? '', 300)}`)] },
    ...(mark.keys.length > 0
      ? [
          note(
            `The first ${counted(mark.keys.length, 'part')} of it stand in XDR; the rest follows when it is marked again.`,
          ),
        ]
      : [note('Mark it again to try once more.')]),
  ]);
};

/** In the thread: nobody knows whether XDR has it. */
export const unknownNoteCard = (mark: StoredMark, simulated: boolean): Card => {
  const sentence = 'it is not known whether the message was added to the incident.';
  return inThread('Unknown', 'incomplete', [text(sentence)], sentence, simulated, [
    { part: 'text', spans: [text('Marked by '), markerSpan(mark), text('. '), ...look(mark)] },
    ...(mark.why ? [note(outsideText(mark.why, 300))] : []),
  ]);
};

/** In the thread: the message says something else now, or is gone; the note is not changed. */
export const changedCard = (mark: StoredMark, how: 'edited' | 'deleted', simulated: boolean): Card => {
  const what = how === 'edited' ? 'this message was edited' : 'a message was deleted here';
  const sentence = `${what} after it was added to the incident.`;
  const holds = [text('The note in XDR holds its text of '), timeOf(mark.markedAt), text(' and stays as it is.')];
  return inThread('Changed', 'info', [text(sentence)], sentence, simulated, [{ part: 'text', spans: holds }]);
};

const inThread = (
  word: string,
  tone: Tone,
  spans: readonly Span[],
  sentence: string,
  simulated: boolean,
  more: readonly Part[],
): Card => ({ headline: `${word}: ${sentence}`, simulated, parts: [{ part: 'heading', tone, word, spans }, ...more] });

const note = (words: string): Part => ({ part: 'note', spans: [text(words)] });

const markerSpan = ({ message, by }: StoredMark): Span =>
  personSpan({ platform: message.place.platform, id: by.id, name: by.name });

const look = ({ incident }: StoredMark): readonly Span[] => [
  text('Look into its worklog before you write it again: '),
  value(`incident ${incident}`),
  text('. The bot does not repeat it.'),
];

/** What is said to one person, about what is done. */
const said = (word: string, sentence: string, simulated: boolean, more: readonly Span[]): Card => ({
  headline: `${word}: ${sentence}`,
  simulated,
  parts: [
    { part: 'heading', tone: word === 'Unknown' ? 'incomplete' : 'info', word, spans: [text(sentence)] },
    { part: 'text', spans: more },
  ],
});
