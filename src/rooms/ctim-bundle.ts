import { type Room, roomName } from '../room.ts';
import { type LookedAt, latestOf } from './collected.ts';
import { uuidV5 } from './stix-id.ts';

export type CtimBundleFacts = Readonly<{
  room: Room;
  /** The address of the room's incident in XDR's store, where it was to be had. */
  incident?: string;
  observables: readonly LookedAt[];
}>;

/** Of our own: the key under which an import knows the same thing again. */
const namespace = '0d8c7a54-1f0e-4c53-9e0b-8a8f4a3f0c66';
const source = 'xdr-chatops';
/** XDR's numbers of what is worth a judgement. */
const dispositions = { malicious: 2, suspicious: 3 } as const;
/** So long a judgement holds; nobody knows better, and none may hold for ever. */
const judgedFor = 30 * 24 * 60 * 60_000;

const timeText = (ms: number): string => new Date(ms).toISOString();

/**
 * A CTIM bundle as pieces of JSON text, of the shape that XDR's private intelligence imports: a sighting for each
 * observable (it was mentioned: how often, from when to when), a judgement for what is malicious or suspicious, and, in the
 * room of an incident, the sightings as members of it. Ids are transient; external ids keep a second import from making
 * doubles. What sources said is said again, so judgements claim neither confidence nor severity.
 */
export function* ctimBundle({ room, incident, observables }: CtimBundleFacts): Generator<string> {
  const external = (kind: string, { observable: { type, value } }: LookedAt) =>
    `xdr-chatops-${kind}-${uuidV5(namespace, JSON.stringify([kind, roomName(room), type, value]))}`;
  const bad = observables.filter((one) => latestOf(one) in dispositions);

  yield `{"type":"bundle","source":${JSON.stringify(source)},"tlp":"amber"`;
  yield* list('sightings', observables, (one, at) => ({
    type: 'sighting',
    id: `transient:sighting-${at}`,
    external_ids: [external('sighting', one)],
    title: 'Mentioned in a chat room',
    source,
    count: one.mentions,
    confidence: 'Unknown',
    observed_time: { start_time: timeText(one.firstAt), end_time: timeText(one.lastAt) },
    observables: [one.observable],
    tlp: 'amber',
  }));
  yield* list('judgements', bad, (one, at) => {
    const disposition = latestOf(one) as keyof typeof dispositions;
    const from = one.now?.at ?? one.lastAt;
    return {
      type: 'judgement',
      id: `transient:judgement-${at}`,
      external_ids: [external('judgement', one)],
      observable: one.observable,
      disposition: dispositions[disposition],
      disposition_name: disposition === 'malicious' ? 'Malicious' : 'Suspicious',
      source,
      // At most 90 for what no person said (CTIM); sources of their own say it with more.
      priority: 50,
      confidence: 'Unknown',
      severity: 'Unknown',
      reason: 'Sources in Cisco XDR said so when it was mentioned in a chat room',
      valid_time: { start_time: timeText(from), end_time: timeText(from + judgedFor) },
      tlp: 'amber',
    };
  });
  if (incident)
    yield* list('relationships', observables, (one, at) => ({
      type: 'relationship',
      id: `transient:relationship-${at}`,
      external_ids: [external('relationship', one)],
      relationship_type: 'member-of',
      source_ref: `transient:sighting-${at}`,
      target_ref: incident,
      source,
      tlp: 'amber',
    }));
  yield '}\n';
}

function* list<One>(name: string, all: readonly One[], each: (one: One, at: number) => object): Generator<string> {
  if (all.length === 0) return;
  yield `,\n"${name}":[`;
  for (const [at, one] of all.entries()) yield `${at === 0 ? '' : ',\n'}${JSON.stringify(each(one, at + 1))}`;
  yield ']';
}
