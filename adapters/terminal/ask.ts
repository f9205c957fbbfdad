import { randomUUID } from 'node:crypto';
import type { Card } from '../../src/cards/card.ts';
import type { IncomingCommand, IncomingPress, Person, Place } from '../../src/incoming.ts';
import type { Press, SignPress } from '../../src/presses/press.ts';
import type { Answer } from '../../src/reply.ts';

/** Whoever holds the API client's credentials. */
const person: Person = { platform: 'terminal', workspace: '', id: 'local', standing: 'member', groups: [] };
export const terminalPlace: Place = {
  platform: 'terminal',
  workspace: '',
  channel: 'terminal',
  kind: 'direct',
  outsiders: false,
};

/** Puts words or a press to the bot; undefined when it keeps silent. */
export type Ask = Readonly<{
  words: (words: string) => Promise<Card | undefined>;
  press: (press: Press) => Promise<Card | undefined>;
}>;

export function createAsk(answer: Answer, signPress: SignPress): Ask {
  const put = async (incoming: IncomingCommand | IncomingPress): Promise<Card | undefined> => {
    const reply = await answer(incoming);
    return reply.kind === 'card' ? reply.card : undefined;
  };
  const common = () => ({ key: randomUUID(), person, place: terminalPlace });
  return {
    words: (words) => put({ kind: 'command', words, from: 'terminal', ...common() }),
    press: (press) => put({ kind: 'press', press: signPress(press), ...common() }),
  };
}
