import type { App } from '@slack/bolt';
import type { IncomingJoin, IncomingMessage, IncomingRoomChange, IncomingWithdrawal } from '../../src/incoming.ts';
import type { Log } from '../../src/log.ts';
import { acts } from '../../src/presses/press.ts';
import type { Answer, Outbox } from '../../src/reply.ts';
import type { AnswerMark } from './answer-mark.ts';
import type { AnswerPress } from './answer-press.ts';
import type { AnsweredSubmission } from './answer-submission.ts';
import { formCallback } from './form.ts';
import type { Identity } from './identity.ts';
import type { SlackFile } from './message-shape.ts';
import { messageText } from './message-text.ts';
import { filesOfCommand, postedFiles } from './posted-files.ts';
import { type Asked, commandOf, readShortcut, readSlashCommand } from './read-command.ts';
import { readJoin } from './read-join.ts';
import { readLinks, type SharedLinks } from './read-links.ts';
import { type Marked, readMarkShortcut, readPin, readReaction } from './read-mark.ts';
import { readMessageEvent, type Said } from './read-message.ts';
import { readPress } from './read-press.ts';
import { readRoomChange, roomEvents } from './read-room-change.ts';
import type { ReadSnippets } from './read-snippets.ts';
import { readSubmission, type Submitted } from './read-submission.ts';
import { Nonsense, NotStored } from './take-delivery.ts';

export type ListenParts = Readonly<{
  app: App;
  us: () => Identity;
  answer: () => Answer;
  outbox: Outbox;
  answerCommand: (asked: Asked) => Promise<void>;
  answerPress: AnswerPress;
  answerMark: AnswerMark;
  unfurl: (links: SharedLinks) => Promise<void>;
  answerSubmission: (submitted: Submitted) => Promise<AnsweredSubmission>;
  readSnippets: ReadSnippets;
  /** Who reads in a channel, or whether we may, is another now. */
  forgetRoom: (channel: string) => void;
  log: Log;
}>;

/**
 * Registers what the bot listens to. A listener ends when the delivery may be acknowledged: for what people say, for acting
 * presses and for forms, when the core has stored it; for commands and other presses at once, and the work goes on.
 * Resolves when work under way has ended.
 */
