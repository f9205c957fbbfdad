import { z } from 'zod';
import type { PostedFile } from '../../src/files/posted-file.ts';
import type { Place } from '../../src/incoming.ts';
import type { Identity } from './identity.ts';
import { slackMessage } from './message-shape.ts';
import { messageText } from './message-text.ts';
import type { Said } from './read-message.ts';
import { Nonsense } from './take-delivery.ts';
import { slackText } from './text.ts';

/** A command before it is known who asks: the words, where they were said, and the way back. */
export type Asked = Readonly<{
  key: string;
  words: string;
  from: 'slash' | 'mention' | 'direct' | 'shortcut';
  /** Ids of the people whom the words mention, in their order, without us. */
  mentioned: readonly string[];
  user: string;
  channel: string;
  thread: string | undefined;
  /** The answer would begin that thread, so nobody has it open: what only the asker sees must stand in the channel. */
  beginsThread?: true;
  responseUrl: string | undefined;
  /** What was posted with the words, but for what are words itself. */
  files?: readonly PostedFile[];
  /** Set when it came as a message: then we are in that conversation. */
  heard?: Place['kind'];
}>;

/**
 * The command that a message is: one that begins with a mention of us, or any in a direct message; undefined for
 * everything else and for what bots write (they are watched, never answered). Slack reports a mention twice, as `message`
 * and as `app_mention`; both give the same key.
 */
export function commandOf({ message, ref, author }: Said, us: Identity): Asked | undefined {
  if (author.bot) return undefined;
  const mention = `<@${us.user}`;
  const text = (message.text ?? '').trimStart();
  const mentioned = text.startsWith(mention) && /^[|>]/.test(text.slice(mention.length));
  if (!mentioned && ref.place.kind !== 'direct') return undefined;
  const rest = mentioned ? { ...message, blocks: [], text: text.slice(text.indexOf('>') + 1) } : message;
  return {
    key: `said:${ref.place.channel}:${ref.id}`,
    words: messageText(rest).trim(),
    from: ref.place.kind === 'direct' ? 'direct' : 'mention',
    mentioned: mentionsIn(rest.text ?? '', us),
    user: author.id,
    channel: ref.place.channel,
    thread: ref.place.thread ?? (ref.place.kind === 'direct' ? undefined : ref.id),
    ...(ref.place.thread === undefined ? { beginsThread: true } : {}),
    responseUrl: undefined,
    heard: ref.place.kind,
  };
}

/** Slack writes a mention as `<@U…>` or `<@U…|name>`, and what people type between `<` and `>` otherwise. */
function mentionsIn(text: string, us: Identity): string[] {
  const ids = [...text.matchAll(/<@([UW][A-Z0-9]{1,30})(?:\|[^<>]*)?>/g)].map((found) => found[1]!);
  return [...new Set(ids)].filter((id) => id !== us.user);
}

const slash = z.object({
  text: z.string().optional(),
  user_id: z.string(),
  channel_id: z.string(),
  trigger_id: z.string().optional(),
  response_url: z.string().optional(),
});

/** `/xdr …`. https://docs.slack.dev/interactivity/implementing-slash-commands */
export function readSlashCommand(raw: unknown, us: Identity): Asked {
  const parsed = slash.safeParse(raw);
  if (!parsed.success) throw new Nonsense('not a slash command');
  const { text, user_id, channel_id, trigger_id, response_url } = parsed.data;
  return {
    key: `slash:${trigger_id ?? crypto.randomUUID()}`,
    words: slackText(text ?? '').trim(),
    from: 'slash',
    mentioned: mentionsIn(text ?? '', us),
    user: user_id,
    channel: channel_id,
    thread: undefined,
    responseUrl: response_url,
  };
}

const shortcut = z.object({
  user: z.object({ id: z.string() }),
  channel: z.object({ id: z.string() }),
  trigger_id: z.string().optional(),
  response_url: z.string().optional(),
  message: slackMessage,
});

/** The message shortcut "Check in XDR". Its files are the caller's. */
export function readShortcut(raw: unknown): Readonly<{ message: z.infer<typeof slackMessage>; asked: Asked }> {
  const parsed = shortcut.safeParse(raw);
  if (!parsed.success) throw new Nonsense('not a message shortcut');
  const { user, channel, trigger_id, response_url, message } = parsed.data;
  const asked: Asked = {
    key: `shortcut:${trigger_id ?? crypto.randomUUID()}`,
    words: `enrich --private ${messageText(message)}`,
    from: 'shortcut',
    mentioned: [], // the words are somebody else's
    user: user.id,
    channel: channel.id,
    thread: message.thread_ts === message.ts ? undefined : message.thread_ts,
    responseUrl: response_url,
  };
  return { message, asked };
}
