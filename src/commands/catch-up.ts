import type { Adapter } from '../adapter.ts';
import { type Card, type Span, text } from '../cards/card.ts';
import { counted, timeOf } from '../cards/wording.ts';
import type { IncomingMessage, Place } from '../incoming.ts';
import type { Interruption } from '../interruptions/interruption.ts';
import type { Room } from '../room.ts';
import type { Command } from './command.ts';

/** Reads back what was said in a place. */
export type History = Adapter['history'];

type Counts = Readonly<{ read: number; stored: number; unreadBefore?: number }>;
type Missed = Interruption & Readonly<{ until: number }>;

/** Slack's times and ours may differ by seconds. */
const margin = 60_000;

/** Reads what was written while the bot could not hear, or could not ask XDR for 24 hours, and has it looked up. */
export function createCatchUp({
  missed,
  markCaughtUp,
  history,
  watch,
  simulated,
}: {
  missed: (room: Room) => Promise<readonly Missed[]>;
  markCaughtUp: (id: number, unreadBefore?: number) => Promise<void>;
  history: History;
  /** Has a message looked up though it may have been given up before; true when it held something to look up. */
  watch: (message: IncomingMessage, occasion: string) => Promise<boolean>;
  simulated: boolean;
}): Command {
  const read = async (place: Place, { id, from, until }: Missed): Promise<Counts> => {
    const past = history(place, { from: from - margin, until: until + margin });
    let [read, stored] = [0, 0];
    for await (const message of past) {
      read += 1;
      if (await watch(message, `catch-up ${id}`)) stored += 1;
    }
    const unreadBefore = past.unreadBefore();
    await markCaughtUp(id, unreadBefore);
    return { read, stored, ...(unreadBefore === undefined ? {} : { unreadBefore }) };
  };

  return {
    verb: 'catch-up',
    usage: 'catch-up',
    does: 'Reads what was written here while the bot could not hear it.',
    role: 'readers',
    scopes: [],
    needsRoom: true,
    run: async ({ place }) => {
      const spans = await missed(place);
      const [first] = spans;
      if (!first)
        return card('Nothing to catch up', 'no message of this channel is known to be missing.', [], simulated);
      const counts: Counts[] = [];
      for (const span of spans) counts.push(await read(place, span));
      const sum = (what: 'read' | 'stored') => counts.reduce((all, one) => all + one[what], 0);
      const unread = counts.flatMap(({ unreadBefore }) => unreadBefore ?? []);
      return card(
        'Caught up',
        `${counted(sum('read'), 'message')} read, ${sum('stored')} to be looked up.`,
        [
          text('From '),
          timeOf(first.from),
          text(' to '),
          timeOf(Math.max(...spans.map(({ until }) => until))),
          text('. What is malicious or suspicious is said in the threads, and marked late.'),
          ...(unread.length === 0
            ? []
            : [
                text(' That was much: what is older than '),
                timeOf(Math.max(...unread)),
                text(' is read by the next catch-up.'),
              ]),
        ],
        simulated,
      );
    },
  };
}

const card = (word: string, sentence: string, more: readonly Span[], simulated: boolean): Card => ({
  headline: `${word}: ${sentence}`,
  simulated,
  parts: [
    { part: 'heading', tone: 'info', word, spans: [text(sentence)] },
    ...(more.length > 0 ? [{ part: 'text' as const, spans: more }] : []),
  ],
});
