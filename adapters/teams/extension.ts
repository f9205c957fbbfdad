import type { Activity } from 'botbuilder';
import type { Card } from '../../src/cards/card.ts';
import type { Log } from '../../src/log.ts';
import type { SignPress } from '../../src/presses/press.ts';
import type { Answer, Reply } from '../../src/reply.ts';
import { within } from '../within.ts';
import { withoutButtons } from './adaptive-card.ts';
import { cardAsWords, cardToInsert, dialog, noResults, withNote, wordsDialog, wordsOnly } from './extension-answer.ts';
import { createFindExtensionAsker, type ExtensionAsker } from './extension-asker.ts';
import { type ExtensionRequest, readExtensionRequest } from './extension-request.ts';
import { createRoomExtension } from './extension-room.ts';
import { createHasPaused } from './extension-typing.ts';
import type { FindRoom } from './find-room.ts';
import type { InvokeAnswer } from './receive.ts';
import { failedCard } from './small-cards.ts';

export type ExtensionParts = Parameters<typeof createFindExtensionAsker>[0] &
  Readonly<{
    answer: () => Answer;
    signPress: SignPress;
    findRoom: FindRoom;
    log: Log;
    /** Milliseconds within which Teams is answered; it waits for five seconds, and then asks twice again. */
    within?: number;
    /** Milliseconds without another letter after which what somebody types is looked up. */
    typing?: number;
  }>;

const stillLooking = 'Still looking; ask again in a moment.';
const whatToType = 'Type an address, a domain, a URL, a hash or an e-mail address.';
const stillAdding = 'Still working on it; a card under the message says when it was added.';
const noText = 'There is no text in this message.';

/**
 * The message extension: "Check in XDR" where people write, whose card they may insert, and on a message, whose card is
 * a dialog that they alone see. Answers every activity `composeExtension/…` in time, with words where there is no card
 * yet; rejects with Nonsense.
 * https://learn.microsoft.com/microsoftteams/platform/messaging-extensions/how-to/search-commands/respond-to-search
 */
export function createExtension(parts: ExtensionParts): (activity: Activity) => Promise<InvokeAnswer> {
  const { signPress, log, within: patience = 4_000 } = parts;
  const findAsker = createFindExtensionAsker(parts);
  const room = createRoomExtension({ ...parts, findAsker });
  const hasPaused = createHasPaused(parts.typing ?? 400);

  const ask = async (asking: Promise<ExtensionAsker>, words: string): Promise<Told> => {
    const { person, place, present } = await asking;
    const key = `extension:${crypto.randomUUID()}`;
    const reply = await parts.answer()({
      kind: 'command',
      key,
      words,
      from: 'shortcut',
      person,
      place,
      botIsMember: present,
    });
    if (reply.kind === 'form') throw new Error('a form in answer to words');
    return { reply, present, standing: person.standing };
  };

  /** `show` makes an answer of what the core says; what takes too long goes on behind, and XDR's answers are kept. */
  const inTime = async (told: Promise<Told | undefined>, show: (told: Told) => InvokeAnswer, late: InvokeAnswer) => {
    const shown = told.then(
      (all) => (all ? show(all) : noResults),
      (error: unknown) => {
        log.error({ error: String(error) }, 'message extension not answered');
        return show({
          reply: { kind: 'card', card: failedCard, audience: 'asker' },
          present: false,
          standing: 'member',
        });
      },
    );
    return within(shown, patience, late);
  };

  const search = (request: Typed): Promise<InvokeAnswer> | InvokeAnswer => {
    const { who, activity, text } = request;
    if (request.page === 'further') return noResults;
    const paused = hasPaused(who.account); // also for nothing: it puts an end to what was typed before
    if (text === '') return wordsOnly(whatToType);
    const asking = findAsker(who, activity);
    const told = paused.then((goesOn) => (goesOn ? ask(asking, `enrich ${text}`) : undefined));
    return inTime(told, (one) => insertable(one, signPress), wordsOnly(stillLooking));
  };

  const inspectMessage = ({ who, activity, text }: OnMessage): Promise<InvokeAnswer> | InvokeAnswer => {
    if (text === '') return wordsDialog(noText);
    const told = ask(findAsker(who, activity), `enrich --private ${text}`);
    return inTime(told, (one) => dialog(cardOf(one), signPress), wordsDialog(stillLooking));
  };

  /** What takes too long goes on behind. */
  const orLate = (work: Promise<InvokeAnswer>, failed: InvokeAnswer, late: InvokeAnswer): Promise<InvokeAnswer> => {
    const answered = work.catch((error: unknown) => {
      log.error({ error: String(error) }, 'message extension not answered');
      return failed;
    });
    return within(answered, patience, late);
  };

  return async (activity) => {
    const request = readExtensionRequest(activity);
    const { who } = request;
    switch (request.wants) {
      case 'mark': {
        const work = room.addToIncident(who, request.activity, request.marked);
        return orLate(work, dialog(failedCard, signPress), wordsDialog(stillAdding));
      }
      case 'link':
        return orLate(room.showLink(who, request.activity, request.url), noResults, noResults);
      case 'card':
        return search(request);
      case 'dialog':
        return inspectMessage(request);
      case 'close':
        return { status: 200 };
      case 'something else':
        log.debug({ what: (activity.name ?? '').slice(0, 60) }, 'message extension: left aside');
        return { status: 501 };
    }
  };
}

type Typed = Extract<ExtensionRequest, { wants: 'card' }>;
type OnMessage = Extract<ExtensionRequest, { wants: 'dialog' }>;
/** What the core said, and to whom. */
type Told = Readonly<
  { reply: Exclude<Reply, { kind: 'form' }> } & Pick<ExtensionAsker, 'present'> &
    Pick<ExtensionAsker['person'], 'standing'>
>;

const nothing: Card = { headline: 'Nothing to show.', simulated: false, parts: [] };

/** Who is a stranger only because we could not look him up can do something about it. */
function cardOf({ reply, standing }: Told): Card {
  if (reply.kind === 'silence') return nothing;
  const refused = reply.card.data?.kind === 'refusal' && reply.card.data.why === 'not-permitted';
  return refused && standing === 'stranger'
    ? withNote(reply.card, 'If you are a member, open a chat with me first: then I know you here too.')
    : reply.card;
}

/** Verdicts that are for everybody may be inserted; all else is told to who asked, and stays there. */
function insertable(told: Told, signPress: SignPress): InvokeAnswer {
  const card = cardOf(told);
  const isForAll = told.reply.kind === 'card' && told.reply.audience === 'room';
  if (!isForAll || card.data?.kind !== 'verdicts' || card.data.findings.length === 0) return cardAsWords(card);
  // Where we are not, nobody could be told what a button answers.
  return cardToInsert(told.present ? card : withoutButtons(card), signPress);
}
