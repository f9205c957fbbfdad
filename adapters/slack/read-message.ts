import type { MessageRef, Place } from '../../src/incoming.ts';
import type { Identity } from './identity.ts';
import { type MessageEvent, messageEvent, type SlackMessage, slackMessage } from './message-shape.ts';
import { messageText } from './message-text.ts';
import { postedFiles } from './posted-files.ts';
import { Nonsense } from './take-delivery.ts';

/** Somebody (not we) said something, or said it differently. `version` is empty for the first writing. */
export type Said = Readonly<{
  message: SlackMessage;
  ref: MessageRef;
  version: string;
  author: Readonly<{ id: string; bot: boolean }>;
}>;

export type Happening = Readonly<{ happened: 'said'; said: Said } | { happened: 'withdrawn'; ref: MessageRef }>;

/** Kinds of messages in which somebody says something; the other subtypes are Slack's own notes. */
const spoken = new Set(['bot_message', 'file_share', 'me_message', 'thread_broadcast']);

/** What a `message` event means to us; undefined for what we do not read (our own words, unfurls, counters, notes). */
export function readMessageEvent(raw: unknown, us: Identity): Happening | undefined {
  const parsed = messageEvent.safeParse(raw);
  if (!parsed.success) throw new Nonsense('not a message event');
  const event = parsed.data;
  switch (event.subtype) {
    case 'message_deleted':
      return withdrawn(event, event.deleted_ts, event.previous_message, us);
    case 'message_changed':
      if (!event.message) throw new Nonsense('a change without a message');
      return event.message.subtype === 'tombstone'
        ? withdrawn(event, event.message.ts, event.previous_message ?? event.message, us)
        : changed(event, event.message, us);
    default:
      return said(event, event, '', us);
  }
}

/** A message as `conversations.*` give it back, in its last writing; undefined for what we do not read. */
export function readPastMessage(raw: unknown, channel: string, us: Identity): Said | undefined {
  const parsed = slackMessage.safeParse(raw);
  if (!parsed.success) return undefined;
  const message = parsed.data;
  const happening = said({ ...message, channel }, message, message.edited?.ts ?? '', us);
  return happening?.happened === 'said' ? happening.said : undefined;
}

function said(event: MessageEvent, message: SlackMessage, version: string, us: Identity): Happening | undefined {
  if (message.subtype !== undefined && !spoken.has(message.subtype)) return undefined;
  if (isOurs(message, us)) return undefined;
  const bot = Boolean(message.bot_id) || message.subtype === 'bot_message' || message.user === 'USLACKBOT';
  const author = { id: message.user ?? message.bot_id ?? '', bot };
  return { happened: 'said', said: { message, ref: refOf(event, message, us), version, author } };
}

/** Which files are posted with a message. */
const filesIn = ({ files }: SlackMessage): string =>
  postedFiles(files)
    .map(({ handle }) => handle)
    .join();

/** An edit counts when what is said changed, or its files: not when Slack adds a preview or counts replies. */
function changed(event: MessageEvent, message: SlackMessage, us: Identity): Happening | undefined {
  const before = event.previous_message;
  const saysTheSame = before ? messageText(before) === messageText(message) : !message.edited;
  if (!saysTheSame) return said(event, message, message.edited?.ts ?? event.ts, us);
  // A file that is taken away is no edit to Slack: the time of the event is the only one.
  return before && filesIn(before) !== filesIn(message) ? said(event, message, event.ts, us) : undefined;
}

function withdrawn(
  event: MessageEvent,
  ts: string | undefined,
  message: SlackMessage | undefined,
  us: Identity,
): Happening | undefined {
  if (!ts) throw new Nonsense('a deletion without a message');
  if (message && isOurs(message, us)) return undefined;
  return { happened: 'withdrawn', ref: refOf(event, { ts, thread_ts: message?.thread_ts }, us) };
}

const isOurs = (message: SlackMessage, us: Identity): boolean =>
  message.user === us.user ||
  (us.bot !== undefined && message.bot_id === us.bot) ||
  (us.app !== undefined && message.app_id === us.app);

function refOf(
  event: MessageEvent,
  message: Readonly<{ ts: string; thread_ts?: string | undefined }>,
  us: Identity,
): MessageRef {
  const place: Place = {
    platform: 'slack',
    workspace: us.team,
    channel: event.channel,
    kind: isDirect(event) ? 'direct' : 'channel',
    // Never looked up for what is only watched; true is the careful answer.
    outsiders: true,
    ...(message.thread_ts && message.thread_ts !== message.ts && { thread: message.thread_ts }),
  };
  return { place, id: message.ts };
}

/** Ids of direct messages begin with D, also where `channel_type` is missing or says `app_home`. */
const isDirect = (event: MessageEvent): boolean => event.channel_type === 'im' || event.channel.startsWith('D');
