import type { IncomingJoin, IncomingRoomChange, MessageRef, Place } from '../../src/incoming.ts';
import {
  type ActivityShape,
  Nonsense,
  type PressedButton,
  readExecution,
  readShape,
  readSubmit,
} from './activity-shape.ts';
import { mentionedPeople, messageText, withoutMention } from './message-text.ts';
import { type SentFile, sentFiles } from './posted-files.ts';
import { type Consent, readConsent } from './read-consent.ts';

/** Who did something: `id` is the Entra object id (lower case; empty when Teams names none), `account` Teams' own id. */
export type Who = Readonly<{ id: string; account: string; bot: boolean }>;

/** A command before it is known who asks. */
export type Asked = Readonly<{
  key: string;
  words: string;
  from: 'mention' | 'direct';
  who: Who;
  /** Teams' accounts of people whom the words mention, in their order. */
  mentions: readonly string[];
  /** Where the answer stands: in a channel the thread of the message. */
  place: Place;
  /** What was sent with the words. */
  files: readonly SentFile[];
}>;

/** A pressed button before it is known who pressed. */
export type Pressed = PressedButton &
  Readonly<{
    key: string;
    who: Who;
    place: Place;
    /** Id of the message with the button. */
    card: string | undefined;
  }>;

/** An answer to the question for a file. */
export type Consented = Consent &
  Readonly<{
    who: Who;
    place: Place;
    /** Id of the question. */
    card: string | undefined;
  }>;

/** Somebody (not we) said something, or said it differently. `version` is empty for the first writing. */
export type Said = Readonly<{
  ref: MessageRef;
  version: string;
  text: string;
  author: Readonly<{ id: string; bot: boolean }>;
  /** Its deletion was taken back. */
  restored?: true;
  /** Set when it is for us. */
  asked: Asked | undefined;
}>;

export type Happening =
  | Readonly<{ happened: 'said'; said: Said }>
  | Readonly<{ happened: 'withdrawn'; ref: MessageRef; version: string }>
  | Readonly<{ happened: 'joined'; join: IncomingJoin }>
  | Readonly<{ happened: 'left'; place: Place }>
  | Readonly<{ happened: 'room'; change: IncomingRoomChange }>
  | Readonly<{ happened: 'pressed'; pressed: Pressed }>
  /** `Action.Execute`: wants an answer in place. */
  | Readonly<{ happened: 'executed'; pressed: Pressed; back: boolean }>
  | Readonly<{ happened: 'extension' }>
  | Readonly<{ happened: 'consented'; consented: Consented }>
  | Readonly<{ happened: 'nothing'; what: string }>;

/** What an activity means to us. Throws Nonsense. `appId` is absent with an emulator. */
export function readActivity(raw: unknown, appId: string | undefined): Happening {
  const activity = readShape(raw);
  if (isOurs(activity.from.id, activity, appId)) return nothing(`our own ${activity.type}`);
  switch (activity.type) {
    case 'message':
      return readMessage(raw, activity);
    case 'messageUpdate':
      return { happened: 'said', said: updateOf(raw, activity) };
    case 'messageDelete':
      return { happened: 'withdrawn', ref: refOf(activity), version: (timeOf(activity) ?? new Date()).toISOString() };
    case 'conversationUpdate':
      return readMembers(activity, appId);
    case 'installationUpdate':
      return readInstallation(activity);
    case 'invoke':
      return readInvoke(activity);
    default:
      return nothing(activity.type);
  }
}

const nothing = (what: string): Happening => ({ happened: 'nothing', what: what.slice(0, 60) });

function readMessage(raw: unknown, activity: ActivityShape): Happening {
  const button = readSubmit(activity.value);
  if (button) return { happened: 'pressed', pressed: pressedOf(activity, button) };
  return { happened: 'said', said: saidOf(raw, activity, '') };
}

/** An edit, or a deletion taken back. https://learn.microsoft.com/microsoftteams/platform/bots/how-to/conversations/conversation-messages */
function updateOf(raw: unknown, activity: ActivityShape): Said {
  const said = saidOf(raw, activity, versionOf(activity));
  return activity.channelData?.eventType === 'undeleteMessage' ? { ...said, restored: true } : said;
}

function saidOf(raw: unknown, activity: ActivityShape, version: string): Said {
  const ref = refOf(activity);
  const who = whoOf(activity);
  return {
    ref,
    version,
    text: messageText(raw),
    author: { id: who.id || who.account, bot: who.bot },
    asked: askedOf(raw, activity, ref, who),
  };
}

/** The command that a message is: one that begins with a mention of us, or any in a personal chat; never a bot's. */
function askedOf(raw: unknown, activity: ActivityShape, { place, id }: MessageRef, who: Who): Asked | undefined {
  if (who.bot) return undefined;
  const mentioned = activity.recipient ? withoutMention(raw, activity.recipient.id) : undefined;
  const words = mentioned ?? (place.kind === 'direct' ? messageText(raw) : undefined);
  if (words === undefined) return undefined;
  return {
    key: `said:${place.channel}:${id}`,
    mentions: mentionedPeople(raw, words),
    words: words.trim(),
    from: place.kind === 'direct' ? 'direct' : 'mention',
    who,
    place: isChannel(activity) ? { ...place, thread: place.thread ?? id } : place,
    files: sentFiles(raw),
  };
}

