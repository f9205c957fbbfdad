import { type Channel, channelType } from './channel.ts';
import { fileOf } from './file-of.ts';
import type { Json, Message, SnippetFile } from './message.ts';
import { SlackError } from './slack-error.ts';
import { createTimestamps } from './timestamps.ts';
import { createUploads, type Uploads } from './uploads.ts';
import type { User } from './user.ts';

/** What happened in the workspace; Slack tells the apps that may know. */
export type Change =
  | Readonly<{ kind: 'posted'; message: Message }>
  | Readonly<{ kind: 'edited'; message: Message; before: Message }>
  | Readonly<{ kind: 'deleted'; before: Message; tombstone?: Message }>
  | Readonly<{ kind: 'joined'; channel: Channel; user: string; inviter: string }>
  | Readonly<{ kind: 'reacted'; message: Message; user: string; reaction: string }>
  | Readonly<{ kind: 'pinned'; message: Message; user: string }>
  /** Only to be seen: reactions taken away, ephemeral messages, modals. */
  | Readonly<{ kind: 'seen' }>;

export type Draft = Pick<Message, 'channel' | 'user' | 'text'> &
  Partial<
    Pick<
      Message,
      'blocks' | 'attachments' | 'files' | 'shared' | 'threadTs' | 'botId' | 'appId' | 'metadata' | 'onlyFor'
    >
  >;

/** What an edit replaces. */
export type Content = Pick<Message, 'text'> & Partial<Pick<Message, 'blocks' | 'attachments' | 'metadata'>>;

export type Team = Readonly<{ id: string; name: string; domain: string }>;
export type UserGroup = Readonly<{ id: string; handle: string; name: string; users: readonly string[] }>;

export type Workspace = Readonly<{
  team: Team;
  users: ReadonlyMap<string, User>;
  channels: ReadonlyMap<string, Channel>;
  groups: readonly UserGroup[];
  files: ReadonlyMap<string, SnippetFile>;
  /** Pictures and files that the bot sent. */
  uploads: Uploads;
  /** All messages of a channel, oldest first, replies and ephemeral ones among them. */
  messages: (channel: string) => readonly Message[];
  find: (channel: string, ts: string) => Message | undefined;
  post: (draft: Draft) => Message;
  /** Replaces all content of a message: what is not given is gone. `by` stands in `edited`. */
  edit: (message: Message, content: Content, by: string) => Message;
  remove: (message: Message) => void;
  react: (message: Message, name: string, user: string, on: boolean) => boolean;
  /** False when it is so already. */
  pin: (message: Message, user: string, on: boolean) => boolean;
  /** Cards under a message's links, in place of those that stand there. */
  unfurl: (message: Message, cards: readonly Json[]) => Message;
  addFile: (name: string, content: string | Buffer, user: string) => SnippetFile;
  join: (channel: Channel, user: string, inviter: string) => void;
  /** A public channel with its maker in it. */
  open: (name: string, user: string, kind: 'public' | 'private') => Channel;
  /** The conversation of one person with the bot; made when there is none. */
  direct: (user: string, bot: string) => Channel;
  /** Says that something outside of this store (a modal) can be seen to have changed. */
  touch: () => void;
  version: () => number;
  onChange: (listener: (change: Change) => void) => void;
}>;

