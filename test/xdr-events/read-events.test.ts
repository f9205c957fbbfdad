import { mostEvents, readEvents } from '../../src/xdr-events/read-events.ts';

const uuid = 'acb6e46c-9d2c-5ec8-a98f-77291f9a9f70';
const incident = `incident-${uuid}`;
const address = `https://private.intel.amp.cisco.com:443/ctia/incident/${incident}`;
const type = 'private-intel/incident/status-changed';
const read = (body: unknown) => readEvents(typeof body === 'string' ? body : JSON.stringify(body));

test.each<[string, unknown, object]>([
  [
    'as Cisco describes events',
    {
      id: '161934d1-0b49-51b6-b162-95d6addad78c',
      created_at: '2026-03-02T10:02:11.930Z',
      emiter: { user_id: 'u', org_id: 'o', client_id: 'c' },
      issuer: 'iroh',
      sign: { value: 'x', alg: 'eddsa', kid: 'k' },
      data: { type, 'entity-id': address, old: 'New', new: 'Open: Investigating' },
    },
    { id: '161934d1-0b49-51b6-b162-95d6addad78c', type, incidents: [incident] },
  ],
  ['with snake case', { id: 'e', data: { event_type: type, entity_id: address } }, { type, incidents: [incident] }],
  ['flat', { id: 'e', event_type: type, incident_id: incident.toUpperCase() }, { type, incidents: [incident] }],
  ['with the incident as the data', { id: 'e', type, data: { id: address } }, { type, incidents: [incident] }],
  ['in an envelope', { event: { id: 'e', data: { type, id: address } } }, { id: 'e', type, incidents: [incident] }],
  ['of another kind', { id: 'e', data: { type: 'auto/workflow/completed' } }, { type: 'auto/workflow/completed' }],
  ['without a type', { id: 'e', data: { 'entity-id': address } }, { type: '', incidents: [incident] }],
  [
    'of a note, which names its incident among what it is about',
    {
      id: 'e',
      data: {
        type: 'private-intel/note/created',
        'entity-id': `https://private.intel.amp.cisco.com:443/ctia/note/note-${uuid}`,
        note: { related_entities: [{ entity_type: 'incident', entity_id: address }] },
      },
    },
    { type: 'private-intel/note/created', incidents: [incident] },
  ],
])('an event %s is read', (_, body, event) => {
  expect(read(body)).toEqual([expect.objectContaining(event)]);
  expect(read([body])).toEqual(read(body));
});

test('several events of one body are read, up to a bound', () => {
  const event = (id: number) => ({ id: `e${id}`, data: { type, 'entity-id': address } });
  expect(read([event(1), event(2)])?.map(({ id }) => id)).toEqual(['e1', 'e2']);
  expect(read({ events: [event(1), event(2)] })).toHaveLength(2);
  expect(read(Array.from({ length: mostEvents }, (_, at) => event(at)))).toHaveLength(mostEvents);
  expect(read(Array.from({ length: mostEvents + 1 }, (_, at) => event(at)))).toBeUndefined();
});

test('without an id of its own the same body is the same event, another is another', () => {
  const [one] = read({ data: { type, 'entity-id': address } })!;
  const [same] = read(JSON.stringify({ data: { type, 'entity-id': address } }, undefined, 2))!;
  const [other] = read({ data: { type, 'entity-id': address, new: 'Open' } })!;
  expect(one!.id).toMatch(/^sha256:[\da-f]{64}$/);
  expect([same!.id, other!.id === one!.id]).toEqual([one!.id, false]);
  // What could not be stored as it is (a NUL), or is too long to be an id.
  for (const id of ['a\u0000b', 'x'.repeat(300), '', 7, null, {}])
    expect(read({ id, data: { type } })![0]!.id).toMatch(/^sha256:/);
});

test.each([
  '',
  'null',
  '[]',
  '"x"',
  '7',
  'true',
  '{}',
  '{',
  '[null]',
  '[[]]',
  '{"foo":1}',
  '{"data":null}',
  '{"type":7}',
  '{"events":[]}',
  '{"type":"<script>"}',
  '[{"type":"a"},null]',
])('%s makes no sense', (body) => {
  expect(read(body)).toBeUndefined();
});

test('hostile bodies are read within bounds and time', () => {
  const began = Date.now();
  const deep = `${'{"a":'.repeat(40_000)}1${'}'.repeat(40_000)}`;
  const wide = JSON.stringify({ type, data: { many: Array.from({ length: 15_000 }, (_, at) => `x${at}`) } });
  const ids = Array.from({ length: 50 }, (_, at) => `incident-${uuid.slice(0, -2)}${10 + at}`);
  expect(read(deep)).toBeUndefined();
  expect(read(wide)).toMatchObject([{ incidents: [] }]);
  expect(read({ type, list: ids })![0]!.incidents).toHaveLength(10);
  expect(read({ type, data: JSON.parse('{"__proto__":{"type":"x"},"constructor":1}') })).toMatchObject([{ type }]);
  expect(read({ type, data: { 'entity-id': `x${'/incident-'.repeat(90_000)}` } })).toMatchObject([{ incidents: [] }]);
  expect(Date.now() - began).toBeLessThan(2_000);
});

test('an event that is called like its incident is its own: later ones of the same incident are others', () => {
  const id = 'https://private.intel.amp.cisco.com:443/ctia/incident/incident-00000000-0000-4000-8000-000000001042';
  const [first, later] = ['New', 'Open'].map(
    (status) => readEvents(JSON.stringify({ id, type: 'incident', status }))![0]!,
  );
  expect(first!.incidents).toEqual(later!.incidents);
  expect(first!.id).not.toBe(later!.id);
});
