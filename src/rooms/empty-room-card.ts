import { type Card, text, value } from '../cards/card.ts';
import { notice } from '../cards/notice.ts';

/** Nothing was collected in a room, and why that may be. */
export const emptyRoomCard = ({
  watched,
  prefix,
  simulated,
}: Readonly<{ watched: boolean; prefix: string; simulated: boolean }>): Card =>
  notice({
    tone: 'info',
    word: 'Room',
    sentence: 'nothing was collected here yet.',
    todo: watched
      ? [text('Observables that people paste in this channel are collected from now on.')]
      : [
          text('Nobody reads along in this channel. Switch it on with '),
          value(`${prefix} watch quiet`),
          text('; what is pasted from then on is collected.'),
        ],
    simulated,
    data: { kind: 'refusal', why: 'not-now' },
  });
