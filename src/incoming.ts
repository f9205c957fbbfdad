import type { PostedFile } from './files/posted-file.ts';

/** The values that platforms hand to the core. An adapter has decoded the platform's text; no markup is left in it. */

export type Platform = 'slack' | 'teams' | 'terminal';

/** What stands before a verb on a platform: `/xdr`, or a mention where there are no slash commands. */
export type PrefixOf = (platform: Platform) => string;

/** A conversation, or one thread of it. */
export type Place = Readonly<{
  platform: Platform;
  /** Slack team id, Teams tenant id; empty in the terminal. */
  workspace: string;
  channel: string;
  /** Id of the thread's first message, when the place is a thread. */
  thread?: string;
  /** `direct` is a conversation of one person with the bot. */
  kind: 'channel' | 'direct';
  /** Guests, Slack Connect or external members may read here (true also when it is not known): only verdicts are shown. */
  outsiders: boolean;
}>;

/** One message on a platform: ours or somebody's. `id` is unique within its channel (Slack: `ts`). */
export type MessageRef = Readonly<{ place: Place; id: string }>;

/** Who asks. Only a full member is ever a reader, analyst, responder, approver or admin. */
export type Person = Readonly<{
  platform: Platform;
  workspace: string;
  id: string;
  standing: 'member' | 'guest' | 'stranger' | 'bot';
  /** Those user groups named in the settings that the person belongs to (Slack `S…`). */
  groups: readonly string[];
  /** What the platform calls him; outside text. Absent when it did not say. */
  name?: string;
}>;

/**
 * People (or other bots) talking where the bot can read. `version` is empty for the first writing, else names the edit, or
 * the restoring; as text, later ones sort later.
 */
export type IncomingMessage = Readonly<{
  kind: 'message';
  message: MessageRef;
  version: string;
  text: string;
  author: Readonly<{ id: string; bot: boolean }>;
  /** When it was written (milliseconds since the epoch), where it is read from history; else it was just now. */
  saidAt?: number;
  /** It was deleted, and is there again. */
  restored?: true;
  /** What was posted with it. */
  files?: readonly PostedFile[];
}>;

/**
 * A message was deleted. Where messages can be restored, `version` names the deletion and sorts among the versions of the
 * message, so that it is known which was last, whatever is worked first.
 */
export type IncomingWithdrawal = Readonly<{ kind: 'withdrawal'; message: MessageRef; version?: string }>;

/** Words after `/xdr`, after a mention, or in a direct message. `key` is the same for redeliveries of one command. */
export type IncomingCommand = Readonly<{
  kind: 'command';
  key: string;
  words: string;
  from: 'slash' | 'mention' | 'direct' | 'shortcut' | 'terminal';
  person: Person;
  place: Place;
  /** Ids of the people whom the words mention, in their order, without the bot itself. */
  mentioned?: readonly string[];
  /** What was posted with the words. */
  files?: readonly PostedFile[];
  /** False where the bot can only answer, not read or post: `status` says so. Absent when the platform has no such thing. */
  botIsMember?: boolean;
}>;

/**
 * A button. `press` is the signed string that `presses/press` wrote; `fields` is what was typed and chosen, by name, when it
 * was the button of a form.
 */
export type IncomingPress = Readonly<{
  kind: 'press';
  key: string;
  press: string;
  fields?: Readonly<Record<string, string>>;
  person: Person;
  place: Place;
}>;

/** The bot itself was added to a conversation. */
export type IncomingJoin = Readonly<{ kind: 'join'; key: string; place: Place }>;

/**
 * What became of a conversation as a whole. `archived`, `left` (the bot was removed): nothing can be said there until it is
 * `back`; `deleted`: never again; `others`: other people than before may read there.
 */
export type IncomingRoomChange = Readonly<{
  kind: 'room';
  place: Place;
  became: 'archived' | 'left' | 'back' | 'deleted' | 'others';
}>;

/** The platform says that it did not deliver what was said in a span of time (milliseconds since the epoch). */
export type IncomingGap = Readonly<{ kind: 'gap'; platform: Platform; from: number; until: number }>;

/**
 * Somebody has marked a message (his own, somebody else's, or one of ours) for the incident whose room the channel is: by
 * the reaction that means so, by pinning it, or by the action in the message's menu. Of a reaction and a pin nobody is told
 * but when something is wrong.
 */
export type IncomingMark = Readonly<{
  kind: 'mark';
  key: string;
  /** Its place is looked up: `outsiders` is known, or true for care. */
  message: MessageRef;
  how: 'reaction' | 'pin' | 'action';
  person: Person;
  /** All that the message says, as it is now. */
  text: string;
  author: Readonly<{ id: string; name?: string }>;
  /** When it was written, milliseconds since the epoch. */
  saidAt: number;
  /** The address of the message itself (https), where the platform gives one. */
  permalink?: string;
}>;

/** A link that somebody wrote, of a host that the bot may show a card for. `key` is the same for redeliveries. */
export type IncomingLink = Readonly<{ kind: 'link'; key: string; url: string; person: Person; place: Place }>;

export type Incoming =
  | IncomingMessage
  | IncomingWithdrawal
  | IncomingCommand
  | IncomingPress
  | IncomingJoin
  | IncomingMark
  | IncomingLink
  | IncomingRoomChange
  | IncomingGap;
