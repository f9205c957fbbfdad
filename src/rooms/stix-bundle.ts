import { defang } from '../observables/defang.ts';
import { type Room, roomName } from '../room.ts';
import { type LookedAt, latestOf } from './collected.ts';
import type { MarkedMessage, Somebody } from './happening.ts';
import { ownId } from './stix-id.ts';
import { amber, type StixObject, stixObservable } from './stix-observable.ts';

export type StixBundleFacts = Readonly<{
  room: Room;
  /** `incident-<uuid>`, where the room is one's. */
  incident?: string;
  observables: readonly LookedAt[];
  marks: readonly MarkedMessage[];
  named: (id: string) => Somebody;
  /** Milliseconds since the epoch. */
  now: number;
}>;

const timeText = (ms: number): string => new Date(ms).toISOString();

/** Who says all this. Its times are those of its first version: it has had no other. */
const born = '2026-11-30T00:00:00.000Z';
export const identity: StixObject = {
  type: 'identity',
  spec_version: '2.1',
  id: ownId('identity', 'xdr-chatops'),
  created: born,
  modified: born,
  name: 'xdr-chatops',
  description: 'A bot that brings Cisco XDR into chat rooms.',
  identity_class: 'system',
  object_marking_refs: [amber],
};

export const marking: StixObject = {
  type: 'marking-definition',
  spec_version: '2.1',
  id: amber,
  created: '2017-01-20T00:00:00.000Z',
  definition_type: 'tlp',
  name: 'TLP:AMBER',
  definition: { tlp: 'amber' },
};

/** An object of ours; what makes it what it is makes its id, with the time it is from: that never changes for one id. */
const own = (type: string, key: readonly string[], from: number, until: number, more: object): StixObject => ({
  type,
  spec_version: '2.1',
  id: ownId(type, ...key, timeText(from)),
  created_by_ref: identity.id,
  created: timeText(from),
  modified: timeText(Math.max(from, until)),
  object_marking_refs: [amber],
  ...more,
});

/**
 * A STIX 2.1 bundle as pieces of JSON text. A grouping holds what the room collected: an object for each observable, an
 * indicator for what is malicious or suspicious, a note for each marked message and for what STIX has no object for.
 * Nothing claims to have been observed: it was mentioned. At least one observable or mark.
 */
export function* stixBundle(facts: StixBundleFacts): Generator<string> {
  const { room, incident, observables, marks, now } = facts;
  const name = roomName(room);
  const started = [...observables.map(({ firstAt }) => firstAt), ...marks.map(timeOf)].reduce(
    (first, at) => Math.min(first, at),
    now,
  );
  const groupingId = ownId('grouping', name, timeText(started));
  const refs = new Set<string>();
  const patterns = new Set<unknown>();

  yield `{"type":"bundle","id":${JSON.stringify(ownId('bundle', name, timeText(now)))},"objects":[`;
  yield `${JSON.stringify(marking)},\n${JSON.stringify(identity)}`;
  for (const one of observables)
    for (const object of objectsOf(one, facts, groupingId)) {
      // Two spellings of one thing: the worse comes first.
      if (refs.has(object.id) || patterns.has(object['pattern'])) continue;
      refs.add(object.id);
      if (object['pattern'] !== undefined) patterns.add(object['pattern']);
      yield `,\n${JSON.stringify(object)}`;
    }
  for (const mark of marks) {
    const object = markNote(mark, facts, groupingId);
    if (refs.has(object.id)) continue;
    refs.add(object.id);
    yield `,\n${JSON.stringify(object)}`;
  }
  const grouping = own('grouping', [name], started, now, {
    name: incident ? `What was collected in the chat room of ${incident}` : 'What was collected in a chat room',
    context: incident ? 'suspicious-activity' : 'unspecified',
    object_refs: [...refs],
    ...(incident ? { external_references: [{ source_name: 'Cisco XDR', external_id: incident }] } : {}),
  });
  yield `,\n${JSON.stringify(grouping)}]}\n`;
}

const timeOf = ({ saidAt, markedAt }: MarkedMessage): number => saidAt ?? markedAt;

function objectsOf(one: LookedAt, { room, now }: StixBundleFacts, groupingId: string): readonly StixObject[] {
  const { observable, firstAt } = one;
  const { type, value } = observable;
  const name = roomName(room);
  const known = stixObservable(observable);
  const said = sentenceOf(one);
  if (!known)
    return [
      own('note', [name, type, value], firstAt, now, {
        abstract: `An observable that STIX has no object for: ${type}`,
        content: `${type}: ${value.toWellFormed()}\n${said}`,
        object_refs: [groupingId],
      }),
    ];
  const latest = latestOf(one);
  if (latest !== 'malicious' && latest !== 'suspicious') return known.objects;
  return [
    ...known.objects,
    own('indicator', [name, known.pattern], firstAt, now, {
      name: defang(observable).slice(0, 250),
      description: said,
      indicator_types: [latest === 'malicious' ? 'malicious-activity' : 'anomalous-activity'],
      pattern: known.pattern,
      pattern_type: 'stix',
      pattern_version: '2.1',
      valid_from: timeText(firstAt),
    }),
  ];
}

/** `Malicious by what sources in Cisco XDR said; mentioned 3 times from … to …`. */
function sentenceOf(one: LookedAt): string {
  const { mentions, firstAt, lastAt } = one;
  const times =
    mentions === 1 ? `once, ${timeText(firstAt)}` : `${mentions} times, ${timeText(firstAt)} to ${timeText(lastAt)}`;
  return `Sources in Cisco XDR said: ${latestOf(one)}. Mentioned in chat ${times}.`;
}

function markNote(mark: MarkedMessage, { room, named, now }: StixBundleFacts, groupingId: string): StixObject {
  const { message, text, author, authorName, markedBy } = mark;
  const by = { ...named(author ?? markedBy), ...(authorName === undefined ? {} : { name: authorName }) };
  return own('note', [roomName(room), 'mark', message.id], timeOf(mark), now, {
    abstract: 'A message that was marked in the room',
    content: text.toWellFormed() || '(no text)',
    authors: [by.name ? `${by.name.toWellFormed()} (${by.platform}:${by.id})` : `${by.platform}:${by.id}`],
    object_refs: [groupingId],
  });
}
