import { z } from 'zod';
import type { IncomingRoomChange } from '../../src/incoming.ts';
import type { Identity } from './identity.ts';
import { Nonsense } from './take-delivery.ts';

/**
 * What becomes of channels, by the names of Slack's events. A rename is none of them: channels are known by their ids.
 * `channel_left` and `group_left` are sent to the bot that was removed.
 * https://docs.slack.dev/reference/events?APIs=Events
 */
const became: Readonly<Record<string, IncomingRoomChange['became']>> = {
  channel_archive: 'archived',
  group_archive: 'archived',
  channel_unarchive: 'back',
  group_unarchive: 'back',
  channel_deleted: 'deleted',
  group_deleted: 'deleted',
  channel_left: 'left',
  group_left: 'left',
  // Other organisations read there from now on, or no longer.
  channel_shared: 'others',
  channel_unshared: 'others',
  member_joined_channel: 'others',
  member_left_channel: 'others',
};

export const roomEvents = Object.keys(became).filter((name) => name !== 'member_joined_channel');

const shape = z.object({ type: z.string(), channel: z.string(), user: z.string().optional() });

/** What an event says of a channel as a whole; undefined for what it does not. */
export function readRoomChange(raw: unknown, us: Identity): IncomingRoomChange | undefined {
  const parsed = shape.safeParse(raw);
  if (!parsed.success) throw new Nonsense('not an event of a channel');
  const { type, channel, user } = parsed.data;
  const its = Object.hasOwn(became, type) ? became[type] : undefined;
  if (!its) return undefined;
  return {
    kind: 'room',
    became: type === 'member_left_channel' && user === us.user ? 'left' : its,
    place: { platform: 'slack', workspace: us.team, channel, kind: 'channel', outsiders: true },
  };
}
