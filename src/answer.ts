import { randomInt } from 'node:crypto';
import { failureCard } from './cards/failure-card.ts';
import { parseWords } from './commands/parse-words.ts';
import { Failure } from './failure.ts';
import type {
  Incoming,
  IncomingCommand,
  IncomingGap,
  IncomingJoin,
  IncomingLink,
  IncomingMark,
  IncomingMessage,
  IncomingPress,
  IncomingRoomChange,
  IncomingWithdrawal,
} from './incoming.ts';
import type { Log } from './log.ts';
import { acts } from './presses/press.ts';
import type { Answer, Reply, SilenceReason } from './reply.ts';

/** The three ways in, and what else platforms tell. */
export type Ways = Readonly<{
  watchMessage: (incoming: IncomingMessage) => Promise<Reply>;
  withdrawMessage: (incoming: IncomingWithdrawal) => Promise<Reply>;
  runCommand: (incoming: IncomingCommand) => Promise<Reply>;
  answerPress: (incoming: IncomingPress) => Promise<Reply>;
  markMessage: (incoming: IncomingMark) => Promise<Reply>;
  showLink: (incoming: IncomingLink) => Promise<Reply>;
  greet: (incoming: IncomingJoin) => Promise<Reply>;
  noteGap: (gap: IncomingGap) => Promise<Reply>;
  roomChanged: (change: IncomingRoomChange) => Promise<Reply>;
  /** True for the first who asks for this key; false when it was claimed before. */
  claim: (key: string) => Promise<boolean>;
}>;

/**
 * The whole bot as one function. The one place that catches: what a person asked for is answered with a failure card
 * under a reference code that is in the log; what must not be lost rejects, so that the platform delivers it again.
 */
export function createAnswer(ways: Ways, { log, simulated }: { log: Log; simulated: boolean }): Answer {
  const route = async (incoming: Incoming): Promise<Reply> => {
    switch (incoming.kind) {
      case 'message':
        return ways.watchMessage(incoming);
      case 'withdrawal':
        return ways.withdrawMessage(incoming);
      case 'room':
        return ways.roomChanged(incoming);
      case 'join':
        await ways.roomChanged({ kind: 'room', place: incoming.place, became: 'back' });
        return (await ways.claim(incoming.key)) ? ways.greet(incoming) : answeredBefore;
      case 'command':
        return (await isFirst(incoming)) ? ways.runCommand(incoming) : answeredBefore;
      case 'press':
        return ways.answerPress(incoming);
      case 'mark':
        return ways.markMessage(incoming);
      case 'link':
        return (await ways.claim(`link/${incoming.key}`)) ? ways.showLink(incoming) : answeredBefore;
      case 'gap':
        return ways.noteGap(incoming);
    }
  };

  /** Platforms deliver a mention twice (as message and as mention) and again when they doubt. Reading needs no database: without one, answer. */
  const isFirst = async ({ from, key }: IncomingCommand): Promise<boolean> => {
    if (from === 'slash' || from === 'terminal' || from === 'shortcut') return true;
    return ways.claim(`command/${key}`).catch(() => true);
  };

  /** One line for each decision; ordinary chatter, of which there is most, only where somebody looks for it. */
  const tell = (incoming: Incoming, reply: Reply): void => {
    const outcome =
      reply.kind === 'silence'
        ? reply.reason
        : reply.kind === 'card'
          ? (reply.card.data?.kind ?? reply.kind)
          : reply.kind;
    const level = reply.kind === 'silence' && unremarkable.has(reply.reason) ? 'debug' : 'info';
    log[level]({ ...factsOf(incoming), outcome }, 'answered');
  };

  return async (incoming) => {
    try {
      const reply = await route(incoming);
      tell(incoming, reply);
      return reply;
    } catch (error) {
      const reference = newReference();
      const failure =
        error instanceof Failure ? error : new Failure('malformed', 'a fault of the bot', { cause: error });
      const { service, status, traceId } = failure.facts;
      log[error instanceof Failure ? 'warn' : 'error'](
        {
          reference,
          ...factsOf(incoming),
          failure: failure.kind,
          service,
          status,
          traceId,
          error: error instanceof Failure ? error.message : stackOf(error),
        },
        'could not answer',
      );
      if (mustBeStored(incoming, failure)) throw failure; // it must not be lost
      return {
        kind: 'card',
        card: failureCard({ failure, reference, simulated }),
        audience: incoming.kind === 'command' && !parseWords(incoming.words).isPrivate ? 'room' : 'asker',
        ...(incoming.kind === 'press' ? { dialog: true as const } : {}),
      };
    }
  };
}

/** What people say, and what they decide: the platform hears of it that it was not taken. */
function mustBeStored(incoming: Incoming, { kind }: Failure): boolean {
  switch (incoming.kind) {
    case 'command':
    case 'link': // unasked: no card is no loss
      return false;
    case 'press':
      return acts(incoming.press) && kind === 'store-unavailable';
    case 'mark': // whoever used the menu sees what went wrong
      return incoming.how !== 'action';
    default:
      return true;
  }
}

const answeredBefore: Reply = { kind: 'silence', reason: 'answered-before' };

const unremarkable: ReadonlySet<SilenceReason> = new Set([
  'no-candidates',
  'nothing-leaves',
  'not-watched',
  'not-a-room',
  'no-incident',
]);

/** What came, for the log: from where and what, never what it says. */
function factsOf(incoming: Incoming) {
  if (incoming.kind === 'gap') return { way: incoming.kind, platform: incoming.platform };
  const { platform, channel } = 'message' in incoming ? incoming.message.place : incoming.place;
  return {
    way: incoming.kind,
    platform,
    channel,
    ...('message' in incoming ? { message: incoming.message.id } : {}),
    ...('person' in incoming ? { person: incoming.person.id } : {}),
  };
}

const stackOf = (error: unknown): string => (error instanceof Error ? (error.stack ?? error.message) : String(error));

/** A code that can be read out over the telephone: no letters that look or sound alike. */
export function newReference(): string {
  const letters = 'ACDEFHJKLMNPRTUVWXY347';
  return Array.from({ length: 6 }, () => letters[randomInt(letters.length)]).join('');
}