/** The pretended workspace, in memory. */
export function createWorkspace(parts: {
  team: Team;
  users: readonly User[];
  channels: readonly Channel[];
  groups: readonly UserGroup[];
}): Workspace {
  const users = new Map(parts.users.map((user) => [user.id, user]));
  const channels = new Map(parts.channels.map((channel) => [channel.id, channel]));
  const files = new Map<string, SnippetFile>();
  const kept = new Map<string, Map<string, Message>>();
  const listeners: ((change: Change) => void)[] = [];
  const nextTs = createTimestamps();
  let version = 1;

  const of = (channel: string) => {
    const messages = kept.get(channel) ?? new Map<string, Message>();
    kept.set(channel, messages);
    return messages;
  };
  const keep = (message: Message): Message => {
    const seen = { ...message, revision: ++version };
    of(message.channel).set(message.ts, seen);
    return seen;
  };
  const tell = (change: Change) => {
    version += 1;
    for (const listener of listeners) listener(change);
  };
  const find = (channel: string, ts: string) => of(channel).get(ts);

  /** Keeps the parent's list of replies in step with a reply that came or went. */
  const count = (reply: Message, came: boolean) => {
    const parent = reply.threadTs && !reply.onlyFor ? find(reply.channel, reply.threadTs) : undefined;
    if (!parent || parent.ts === reply.ts) return;
    const replies = came ? [...parent.replies, reply.ts] : parent.replies.filter((ts) => ts !== reply.ts);
    const repliers = new Set(replies.flatMap((ts) => find(reply.channel, ts)?.user ?? []));
    if (parent.tombstone && replies.length === 0) of(parent.channel).delete(parent.ts);
    else keep({ ...parent, replies, repliers });
  };

  return {
    team: parts.team,
    users,
    channels,
    groups: parts.groups,
    files,
    uploads: createUploads(),
    messages: (channel) => [...of(channel).values()],
    find,
    post: (draft) => {
      const { threadTs, ...rest } = draft;
      // A thread whose first message has vanished: what is posted to it lands in the channel (as seen on Slack).
      const thread = threadTs && find(draft.channel, threadTs) ? threadTs : undefined;
      const message = keep({
        ...rest,
        ...(thread && { threadTs: thread }),
        ts: nextTs(),
        reactions: new Map(),
        replies: [],
        repliers: new Set(),
        revision: 0,
      });
      count(message, true);
      tell(message.onlyFor ? { kind: 'seen' } : { kind: 'posted', message });
      return message;
    },
    edit: (before, content, by) => {
      const { blocks: _, attachments: __, metadata: ___, ...rest } = before;
      const message = keep({ ...rest, ...content, edited: { user: by, ts: nextTs() } });
      tell(message.onlyFor ? { kind: 'seen' } : { kind: 'edited', message, before });
      return message;
    },
    remove: (before) => {
      if (before.replies.length > 0) {
        const { blocks: _, attachments: __, files: ___, shared: ____, ...rest } = before;
        const tombstone = keep({ ...rest, text: '', tombstone: true });
        tell({ kind: 'deleted', before, tombstone });
        return;
      }
      of(before.channel).delete(before.ts);
      count(before, false);
      tell(before.onlyFor ? { kind: 'seen' } : { kind: 'deleted', before });
    },
    react: (message, name, user, on) => {
      const had = message.reactions.get(name)?.has(user) ?? false;
      if (had === on) return false;
      const reactions = new Map([...message.reactions].map(([each, by]) => [each, new Set(by)]));
      const by = reactions.get(name) ?? new Set<string>();
      if (on) reactions.set(name, by.add(user));
      else if (by.delete(user) && by.size === 0) reactions.delete(name);
      const now = keep({ ...message, reactions });
      tell(on ? { kind: 'reacted', message: now, user, reaction: name } : { kind: 'seen' });
      return true;
    },
    pin: (message, user, on) => {
      if ((message.pinned === true) === on) return false;
      const { pinned: _, ...unpinned } = message;
      const now = keep({ ...unpinned, ...(on && { pinned: true as const }) });
      tell(on ? { kind: 'pinned', message: now, user } : { kind: 'seen' });
      return true;
    },
    unfurl: (before, cards) => {
      const others = (before.attachments ?? []).filter((each) => !each['is_app_unfurl']);
      const message = keep({ ...before, attachments: [...others, ...cards] });
      tell({ kind: 'edited', message, before });
      return message;
    },
    addFile: (name, content, user) => {
      const file = fileOf(`F0SNIPPET${String(files.size + 1).padStart(2, '0')}`, name, Buffer.from(content), user);
      files.set(file.id, file);
      return file;
    },
    open: (name, user, kind) => {
      const id = `C0OPENED${String(channels.size + 1).padStart(3, '0')}`;
      const channel: Channel = {
        id,
        name,
        kind,
        topic: '',
        members: new Set([user]),
        shared: false,
        archived: false,
      };
      channels.set(id, channel);
      tell({ kind: 'seen' });
      return channel;
    },
    join: (channel, user, inviter) => {
      if (channel.members.has(user)) return;
      channel.members.add(user);
      tell({ kind: 'joined', channel, user, inviter });
    },
    direct: (user, bot) => {
      const existing = [...channels.values()].find(
        (channel) => channelType(channel) === 'im' && channel.members.has(user) && channel.members.has(bot),
      );
      if (existing) return existing;
      if (!users.has(user)) throw new SlackError('user_not_found');
      const channel: Channel = {
        id: `D0${user.slice(2)}`,
        name: '',
        kind: 'direct',
        topic: '',
        members: new Set([user, bot]),
        shared: false,
        archived: false,
      };
      channels.set(channel.id, channel);
      tell({ kind: 'seen' });
      return channel;
    },
    touch: () => tell({ kind: 'seen' }),
    version: () => version,
    onChange: (listener) => {
      listeners.push(listener);
    },
  };
}
