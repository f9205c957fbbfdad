import { randomUUID } from 'node:crypto';
import type { Card } from '../../src/cards/card.ts';
import { refusal } from '../../src/cards/refusal.ts';
import type { PostedFile } from '../../src/files/posted-file.ts';
import type { IncomingCommand, IncomingPress, Person, Place } from '../../src/incoming.ts';
import type { Press, SignPress } from '../../src/presses/press.ts';
import type { Answer } from '../../src/reply.ts';

/** Whoever holds the API client's credentials. */
export const terminalPerson: Person = {
  platform: 'terminal',
  workspace: '',
  id: 'local',
  standing: 'member',
  groups: [],
};
export const terminalPlace: Place = {
  platform: 'terminal',
  workspace: '',
  channel: 'terminal',
  kind: 'direct',
  outsiders: false,
};

/** A form is filled in by somebody whom a chat platform knows; here it is only known who holds the credentials. */
const notHereCard: Card = {
  headline: 'Not in the terminal: response actions are confirmed in Slack or Teams. Press this button there.',
  simulated: false,
  parts: [],
  data: { kind: 'refusal', why: 'not-permitted' },
};

/** Commands that need a room, or somebody whom a chat platform knows. */
const roomVerbs: ReadonlySet<string> = new Set([
  'announce',
  'casebook',
  'catch-up',
  'feed',
  'files',
  'grant',
  'grants',
  'incident',
  'incidents',
  'judge',
  'respond',
  'revoke',
  'room',
  'track',
  'untrack',
  'watch',
  'workflow',
]);

const roomsCard = (verb: string): Card =>
  refusal('Not here', `“${verb}” works only in rooms (Slack, Teams).`, 'Write it there.', false);

/** Puts words or a press to the bot; undefined when it keeps silent. */
export type Ask = Readonly<{
  words: (words: string, files?: readonly PostedFile[]) => Promise<Card | undefined>;
  press: (press: Press) => Promise<Card | undefined>;
}>;

export function createAsk(answer: Answer, signPress: SignPress): Ask {
  const put = async (incoming: IncomingCommand | IncomingPress): Promise<Card | undefined> => {
    const reply = await answer(incoming);
    if (reply.kind === 'form') return notHereCard;
    return reply.kind === 'card' ? reply.card : undefined;
  };
  const common = () => ({ key: randomUUID(), person: terminalPerson, place: terminalPlace });
  return {
    words: async (words, files) => {
      const verb = (/^\S+/.exec(words.trim())?.[0] ?? '').toLowerCase();
      if (roomVerbs.has(verb)) return roomsCard(verb);
      return put({ kind: 'command', words, from: 'terminal', ...(files && { files }), ...common() });
    },
    press: (press) => put({ kind: 'press', press: signPress(press), ...common() }),
  };
}
