import type { Activity } from 'botbuilder';
import type { ServiceClientCredentialsFactory } from 'botframework-connector';
import type { PastMessages } from '../../src/adapter.ts';
import { Failure } from '../../src/failure.ts';
import type { Route } from '../../src/listener.ts';
import type { Log } from '../../src/log.ts';
import type { SignPress } from '../../src/presses/press.ts';
import type { Answer } from '../../src/reply.ts';
import type { Adapter } from '../adapter.ts';
import { createAnswerCommand, createFindAsker } from './answer-command.ts';
import { createAnswerPress } from './answer-press.ts';
import { createAudience } from './audience.ts';
import { createBareMessages } from './bare-messages.ts';
import { createCallTeams, type Heard, type TeamsCall } from './call-teams.ts';
import { createConnection, type TeamsSettings } from './connect.ts';
import { addressOf, type Conversations, createConversations, type Kept } from './conversations.ts';
import { createExtension } from './extension.ts';
import { createFindEmail } from './find-email.ts';
import { createFindMentioned } from './find-mentioned.ts';
import { createFindPeople } from './find-person.ts';
import { createFindRoom } from './find-room.ts';
import { createTake } from './listen.ts';
import { createOfferFiles, type WaitingFiles } from './offer-files.ts';
import { createOrderChanges } from './order-changes.ts';
import { createOutbox } from './outbox.ts';
import { createPacePosts } from './pace-posts.ts';
import { permalinkOf } from './permalink.ts';
import { createFindPersonalChat, createOpenPersonalChat } from './personal-chat.ts';
import { createOpenFile, type Sealed } from './posted-files.ts';
import { createReceive, type InvokeAnswer } from './receive.ts';
import { createShownMessages } from './shown-messages.ts';
import { createSigns } from './signs.ts';
import { createTakeConsent } from './take-consent.ts';

export type TeamsAdapterParts = Readonly<{
  settings: TeamsSettings;
  /** Where deliveries come in: `POST /api/messages`. */
  route: Route;
  /** What is remembered over restarts, by name. */
  kept: Kept;
  signPress: SignPress;
  log: Log;
  now?: () => number;
  /** Milliseconds after which a slow answer is announced with "Looking …". */
  patience?: number;
  /** Milliseconds within which the answer to a button stands in place of its card. */
  inPlaceWithin?: number;
  /** Files that wait until who they are for lets them be put into his OneDrive. */
  waitingFiles: WaitingFiles;
  /** Hides the addresses of files that people send. */
  sealed: Sealed;
  /** For proxies: every HTTP request goes through it. */
  fetch?: typeof fetch;
  /** Told of every attempt of a call of the connector, for metrics. */
  onCall?: (call: TeamsCall) => void;
  /** In the place of the message extension. */
  extension?: (activity: Activity) => Promise<InvokeAnswer>;
  /** In the place of the password or managed identity of the settings. */
  credentials?: ServiceClientCredentialsFactory;
}>;

