import { z } from 'zod';
import type { IncomingMark } from '../../src/incoming.ts';
import type { Identity } from './identity.ts';
import { type SlackMessage, slackMessage } from './message-shape.ts';
import { Nonsense } from './take-delivery.ts';

/**
 * The reaction (📝) by which people add a message to the incident of the room. A constant: no setting names another, so
 * that it means the same in all rooms.
 */
export const noteReaction = 'memo';

/** A marked message before it is known who marked it and what it says. `message` is set where Slack sent it along. */
export type Marked = Readonly<{
  key: string;
  how: IncomingMark['how'];
  user: string;
  channel: string;
  ts: string;
  message: SlackMessage | undefined;
  responseUrl: string | undefined;
}>;

const reaction = z.object({
  user: z.string(),
  reaction: z.string(),
  item: z.object({ type: z.string(), channel: z.string().optional(), ts: z.string().optional() }),
  event_ts: z.string().optional(),
});

/** The reaction that marks, of anybody but us; undefined for all others. https://docs.slack.dev/reference/events/reaction_added */
export function readReaction(raw: unknown, us: Identity): Marked | undefined {
  const parsed = reaction.safeParse(raw);
  if (!parsed.success) throw new Nonsense('not a reaction');
  const { user, reaction: name, item, event_ts } = parsed.data;
  if (name !== noteReaction || user === us.user) return undefined;
  if (item.type !== 'message' || !item.channel || !item.ts) return undefined;
  return markOf('reaction', user, item.channel, item.ts, event_ts);
}

const pin = z.object({
  user: z.string(),
  channel_id: z.string(),
  item: z.object({ type: z.string().optional(), message: z.object({ ts: z.string() }).optional() }),
  event_ts: z.string().optional(),
});

/** A message that was pinned, by anybody but us; undefined for pinned files. https://docs.slack.dev/reference/events/pin_added */
export function readPin(raw: unknown, us: Identity): Marked | undefined {
  const parsed = pin.safeParse(raw);
  if (!parsed.success) throw new Nonsense('not a pin');
  const { user, channel_id, item, event_ts } = parsed.data;
  if (user === us.user || !item.message) return undefined;
  return markOf('pin', user, channel_id, item.message.ts, event_ts);
}

const shortcut = z.object({
  user: z.object({ id: z.string() }),
  channel: z.object({ id: z.string() }),
  trigger_id: z.string().optional(),
  response_url: z.string().optional(),
  message: slackMessage,
});

/** The message shortcut "Add to incident", which brings the message with it. */
export function readMarkShortcut(raw: unknown): Marked {
  const parsed = shortcut.safeParse(raw);
  if (!parsed.success) throw new Nonsense('not a message shortcut');
  const { user, channel, trigger_id, response_url, message } = parsed.data;
  return {
    ...markOf('action', user.id, channel.id, message.ts, trigger_id),
    message,
    responseUrl: response_url,
  };
}

const markOf = (
  how: Marked['how'],
  user: string,
  channel: string,
  ts: string,
  occasion: string | undefined,
): Marked => ({
  key: `${how}:${channel}:${ts}:${user}:${occasion ?? ''}`,
  how,
  user,
  channel,
  ts,
  message: undefined,
  responseUrl: undefined,
});
