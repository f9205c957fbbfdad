/** A Block Kit block, an attachment or any other JSON object as Slack's wire carries it. */
export type Json = Readonly<Record<string, unknown>>;

/** A text snippet or an uploaded file, which Slack makes a snippet too where it is a short text. */
export type SnippetFile = Readonly<{
  id: string;
  name: string;
  mode: 'snippet' | 'hosted';
  mimetype: string;
  bytes: Buffer;
  user: string;
  created: number;
}>;

/** A file that the bot shared; its bytes are among the workspace's uploads. */
export type SharedFile = Readonly<{ id: string; name: string; title: string; size: number; mimetype: string }>;

/** One message as Slack keeps it. `text` is in Slack's own encoding (`&amp;`, `<url|label>`). */
export type Message = Readonly<{
  ts: string;
  channel: string;
  user: string;
  text: string;
  blocks?: readonly Json[];
  attachments?: readonly Json[];
  files?: readonly SnippetFile[];
  shared?: readonly SharedFile[];
  /** The thread's first message; equal to `ts` on the first message itself, as Slack has it. */
  threadTs?: string;
  /** An integration posted it. */
  botId?: string;
  appId?: string;
  edited?: Readonly<{ user: string; ts: string }>;
  metadata?: Json;
  /** Deleted while it had a thread: Slack leaves this in its place. */
  tombstone?: true;
  /** Ephemeral: only this person sees it, and nobody can read it back. */
  onlyFor?: string;
  reactions: ReadonlyMap<string, ReadonlySet<string>>;
  pinned?: true;
  replies: readonly string[];
  repliers: ReadonlySet<string>;
  /** Rises with every change that can be seen. */
  revision: number;
}>;

/** As Slack's events and `conversations.*` show it. Metadata only where it was asked for. */
export function wireMessage(
  message: Message,
  team: string,
  fileUrl: (file: SnippetFile) => string,
  withMetadata = false,
) {
  if (message.tombstone) {
    return {
      type: 'message',
      subtype: 'tombstone',
      text: 'This message was deleted.',
      user: 'USLACKBOT',
      hidden: true,
      ts: message.ts,
      ...threadFields(message),
    };
  }
  return {
    type: 'message',
    user: message.user,
    text: message.text,
    ts: message.ts,
    team,
    ...(message.files && { subtype: 'file_share', files: message.files.map((file) => wireFile(file, fileUrl(file))) }),
    ...(message.shared && {
      subtype: 'file_share',
      files: message.shared.map((file) => ({ ...file, mode: 'hosted', user: message.user })),
    }),
    ...(message.botId && { bot_id: message.botId, app_id: message.appId }),
    ...(message.blocks && { blocks: message.blocks }),
    ...(message.attachments && { attachments: message.attachments }),
    ...(message.pinned && { pinned_to: [message.channel] }),
    ...(message.edited && { edited: message.edited }),
    ...(withMetadata && message.metadata && { metadata: message.metadata }),
    ...(message.reactions.size > 0 && {
      reactions: [...message.reactions].map(([name, users]) => ({ name, users: [...users], count: users.size })),
    }),
    ...threadFields(message),
  };
}

function threadFields(message: Message): Json {
  if (message.replies.length > 0) {
    return {
      thread_ts: message.ts,
      reply_count: message.replies.length,
      reply_users: [...message.repliers],
      reply_users_count: message.repliers.size,
      latest_reply: message.replies.at(-1),
    };
  }
  return message.threadTs ? { thread_ts: message.threadTs } : {};
}

/** As `files.info` and a message's `files` show it; both URLs want the bot's token. */
export function wireFile(file: SnippetFile, url: string): Json {
  return {
    id: file.id,
    name: file.name,
    title: file.name,
    mimetype: file.mimetype,
    filetype: file.mode === 'snippet' ? 'text' : 'binary',
    pretty_type: file.mode === 'snippet' ? 'Plain Text' : 'Binary',
    mode: file.mode,
    user: file.user,
    created: file.created,
    timestamp: file.created,
    size: file.bytes.length,
    is_external: false,
    file_access: 'visible',
    url_private: url,
    url_private_download: `${url}/download`,
    ...(file.mode === 'snippet' && {
      preview: file.bytes.toString().slice(0, 500),
      lines: file.bytes.toString().split('\n').length,
    }),
  };
}
