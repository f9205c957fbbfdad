/**
 * The statuses that people choose from. XDR lets any of them follow any other. Left out: what XDR sets by itself
 * (`New: Processing`, `New: Presented`), and what is not in use (dossier §6.3: `Containment Achieved`, `Rejected`, …).
 */
export const statuses: readonly string[] = [
  'New',
  'Open',
  'Open: Investigating',
  'Open: Reported',
  'Open: Contained',
  'Open: Recovered',
  'Hold',
  'Hold: Internal',
  'Hold: External',
  'Hold: Legal',
  'Closed',
  'Closed: Confirmed Threat',
  'Closed: False Positive',
  'Closed: Suspected',
  'Closed: Near-Miss',
  'Closed: Merged',
  'Closed: Under Review',
  'Closed: Other',
];

/** Letters alone: how somebody types it makes no difference. */
const bare = (text: string): string => text.toLowerCase().replace(/[^a-z]/g, '');

/** The status that somebody typed: `closed false positive`, `false positive`, `Open:Investigating`. Undefined: none, or several. */
export function findStatus(typed: string): string | undefined {
  const wanted = bare(typed.slice(0, 100));
  const whole = statuses.find((status) => bare(status) === wanted);
  if (whole) return whole;
  const ends = statuses.filter((status) => bare(status.split(':')[1] ?? '') === wanted && wanted !== '');
  return ends.length === 1 ? ends[0] : undefined;
}

/** `Closed: Merged` → `closed`. */
const statusGroup = (status: string): string => status.split(':')[0]!.trim().toLowerCase();

/** Whether somebody still has to do with it. */
export const isOpen = (status: string | undefined): boolean =>
  status === undefined || !['closed', 'rejected'].includes(statusGroup(status));
