/**
 * One event that XDR delivered, as far as it is read: what kind it is, and which incidents it speaks of. Nothing else of it
 * is believed: whatever is shown is read from XDR again.
 */
export type XdrEvent = Readonly<{
  /** As XDR gave it, or a hash of the whole. */
  id: string;
  /** `private-intel/incident/created`; empty when it says none. */
  type: string;
  /** `incident-<uuid>`, lower case. */
  incidents: readonly string[];
}>;

/** The durable work that an event leaves: one for each event. */
export type XdrEventJob = Readonly<{ event: string; type: string; incidents: readonly string[]; receivedAt: number }>;

/** What an event is to us. `new`: an incident came into being, or became high impact; `changed`: something of it changed. */
export type EventMeaning = 'new' | 'changed' | 'counted' | 'ignored';

/** The events that our webhook asks for (Cisco's description of `event_type_filter`), and what each means. */
export const eventMeanings = {
  'private-intel/incident/created': 'new',
  'private-intel/incident/high-impact/created': 'new',
  'private-intel/incident/status-changed': 'changed',
  'private-intel/incident/updated': 'changed',
  'private-intel/note/created': 'changed',
  'auto/workflow/completed': 'counted',
  'auto/workflow/errored': 'counted',
} as const satisfies Readonly<Record<string, EventMeaning>>;

export type EventType = keyof typeof eventMeanings;

const isKnown = (type: string): type is EventType => Object.hasOwn(eventMeanings, type);

export const meaningOf = (type: string): EventMeaning => (isKnown(type) ? eventMeanings[type] : 'ignored');

/** The type for metrics, whose labels are not for a sender to choose. */
export const typeLabel = (type: string): EventType | 'other' => (isKnown(type) ? type : 'other');

/** The event that says that an incident is of high impact, which the incident itself does not say. */
export const highImpactCreated: EventType = 'private-intel/incident/high-impact/created';
