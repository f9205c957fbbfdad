import { z } from 'zod';
import type { IncomingJoin } from '../../src/incoming.ts';
import type { Identity } from './identity.ts';
import { Nonsense } from './take-delivery.ts';

const joined = z.object({ user: z.string(), channel: z.string(), event_ts: z.string().optional() });

/** The bot itself was added to a conversation. https://docs.slack.dev/reference/events/member_joined_channel */
export function readJoin(raw: unknown, us: Identity): IncomingJoin | undefined {
  const parsed = joined.safeParse(raw);
  if (!parsed.success) throw new Nonsense('not a join');
  const { user, channel, event_ts } = parsed.data;
  if (user !== us.user) return undefined;
  return {
    kind: 'join',
    key: `join:${channel}:${event_ts ?? ''}`,
    place: { platform: 'slack', workspace: us.team, channel, kind: 'channel', outsiders: true },
  };
}
