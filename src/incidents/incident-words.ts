import { type Span, type Tone, text, value } from '../cards/card.ts';
import { outsideText } from '../cards/outside-text.ts';
import type { Incident } from './incident.ts';
import { isOpen } from './statuses.ts';

/** `INC-1042`, or the beginning of the id where XDR gives no short one. */
export const nameOf = ({ id, shortId }: Pick<Incident, 'id' | 'shortId'>): string =>
  outsideText(shortId ?? '', 30) || id.slice(0, 'incident-'.length + 8);

export const titleOf = ({ title, summary }: Pick<Incident, 'title' | 'summary'>, limit = 120): string =>
  outsideText(title ?? '', limit) || outsideText(summary ?? '', limit) || 'without a title';

/** `INC-1042 Command and control traffic from ws-042`, for headings. */
export const incidentSpans = (incident: Incident, limit?: number): readonly Span[] => [
  value(nameOf(incident)),
  text(` ${titleOf(incident, limit)}`),
];

/** How much it weighs, as a sign; what is closed weighs nothing. */
export function toneOf({ severity, status }: Pick<Incident, 'severity' | 'status'>): Tone {
  if (!isOpen(status)) return 'info';
  switch (severity?.toLowerCase()) {
    case 'critical':
    case 'high':
      return 'malicious';
    case 'medium':
      return 'suspicious';
    case 'low':
    case 'info':
    case 'none':
      return 'info';
    default:
      return 'unknown';
  }
}

/** A status, severity or confidence as XDR wrote it. */
export const wordOf = (given: string | undefined, instead = 'not said'): string =>
  outsideText(given ?? '', 40) || instead;
