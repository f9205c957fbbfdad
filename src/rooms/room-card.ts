import { type Card, type Span, text, value } from '../cards/card.ts';
import { timeOf } from '../cards/wording.ts';
import { toneOf, wordOf } from '../incidents/incident-words.ts';
import type { LinkedFacts } from './linked-facts.ts';
import type { LinkedRoom } from './linked-rooms.ts';
import { linkedSpans } from './room-notices.ts';

export type RoomCardFacts = Readonly<{
  room: LinkedRoom;
  facts: LinkedFacts;
  watch: 'off' | 'quiet' | 'all';
  /** Observables that messages of the room named. */
  observables: number;
  prefix: string;
  simulated: boolean;
}>;

/** What `room` answers: which incident, since when, by whom, and how it ends. */
export function roomCard({ room, facts, watch, observables, prefix, simulated }: RoomCardFacts): Card {
  const fact = (name: string, ...spans: readonly Span[]) => ({ name, spans });
  return {
    headline: `Incident room of ${facts.name}: ${facts.title}`,
    simulated,
    parts: [
      {
        part: 'heading',
        tone: toneOf(facts),
        word: 'Incident room',
        spans: [value(facts.name), text(` ${facts.title}`)],
      },
      { part: 'text', spans: linkedSpans(room) },
      {
        part: 'facts',
        facts: [
          fact('Status', text(facts.gone ? 'not shown by XDR any more' : wordOf(facts.status))),
          fact('Severity', text(wordOf(facts.severity))),
          fact('Watching', text(watchWords[watch])),
          fact('Observables', text(`${observables} named in messages of this channel`)),
          ...(room.restsSince === undefined
            ? []
            : [fact('Rests', text('nothing can be posted here since '), timeOf(room.restsSince))]),
        ],
      },
      {
        part: 'note',
        spans: [text('To end it: '), value(`${prefix} incident unlink`), text('. In XDR nothing changes by that.')],
      },
    ],
    data: { kind: 'room', incident: room.incident },
  };
}

const watchWords = {
  off: 'off',
  quiet: 'quiet: speaks when something is malicious or suspicious',
  all: 'all: a card for everything that is named',
} as const;
