import { z } from 'zod';
import type { Identity } from './identity.ts';
import { Nonsense } from './take-delivery.ts';

/** Links of hosts that our manifest names, in a message that stands in a conversation. */
export type SharedLinks = Readonly<{
  key: string;
  user: string;
  channel: string;
  ts: string;
  urls: readonly string[];
}>;

/** So many links of one message become cards; ours. */
const mostLinks = 3;

const shared = z.object({
  user: z.string().optional(),
  channel: z.string(),
  message_ts: z.string(),
  source: z.string().optional(),
  links: z.array(z.object({ url: z.string().max(3_000) })).max(100),
});

/**
 * Undefined for what nobody has sent yet (Slack asks while somebody types, too: only he would see it) and for our own words.
 * https://docs.slack.dev/reference/events/link_shared
 */
export function readLinks(raw: unknown, event: string | undefined, us: Identity): SharedLinks | undefined {
  const parsed = shared.safeParse(raw);
  if (!parsed.success) throw new Nonsense('no links');
  const { user, channel, message_ts, source, links } = parsed.data;
  if (source === 'composer' || !/^\d+\.\d+$/.test(message_ts)) return undefined;
  if (!user || user === us.user) return undefined;
  const urls = [...new Set(links.map(({ url }) => url))].slice(0, mostLinks);
  return { key: event ?? `${channel}:${message_ts}`, user, channel, ts: message_ts, urls };
}
