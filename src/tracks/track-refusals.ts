import { type Card, text } from '../cards/card.ts';
import { notice } from '../cards/notice.ts';
import { mostTracks } from './track.ts';

const refusal = (word: string, sentence: string, todo: string, simulated: boolean): Card =>
  notice({
    tone: 'refused',
    word,
    sentence,
    todo: [text(todo)],
    simulated,
    data: { kind: 'refusal', why: 'not-now' },
  });

export const fullCard = (whose: 'room' | 'person', simulated: boolean): Card =>
  refusal(
    'Too many',
    whose === 'room'
      ? `this conversation tracks ${mostTracks} observables already.`
      : `you have asked for ${mostTracks} observables already.`,
    'End one first: “track list” shows them, “untrack” ends them.',
    simulated,
  );

export const notTrackedCard = (simulated: boolean): Card =>
  refusal('Not tracked', 'this conversation does not track it.', '“track list” shows what it tracks.', simulated);

/** Where we cannot post unasked, nobody could be told. */
export const notHereCard = (simulated: boolean): Card =>
  refusal(
    'Not tracked',
    'the bot cannot post in this conversation.',
    'Add it to the channel, or write to it directly.',
    simulated,
  );