/** Teams, whole. Throws when the settings do not fit together. */
export function createTeamsAdapter(parts: TeamsAdapterParts): Adapter {
  const { settings, kept, signPress, log, now = Date.now } = parts;
  const { fetch, credentials } = parts;
  const connection = createConnection(settings, { now, ...(fetch && { fetch }), ...(credentials && { credentials }) });
  const pace = createPacePosts({ now });
  let heard: Heard = 'well';
  const call = createCallTeams({
    now,
    heard: (how) => {
      heard = how;
    },
    hold: pace.hold,
    onCall: parts.onCall,
  });
  let answer: Answer = () => Promise.reject(new Failure('store-unavailable', 'not started'));
  let started = false;

  const conversations = createConversations(kept);
  const shown = createShownMessages();
  const teams = { connection, call, conversations, log };
  const wayOut = { ...teams, signs: createSigns(teams), changes: createOrderChanges(), shown, signPress };
  const outbox = createOutbox({
    ...wayOut,
    kept,
    mayPost: (channel, key) => (key.urgent ? pace.answer(channel) : pace.card(channel, key.id)),
  });
  const own = { tenant: settings.tenantId?.toLowerCase(), local: settings.local };
  const roster = { ...teams, own };
  const { findPerson, personNow, entryOf } = createFindPeople(roster);
  const { findRoom, placeNow } = createFindRoom(roster);
  // Somebody waits for these: they go before what watching has to say.
  const answers = createOutbox({ ...wayOut, kept: undefined, mayPost: pace.answer });
  const openPersonalChat = createOpenPersonalChat({ ...teams, kept });
  const findPersonalChat = createFindPersonalChat(kept);
  const messages = createBareMessages({ ...teams, mayPost: pace.answer });
  const fileParts = { waiting: parts.waitingFiles, messages, outbox: answers, log };
  const files = createOfferFiles({ ...fileParts, openPersonalChat });
  const answering = {
    outbox: answers,
    answer: () => answer,
    patience: parts.patience ?? 2_500,
    findAsker: createFindAsker({ findPerson, findRoom }),
    openPersonalChat,
    files,
    typing: createTyping({ ...teams, count: pace.count }),
    log,
  };
  const { take, settled } = createTake({
    appId: settings.appId,
    answer: () => answer,
    outbox: answering.outbox,
    conversations,
    answerCommand: createAnswerCommand({
      ...answering,
      findMentioned: createFindMentioned(roster),
      sealed: parts.sealed,
    }),
    answerPress: createAnswerPress({
      ...answering,
      shown,
      signPress,
      inPlaceWithin: parts.inPlaceWithin ?? 4_000,
    }),
    takeConsent: createTakeConsent({ ...fileParts, fetch: fetch ?? globalThis.fetch }),
    extension:
      parts.extension ?? createExtension({ ...teams, kept, findPerson, findRoom, answer: () => answer, signPress }),
    log,
  });
  const door = createReceive({ route: parts.route, connection, take, log });

  return {
    platform: 'teams',
    ...outbox,
    post: (place, what, key) => {
      const prepared = what.kind === 'card' ? { ...what, card: files.prepare(what.card, 'unasked') } : what;
      const chat = findPersonalChat(place);
      return chat ? chat.then((found) => outbox.post(found, prepared, key)) : outbox.post(place, prepared, key);
    },
    personNow,
    placeNow,
    audience: createAudience({ ...teams, findRoom }),
    ...createFindEmail({ ...roster, entryOf }),
    permalinkOf,
    openFile: createOpenFile({ ...parts, local: settings.local, fetch: fetch ?? globalThis.fetch }),
    // Without permissions of Graph for the whole tenant no bot can.
    openChannel: async () => undefined,
    history: (place, { until }) => noHistory(conversations.find(place), until),
    start: async (core) => {
      answer = core;
      door.open();
      started = true;
    },
    stop: async () => {
      started = false;
      door.close();
      await settled();
    },
    state: () => {
      if (!started) return { state: 'degraded', reason: 'not started' };
      if (heard === 'silent') return { state: 'degraded', reason: 'Teams does not answer' };
      if (heard === 'unauthorized') return { state: 'degraded', reason: 'Teams does not accept the bot’s credentials' };
      return { state: 'ok' };
    },
  };
}

/** Teams lets no bot read what was said before: nothing is read, and all of the gap stays unread. */
function noHistory(found: Promise<unknown>, until: number): PastMessages {
  found.catch(() => {}); // it is told to who reads
  return {
    [Symbol.asyncIterator]: () => ({ next: async () => found.then(() => ({ done: true, value: undefined })) }),
    unreadBefore: () => until,
  };
}

/** Teams shows it for some seconds, where it shows it at all. */
function createTyping({
  connection,
  call,
  conversations,
  count,
  log,
}: {
  connection: Pick<ReturnType<typeof createConnection>, 'connectorFor'>;
  call: ReturnType<typeof createCallTeams>;
  conversations: Conversations;
  count: (conversation: string) => void;
  log: Log;
}): Parameters<typeof createAnswerCommand>[0]['typing'] {
  return async (place) => {
    try {
      const conversation = await conversations.find(place);
      const { conversations: api } = await connection.connectorFor(conversation.serviceUrl);
      const address = addressOf(place, conversation);
      count(place.channel);
      await call('typing', 'now', place.channel, () => api.sendToConversation(address, { type: 'typing' }));
    } catch (error) {
      log.debug({ reason: error instanceof Error ? error.message : 'unknown' }, 'typing not shown');
    }
  };
}
