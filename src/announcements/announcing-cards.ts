import { type Card, text, value } from '../cards/card.ts';
import { refusal } from '../cards/refusal.ts';
import { counted } from '../cards/wording.ts';
import type { Place } from '../incoming.ts';
import { roomName } from '../room.ts';
import type { AnnounceLevel, AnnouncingChannel } from './announcing.ts';
import { heavyScore } from './weight.ts';

const words: Readonly<Record<AnnounceLevel | 'off', string>> = {
  high: `I tell here of each new incident that is high or critical, of high impact, or scored ${heavyScore} or more.`,
  all: 'I tell here of each new incident.',
  off: 'I no longer tell here of new incidents.',
};

export const announcingCard = (level: AnnounceLevel | 'off', simulated: boolean): Card => ({
  headline: `Announcing: ${level}. ${words[level]}`,
  simulated,
  parts: [{ part: 'heading', tone: 'info', word: `Announcing: ${level}`, spans: [text(words[level])] }],
});

/** The channels in which incidents are announced, by their ids; the one where it is asked is named so. */
export function announcingListCard(channels: readonly AnnouncingChannel[], here: Place, simulated: boolean): Card {
  const told =
    channels.length === 0
      ? 'new incidents are announced nowhere.'
      : `new incidents are announced in ${counted(channels.length, 'channel')}.`;
  return {
    headline: `Announcing: ${told}`,
    simulated,
    parts: [
      { part: 'heading', tone: 'info', word: 'Announcing', spans: [text(told)] },
      ...(channels.length === 0
        ? []
        : [
            {
              part: 'rows' as const,
              rows: channels.map(({ room, level }) => ({
                tone: 'info' as const,
                word: level,
                spans: [value(`${room.platform}:${room.channel}`)],
                ...(roomName(room) === roomName(here) ? { notes: [text('here')] } : {}),
              })),
            },
          ]),
    ],
  };
}

/** Incidents are not for guests or people of other organisations. */
export const notAnnouncedHereCard = (simulated: boolean): Card =>
  refusal(
    'Not here',
    'people from outside may read this channel, so incidents are not announced in it.',
    'Ask for it in a channel without guests, shared members or people of other organisations.',
    simulated,
    'not-permitted',
  );