export function listen(parts: ListenParts): Readonly<{ settled: () => Promise<void> }> {
  const { app, us, answer, log } = parts;
  const underWay = new Set<Promise<void>>();
  const goOn = (work: Promise<unknown>): void => {
    const ended = work.then(
      () => {},
      (error: unknown) =>
        log.warn({ error: error instanceof Error ? error.message : 'unknown' }, 'answer not delivered'),
    );
    underWay.add(ended);
    void ended.then(() => underWay.delete(ended));
  };

  /** Tells the core, and says what it wants said at once; rejects when the core could not store. */
  const tell = async (
    incoming: IncomingMessage | IncomingWithdrawal | IncomingJoin | IncomingRoomChange,
  ): Promise<void> => {
    const reply = await answer()(incoming);
    if (reply.kind !== 'card' || incoming.kind === 'room') return;
    const [place, id] =
      incoming.kind === 'join'
        ? [incoming.place, incoming.key]
        : [inThread(incoming.message), `${incoming.kind}:${incoming.message.place.channel}:${incoming.message.id}`];
    goOn(parts.outbox.post(place, { kind: 'card', card: reply.card }, { id, maybePosted: false }));
  };

  /** A command with what was posted beside it: what was pasted is words of it. */
  const withFiles = async (asked: Asked, files: readonly SlackFile[] | null | undefined): Promise<Asked> => {
    if (!files?.length) return asked;
    const { words, posted } = filesOfCommand(files);
    const snippets = await parts.readSnippets(words);
    return { ...asked, words: [asked.words, snippets].filter(Boolean).join('\n'), files: posted };
  };

  const hear = async (said: Said): Promise<void> => {
    const { message, ref, version, author } = said;
    const asked = commandOf(said, us());
    if (asked) return goOn(withFiles(asked, message.files).then(parts.answerCommand));
    const files = postedFiles(message.files);
    const text = messageText(message);
    return tell({ kind: 'message', message: ref, version, text, author, ...(files.length > 0 && { files }) });
  };

  app.event('message', async ({ body, event }) => {
    if (!isForUs(body, us())) return;
    const happening = readMessageEvent(event, us());
    if (happening?.happened === 'said') await hear(happening.said);
    if (happening?.happened === 'withdrawn') await tell({ kind: 'withdrawal', message: happening.ref });
  });

  // Every mention in a conversation we are in comes as `message` too; this event covers those whose history we may not read.
  app.event('app_mention', async ({ body, event }) => {
    if (!isForUs(body, us())) return;
    const happening = readMessageEvent(event, us());
    if (happening?.happened !== 'said') return;
    const asked = commandOf(happening.said, us());
    if (asked) goOn(withFiles(asked, happening.said.message.files).then(parts.answerCommand));
  });

  app.event('member_joined_channel', async ({ body, event }) => {
    const happening = isForUs(body, us()) ? (readJoin(event, us()) ?? readRoomChange(event, us())) : undefined;
    if (!happening) return;
    parts.forgetRoom(happening.place.channel);
    await tell(happening);
  });

  const noteMark = async (body: unknown, marked: Marked | undefined): Promise<void> => {
    if (marked && isForUs(body, us())) goOn((await parts.answerMark(marked))());
  };
  app.event('reaction_added', ({ body, event }) => noteMark(body, readReaction(event, us())));
  app.event('pin_added', ({ body, event }) => noteMark(body, readPin(event, us())));

  app.event('link_shared', async ({ body, event }) => {
    const links = isForUs(body, us()) ? readLinks(event, body.event_id, us()) : undefined;
    if (links) goOn(parts.unfurl(links));
  });
  for (const name of roomEvents)
    app.event(name, async ({ body, event }) => {
      const change = isForUs(body, us()) ? readRoomChange(event, us()) : undefined;
      if (!change) return;
      parts.forgetRoom(change.place.channel);
      await tell(change);
    });

  app.command(/.*/, async ({ command, ack }) => {
    const asked = readSlashCommand(command, us());
    await ack();
    goOn(parts.answerCommand(asked));
  });

  app.shortcut('check_in_xdr', async ({ body, ack }) => {
    const { message, asked } = readShortcut(body);
    await ack();
    goOn(withFiles(asked, message.files).then(parts.answerCommand));
  });

  app.shortcut('add_to_incident', async ({ body, ack }) => {
    const tellHim = await parts.answerMark(readMarkShortcut(body)).catch(notStored);
    await ack();
    goOn(tellHim());
  });

  app.action(/^(press|page)-/, async ({ body, ack }) => {
    const pressed = readPress(body);
    if (acts(pressed.press)) {
      const show = await parts.answerPress.acting(pressed).catch(notStored);
      await ack();
      return goOn(show());
    }
    await ack();
    goOn(parts.answerPress.reading(pressed));
  });

  app.view(formCallback, async ({ body, ack }) => {
    const { acknowledgement, after } = await parts.answerSubmission(readSubmission(body)).catch(notStored);
    await ack(acknowledgement);
    goOn(after());
  });

  // Bolt would log and swallow; the receiver needs to know, or it would acknowledge what was not stored.
  app.error(async (error) => {
    throw error;
  });

  return {
    settled: async () => {
      while (underWay.size > 0) await Promise.all(underWay);
    },
  };
}

const notStored = (cause: unknown): never => {
  throw new NotStored(cause instanceof Error ? cause.message : 'unknown', { cause });
};

const inThread = ({ place, id }: Said['ref']) => (place.thread ? place : { ...place, thread: id });

/** `authorizations` names the installations that an event is for; ours must be among them. */
function isForUs(body: unknown, us: Identity): boolean {
  const installed =
    typeof body === 'object' && body !== null && 'authorizations' in body ? body.authorizations : undefined;
  if (installed === undefined || installed === null) return true;
  if (!Array.isArray(installed)) throw new Nonsense('authorizations is not a list');
  return (
    installed.length === 0 ||
    installed.some(
      (one: unknown) =>
        typeof one === 'object' &&
        one !== null &&
        (('team_id' in one && one.team_id === us.team) ||
          ('enterprise_id' in one && us.enterprise !== undefined && one.enterprise_id === us.enterprise)),
    )
  );
}
