import type { Incident } from '../incidents/incident.ts';
import { isOpen } from '../incidents/statuses.ts';
import type { AnnouncingChannel } from './announcing.ts';

/** From this score (of 1000) on an incident weighs much, whatever its severity: XDR's own list shows these as critical or high. */
export const heavyScore = 700;

/** What is older is no news, also when it is only now seen, milliseconds: somebody was away for a week. */
const oldestNews = 7 * 24 * 60 * 60_000;

/** What is known of an incident beside itself. `bornAt`: when we heard of it, where it does not say when it was made. */
export type Birth = Readonly<{ highImpact: boolean; bornAt?: number | undefined }>;

/** High or critical, of high impact, or with a high score. */
export const weighsMuch = ({ severity, score }: Incident, highImpact: boolean): boolean =>
  highImpact || ['high', 'critical'].includes(severity?.toLowerCase() ?? '') || (score ?? 0) >= heavyScore;

/**
 * Whether an incident is to be announced in a channel: of its level, and made since that level was switched on. When it was
 * made is XDR's word, in milliseconds; an incident without one is news only to who heard of its birth. What is closed
 * already (merged into another, for one) is none.
 */
export function isNewsFor(incident: Incident, birth: Birth, channel: AnnouncingChannel, now: number): boolean {
  if (!isOpen(incident.status)) return false;
  const made = Date.parse(incident.created ?? '');
  const at = Number.isNaN(made) ? birth.bornAt : made;
  if (at === undefined || at < now - oldestNews) return false;
  if (weighsMuch(incident, birth.highImpact)) return at >= channel.since;
  return channel.level === 'all' && at >= channel.levelSince;
}

/** Why it is told, for the card: `Critical, high impact`. */
export const weightWords = (severity: string, highImpact: boolean): string =>
  [severity, ...(highImpact ? ['high impact'] : [])].join(', ');