/** An edit of the same moment as another cannot be told from it; Teams gives milliseconds. */
function versionOf(activity: ActivityShape): string {
  const at = timeOf(activity);
  if (!at) throw new Nonsense('an edit without a time');
  return at.toISOString();
}

const timeOf = ({ timestamp, localTimestamp }: ActivityShape) => timestamp ?? localTimestamp;

function readMembers(activity: ActivityShape, appId: string | undefined): Happening {
  const us = ({ id }: { id: string }) => isOurs(id, activity, appId);
  if (activity.membersAdded?.some(us)) return joined(activity);
  if (activity.membersRemoved?.some(us)) return { happened: 'left', place: placeOf(activity) };
  // The conversation is the team's; which channel it is about stands beside it. A rename leaves its id.
  const channel = activity.channelData?.channel?.id;
  const { thread: _, ...team } = placeOf(activity);
  if (activity.channelData?.eventType === 'channelDeleted' && channel !== undefined)
    return {
      happened: 'room',
      change: { kind: 'room', became: 'deleted', place: { ...team, channel, kind: 'channel' } },
    };
  return nothing('conversationUpdate');
}

/** `add-upgrade` and `remove-upgrade` are new versions of the app. https://learn.microsoft.com/microsoftteams/platform/bots/how-to/conversations/subscribe-to-conversation-events */
function readInstallation(activity: ActivityShape): Happening {
  if (activity.action === 'add') return joined(activity);
  if (activity.action === 'remove') return { happened: 'left', place: placeOf(activity) };
  return nothing('installationUpdate');
}

/** Teams tells of one installation twice, as both kinds; the same day gives both the same key. */
function joined(activity: ActivityShape): Happening {
  const place = placeOf(activity);
  const day = (activity.timestamp ?? new Date()).toISOString().slice(0, 10);
  return {
    happened: 'joined',
    join: { kind: 'join', key: `join:${place.workspace}:${place.channel}:${day}`, place },
  };
}

function readInvoke(activity: ActivityShape): Happening {
  if (activity.name?.startsWith('composeExtension/')) return { happened: 'extension' };
  if (activity.name === 'fileConsent/invoke') return { happened: 'consented', consented: consentedOf(activity) };
  if (activity.name !== 'adaptiveCard/action') return nothing(`invoke ${activity.name ?? ''}`);
  const executed = readExecution(activity.value);
  if (executed?.verb === 'back')
    return { happened: 'executed', pressed: pressedOf(activity, { press: '', own: true }), back: true };
  if (executed?.verb !== 'press' || !executed.button) throw new Nonsense('not a press of ours');
  return { happened: 'executed', pressed: pressedOf(activity, executed.button), back: false };
}

function consentedOf(activity: ActivityShape): Consented {
  const consent = readConsent(activity.value);
  if (!consent) throw new Nonsense('not an answer to a question of ours');
  return { ...consent, who: whoOf(activity), place: placeOf(activity), card: activity.replyToId ?? undefined };
}

/** Who pressed and where is what the activity says, whose sender was verified; never anything in the button's data. */
const pressedOf = (activity: ActivityShape, button: PressedButton): Pressed => ({
  ...button,
  key: `press:${activity.conversation.id}:${activity.id ?? crypto.randomUUID()}`,
  who: whoOf(activity),
  place: placeOf(activity),
  card: activity.replyToId ?? undefined,
});

export const whoOf = ({ from }: ActivityShape): Who => ({
  id: (from.aadObjectId ?? '').toLowerCase(),
  account: from.id,
  bot: from.role === 'bot' || from.id.startsWith('28:'),
});

const isOurs = (id: string, { recipient }: ActivityShape, appId: string | undefined): boolean =>
  id === recipient?.id || (appId !== undefined && id === `28:${appId}`);

function refOf(activity: ActivityShape): MessageRef {
  if (!activity.id) throw new Nonsense('a message without an id');
  return { place: placeOf(activity), id: activity.id };
}

export const isChannel = ({ conversation }: Pick<ActivityShape, 'conversation'>): boolean =>
  conversation.conversationType === 'channel';

/** In a channel the conversation's id ends with the post that the thread hangs on; the post itself has its own there. */
export function placeOf(activity: Pick<ActivityShape, 'conversation' | 'channelData' | 'id'>): Place {
  const { conversation, channelData } = activity;
  const [channel = '', thread] = conversation.id.split(';messageid=', 2);
  const hangs = isChannel(activity) && thread !== undefined && thread !== activity.id;
  return {
    platform: 'teams',
    workspace: (channelData?.tenant?.id ?? conversation.tenantId ?? '').toLowerCase(),
    channel,
    kind: conversation.conversationType === 'personal' ? 'direct' : 'channel',
    // Never looked up for what is only watched; true is the careful answer.
    outsiders: true,
    ...(hangs && { thread }),
  };
}
