import { createHash } from 'node:crypto';
import type { XdrEvent } from './xdr-event.ts';

/** A body with more events is refused: XDR is expected to send one. */
export const mostEvents = 500;
/** So many incidents of one event are looked after. */
const mostIncidents = 10;
/** How deep, and through how many values, an event is searched for incidents. */
const [deepest, mostValues] = [8, 2_000];

const incidentId = /(?:^|[/:])(incident-[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})$/i;

/**
 * Reads the body of a delivery: one event or a list of them. What it looks like is not described in public, but LIKELY as
 * the events of `iroh-event` (Cisco's description of `iroh-event`: `{id, created_at, emiter, data}`), so the type, the id
 * and the incident are looked for in several places. Undefined when it makes no sense.
 */
export function readEvents(body: string): readonly XdrEvent[] | undefined {
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch {
    return undefined;
  }
  const events = listOf(json).map(readEvent);
  return events.length > 0 && events.length <= mostEvents && events.every((event) => event !== undefined)
    ? events
    : undefined;
}

type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const listOf = (json: unknown): readonly unknown[] => (Array.isArray(json) ? json : [json]).flatMap(unwrapped);

/** An event may stand in an envelope. */
function unwrapped(json: unknown): readonly unknown[] {
  if (!isFields(json)) return [json];
  const inside = json['events'] ?? json['event'];
  return Array.isArray(inside) ? inside : [isFields(inside) ? inside : json];
}

function readEvent(json: unknown): XdrEvent | undefined {
  if (!isFields(json)) return undefined;
  const data = isFields(json['data']) ? json['data'] : {};
  const places = [data, json];
  const type = firstText(
    places.flatMap((one) => [one['event_type'], one['event-type'], one['type']]),
    /^[\w./-]{1,100}$/,
  );
  const incidents = incidentsOf(json, data);
  // Neither says what happened nor to what.
  if (type === undefined && incidents.length === 0) return undefined;
  return { id: idOf(json), type: type ?? '', incidents };
}

/** What XDR calls the event; else a hash, so that the same body is the same event. */
function idOf(json: Fields): string {
  const ids = [json['id'], json['event_id'], json['event-id']];
  // The id of what it is about is not its own: later events would count as known.
  const id = firstText(
    ids.filter((one) => idIn(one) === undefined),
    /^[\w:./-]{1,200}$/,
  );
  return id ?? `sha256:${createHash('sha256').update(JSON.stringify(json)).digest('hex')}`;
}

const firstText = (values: readonly unknown[], form: RegExp): string | undefined =>
  values.find((value): value is string => typeof value === 'string' && form.test(value));

/** The incident where it is expected; else all that are named anywhere (a note names its incident among what it is about). */
function incidentsOf(json: Fields, data: Fields): readonly string[] {
  const names = ['entity-id', 'entity_id', 'incident-id', 'incident_id', 'incident', 'id'];
  const expected = [data, json].flatMap((one) => names.map((name) => one[name]));
  for (const value of expected) {
    const id = idIn(value);
    if (id) return [id];
  }
  return [...namedIn(json)].slice(0, mostIncidents);
}

const idIn = (value: unknown): string | undefined =>
  typeof value === 'string' && value.length <= 500 ? incidentId.exec(value)?.[1]?.toLowerCase() : undefined;

function namedIn(json: unknown): ReadonlySet<string> {
  const found = new Set<string>();
  let left = mostValues;
  const look = (value: unknown, depth: number): void => {
    if (depth > deepest || --left < 0) return;
    const id = idIn(value);
    if (id) found.add(id);
    if (typeof value === 'object' && value !== null) for (const one of Object.values(value)) look(one, depth + 1);
  };
  look(json, 0);
  return found;
}
