import { App, webApi } from '@slack/bolt';
import type { SocketModeOptions } from '@slack/socket-mode';
import { filesOf } from '../../src/cards/file.ts';
import { Failure } from '../../src/failure.ts';
import type { Route } from '../../src/listener.ts';
import type { Log } from '../../src/log.ts';
import type { SignPress } from '../../src/presses/press.ts';
import type { Answer } from '../../src/reply.ts';
import type { Adapter } from '../adapter.ts';
import { createAnswerCommand, createTellAsker } from './answer-command.ts';
import { createAnswerMark } from './answer-mark.ts';
import { createAnswerPress } from './answer-press.ts';
import { createAnswerSubmission } from './answer-submission.ts';
import { createAudience } from './audience.ts';
import { createBoltLog } from './bolt-log.ts';
import { createCallSlack, type SlackCall } from './call-slack.ts';
import { createFiles } from './files.ts';
import { createShowPictures } from './files-in-cards.ts';
import { createFindAsker } from './find-asker.ts';
import { createFindEmail } from './find-email.ts';
import { createFindPerson } from './find-person.ts';
import { findShared } from './find-post.ts';
import { createFindRoom, createFindRoomNow } from './find-room.ts';
import { createHttpReceiver } from './http-receiver.ts';
import type { Identity } from './identity.ts';
import { listen } from './listen.ts';
import { createOpenChannel } from './open-channel.ts';
import { createOpenFile } from './open-file.ts';
import { createOrderChanges } from './order-changes.ts';
import { createOutbox } from './outbox.ts';
import { createPacePosts } from './pace-posts.ts';
import { permalinkIn } from './permalink.ts';
import { createReadHistory } from './read-history.ts';
import { createReadOneMessage } from './read-one-message.ts';
import { createReadSnippets } from './read-snippets.ts';
import { createRespond, type Respond } from './respond.ts';
import { emailScope } from './scopes.ts';
import { createFollowWithFiles, createShowAttached } from './share-files.ts';
import { signIn } from './sign-in.ts';
import { createIsFileAddress, createIsSlackAddress } from './slack-address.ts';
import { createSocketReceiver } from './socket-receiver.ts';
import type { Dropped } from './take-delivery.ts';
import { createUnfurl } from './unfurl.ts';

export type SlackAdapterParts = Readonly<{
  botToken: string;
  /** HTTP: needed unless `appToken` is given. */
  signingSecret?: string | undefined;
  /** Socket Mode, when given. */
  appToken?: string | undefined;
  /** Base of the Web API; its origin may also send responses and files. */
  apiUrl: string;
  /** Where HTTP deliveries come in: `POST /slack/events`. */
  route: Route;
  /** User groups (`S…`) that the settings name. */
  groups: readonly string[];
  signPress: SignPress;
  log: Log;
  now?: () => number;
  /** Milliseconds after which a slow answer is announced with "Looking …"; Slack wants a sign of life within three seconds. */
  patience?: number;
  /** For proxies: every HTTP request goes through it. */
  fetch?: typeof fetch;
  /** For proxies: the WebSocket of Socket Mode goes through it. */
  dispatcher?: SocketModeOptions['dispatcher'];
  /** Told of every attempt of a call of the Web API, for metrics. */
  onCall?: (call: SlackCall) => void;
}>;

/** One call of the Web API, milliseconds. */
const callWithin = 10_000;

