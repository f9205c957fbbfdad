import { createHash } from 'node:crypto';
import type { Incident } from '../incidents/incident.ts';
import { nameOf, titleOf } from '../incidents/incident-words.ts';

/** What is told of an incident when it changes, and what it is called. `gone`: XDR does not show it any more. */
export type LinkedFacts = Readonly<{
  name: string;
  title: string;
  status?: string;
  severity?: string;
  assignees: readonly string[];
  /** Notes of its worklog; absent where they could not be read. */
  notes?: number;
  /** ISO 8601. */
  modified?: string;
  gone?: true;
}>;

export const factsOf = (incident: Incident): LinkedFacts => ({
  name: nameOf(incident),
  title: titleOf(incident),
  ...(incident.status === undefined ? {} : { status: incident.status }),
  ...(incident.severity === undefined ? {} : { severity: incident.severity }),
  assignees: incident.assignees,
  ...(incident.context ? { notes: incident.context.notes } : {}),
  ...(incident.modified === undefined ? {} : { modified: incident.modified }),
});

/** Milliseconds after which a card is drawn anew although nothing changed: what its buttons need is kept for a week. */
const freshFor = 5 * 24 * 60 * 60_000;

/** The same as long as a card shows the same. `now` in milliseconds since the epoch. */
export const markOf = (incident: Incident | undefined, now: number): string =>
  createHash('sha256')
    .update(`${Math.floor(now / freshFor)} ${JSON.stringify(incident ?? null)}`)
    .digest('base64');