/** Slack, whole: Bolt with receivers of our own, because the acknowledgement is ours (see `take-delivery`). */
export function createSlackAdapter(parts: SlackAdapterParts): Adapter {
  const { botToken, appToken, apiUrl, signPress, log, now = Date.now, fetch = globalThis.fetch } = parts;
  const clientOptions: webApi.WebClientOptions = {
    slackApiUrl: apiUrl,
    fetch,
    timeout: callWithin,
    // Repeating is `call-slack`'s: Bolt's own would go on for half an hour and repeat posts that may have arrived.
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    allowAbsoluteUrls: false,
    logger: createBoltLog(log),
  };
  const client = new webApi.WebClient(botToken, clientOptions);
  let answered = true;
  const call = createCallSlack({
    now,
    heard: (well) => {
      answered = well;
    },
    onCall: parts.onCall,
  });
  const isSlackAddress = createIsSlackAddress(apiUrl);

  let identity: Identity | undefined;
  let answer: Answer = () => Promise.reject(new Failure('store-unavailable', 'not started'));
  let missing: readonly string[] = [];
  let started = false;
  const us = (): Identity => identity!;
  const signedInUs = (): Identity => {
    if (!identity) throw new Failure('platform-unavailable', 'not signed in to Slack yet', { service: 'slack' });
    return identity;
  };

  const dropped: Dropped = (minute) => answer({ kind: 'gap', platform: 'slack', from: minute, until: minute + 60_000 });
  const socket = appToken
    ? createSocketReceiver({ appToken, apiUrl, dropped, log, fetch, dispatcher: parts.dispatcher })
    : undefined;
  const receiver =
    socket ?? createHttpReceiver({ signingSecret: parts.signingSecret ?? '', route: parts.route, dropped, log, now });
  const app = new App({
    receiver,
    clientOptions,
    logger: createBoltLog(log),
    authorize: async () => ({
      botToken,
      ...(identity?.bot && { botId: identity.bot }),
      botUserId: identity?.user ?? '',
    }),
    // Our own words are told apart in `read-message`, also inside edits and deletions, which Bolt does not look into.
    ignoreSelf: false,
    convoStore: false,
  });

  const slack = { client, call, us, signPress, log };
  const pace = createPacePosts({ now });
  const wayOut = { ...slack, changes: createOrderChanges(), now };
  const outbox = createOutbox({
    ...wayOut,
    mayPost: (channel, key) => (key.urgent ? pace.answer(channel) : pace.card(channel, key.id)),
  });
  const { findPerson, findAnew, findStanding } = createFindPerson({ ...slack, groups: parts.groups });
  const findRoom = createFindRoom({ ...slack, findPerson });
  const respondNow = createRespond({ isSlackAddress, fetch });
  const respond: Respond = (...what) => call('response_url', 'now', () => respondNow(...what));
  // Somebody waits for these: they go before what watching has to say.
  const answers = createOutbox({ ...wayOut, mayPost: pace.answer });
  const maySend = () => !missing.includes('files:write');
  const { sendPicture, shareFile } = createFiles({ client, call, fetch, isSlackAddress });
  const files = createFollowWithFiles({
    shareFile,
    outbox: answers,
    wasShared: async (into, name, after) => (await findShared(slack, into, { name, after })) !== undefined,
    maySend,
    log,
  });
  const answering = {
    ...slack,
    outbox: answers,
    attached: createShowAttached({
      pictures: createShowPictures({ sendFile: sendPicture, outbox: answers, maySend, log }),
      files,
      outbox: answers,
      log,
    }),
    answer: () => answer,
    patience: parts.patience ?? 2_500,
    findAsker: createFindAsker({ us, findRoom, findPerson }),
    respond,
  };
  const readSnippets = createReadSnippets({ isSlackAddress, botToken, fetch, log });
  const { settled } = listen({
    forgetRoom: findRoom.forget,
    app,
    us,
    answer: () => answer,
    outbox: answering.outbox,
    answerCommand: createAnswerCommand(answering),
    answerPress: createAnswerPress(answering),
    answerSubmission: createAnswerSubmission(answering),
    answerMark: createAnswerMark({
      ...answering,
      findPerson,
      readOne: createReadOneMessage(slack),
      readSnippets,
      tellAsker: createTellAsker(answering),
    }),
    unfurl: createUnfurl(answering),
    readSnippets,
    log,
  });

  return {
    platform: 'slack',
    ...outbox,
    post: async (place, what, key) => {
      if (what.kind !== 'card' || filesOf(what.card).length === 0) return outbox.post(place, what, key);
      const ref = await outbox.post(place, { ...what, card: files.prepare(what.card) }, key);
      if (ref !== 'gone') await files.follow(what.card, ref, key.maybePosted);
      return ref;
    },
    personNow: async (id) => {
      // Who is one of us is not known before we know who we are.
      return { platform: 'slack', workspace: signedInUs().team, id, ...(await findAnew(id)) };
    },
    ...createFindEmail({ client, call, us: () => identity, mayAsk: () => !missing.includes(emailScope) }),
    placeNow: createFindRoomNow({ ...slack, us: signedInUs, findStanding }),
    openFile: createOpenFile({ ...slack, botToken, isFileAddress: createIsFileAddress(apiUrl), fetch }),
    permalinkOf: (message) => permalinkIn(identity?.url, message),
    openChannel: createOpenChannel({ ...slack, us: signedInUs }),
    history: createReadHistory(slack),
    audience: createAudience({ ...slack, findRoom }),
    start: async (core) => {
      if (!appToken && !parts.signingSecret) {
        throw new Failure(
          'platform-refused',
          'Slack needs SLACK_SIGNING_SECRET (HTTP) or SLACK_APP_TOKEN (Socket Mode)',
        );
      }
      const signedIn = await signIn(client, call);
      identity = signedIn.us;
      missing = signedIn.missing;
      answer = core;
      if (missing.length > 0) log.warn({ missing }, 'slack scopes missing');
      await receiver.start();
      started = true;
    },
    stop: async () => {
      started = false;
      await receiver.stop();
      await settled();
    },
    state: () => {
      // Over HTTP nobody knows whether Slack's deliveries find us.
      const deaf = socket && !socket.connected() ? ({ hears: false } as const) : {};
      if (!started) return { state: 'degraded', reason: 'not started', ...deaf };
      if (socket && !socket.connected()) return { state: 'degraded', reason: 'Socket Mode is not connected', ...deaf };
      if (!answered) return { state: 'degraded', reason: 'Slack does not answer' };
      return missing.length > 0
        ? { state: 'degraded', reason: `missing scopes: ${missing.join(', ')}` }
        : { state: 'ok' };
    },
  };
}
