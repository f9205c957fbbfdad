import fc from 'fast-check';
import type { ApiClient } from '../../demo/xdr/api-clients.ts';
import {
  BROKEN_BODY,
  type Fault,
  HANG,
  htmlAnswer,
  hugeBody,
  jsonAnswer,
  RESET,
  TRUNCATED,
  tooManyRequests,
} from '../../demo/xdr/fault.ts';
import { shortIncidentId } from '../../demo/xdr/incident-documents.ts';
import type { Service } from '../../demo/xdr/service.ts';
import { Failure } from '../../src/failure.ts';
import type { IncidentDoor } from '../../src/incidents/incident.ts';
import { readIncident, readIncidents } from '../../src/xdr/incident-documents.ts';
import { ciscoContractPresent, validateRequest } from '../support/cisco-contract.ts';
import { startSimulatedXdr } from '../support/simulated-xdr.ts';
import { xdrAt } from './support/xdr-at.ts';

const { url, xdr, stop } = await startSimulatedXdr();
const ask = { purpose: 'command' } as const;
const id = shortIncidentId(42);
const ref = { id };
const open: (() => void)[] = [];
const doorOf = (client: ApiClient['name'] = 'everything', timeoutMs = 20_000): IncidentDoor => {
  const { xdr: opened } = xdrAt(url, xdr.client(client), { timeoutMs });
  open.push(opened.close);
  return opened.incidents;
};
let door = doorOf();
beforeEach(() => {
  xdr.reset();
  door = doorOf();
});
afterAll(async () => {
  for (const close of open) close();
  await stop();
});

const calls = () => xdr.calls.list().filter(({ service }) => service !== 'token');
const kindOf = (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    (error: Failure) => error.kind,
  );

describe('reading', () => {
  test('one incident costs one call, by id and by short id', async () => {
    const byId = await door.readIncident(ref, ask);
    expect(byId).toMatchObject({
      id,
      address: `https://private.intel.amp.cisco.com:443/ctia/incident/${id}`,
      shortId: 'INC-1042',
      status: 'New',
      severity: 'Critical',
      score: 912,
      tactics: ['TA0011', 'TA0010'],
      context: { sightings: 2, notes: 0, named: { T1102: 'Web Service (T1102)' } },
    });
    expect(byId?.context?.targets).toHaveLength(2);
    expect(byId?.context?.observables.map(({ disposition }) => disposition)).toEqual([
      'suspicious',
      'malicious',
      'malicious',
    ]);
    expect(calls()).toHaveLength(1);
    expect(await door.readIncident({ shortId: 'inc-1042' }, ask)).toEqual(byId);
    expect(calls()).toHaveLength(2);
  });

  test.each([
    ['the route is not granted', jsonAnswer(403, { error: 'missing_scope' })],
    ['the route is not there', jsonAnswer(404, {})],
    ['the route takes no id', jsonAnswer(400, { id: 'disallowed-key' })],
    ['the search does not know it yet', jsonAnswer(200, [])],
    ['it is more than is read', hugeBody()],
  ])('where %s, the incident alone is read', async (_, fault) => {
    xdr.faults.next('incident-summary', fault);
    const incident = await door.readIncident(ref, ask);
    expect(incident?.title).toBe('Command and control traffic from ws-042');
    expect(incident?.context).toBeUndefined();
    expect(calls().map(({ service }) => service)).toEqual(['incident-summary', 'incident']);
  });

  test('one that does not exist is undefined, and trouble is a failure', async () => {
    expect(await door.readIncident({ id: shortIncidentId(999) }, ask)).toBeUndefined();
    expect(await door.readIncident({ shortId: 'INC-1' }, ask)).toBeUndefined();
    xdr.faults.always('incident-summary', jsonAnswer(503));
    expect(await kindOf(door.readIncident(ref, ask))).toBe('unavailable');
  });

  test('a search is one call, tells how many there are, and leaves out what is closed', async () => {
    const { incidents, total } = await door.searchIncidents('open', ask);
    expect([incidents.length, total]).toEqual([9, 9]);
    expect(incidents.every(({ status }) => /^(New|Open|Hold)/.test(status!))).toBe(true);
    expect((await door.searchIncidents('new', ask)).incidents).toHaveLength(4);
    expect(calls()).toHaveLength(2);
  });

  test('what was made or changed since a time is one call, and nothing else is in it', async () => {
    const from = new Date();
    const later = new Date(Date.now() + 60_000);
    expect((await door.incidentsChanged({ from: later }, ask)).incidents).toEqual([]);
    await door.setIncidentStatus(id, 'Open');
    const { incidents, whole } = await door.incidentsChanged({ from }, ask);
    expect([incidents.map((one) => one.id), whole]).toEqual([[id], true]);
  });

  test('a read that fails for a moment is repeated', async () => {
    xdr.faults.next('incident-search', jsonAnswer(502), 2);
    expect((await door.searchIncidents('open', ask)).incidents).toHaveLength(9);
  });

  test('users are named by id and found by their address alone', async () => {
    const [user] = await door.usersByEmail('ROBIN@example.com', ask);
    expect(user).toMatchObject({ name: 'Robin Responder' });
    // The search itself is looser.
    expect(await door.usersByEmail('example.com', ask)).toEqual([]);
    expect(await door.usersNamed([user!.id, 'nobody'], ask)).toEqual([user]);
  });

  test('which incidents saw an observable is one call, and what they are another', async () => {
    const { ids, total } = await door.incidentsThatSaw({ type: 'domain', value: 'InternetBadGuys.com' }, ask);
    expect([ids, total]).toEqual([[id], 1]);
    expect(
      (await door.incidentsNamed([id, shortIncidentId(41)], ask)).map(({ shortId }) => shortId).toSorted(),
    ).toEqual(['INC-1041', 'INC-1042']);
    expect(calls()).toHaveLength(2);
    expect(await door.incidentsNamed([], ask)).toEqual([]);
    expect(calls()).toHaveLength(2);
  });

  test('an observable is one part of the path, whatever it holds; what cannot be one is not asked', async () => {
    const value = 'http://a.example/b?c=d#e/../../x';
    await door.incidentsThatSaw({ type: 'url', value }, ask);
    expect(calls()[0]?.path).toBe(`/ctia/url/${encodeURIComponent(value)}/sightings/incidents?limit=100`);
    for (const wrong of ['.', '..', '', 'x'.repeat(4_000)]) {
      const given = { type: 'file_name', value: wrong };
      expect(await kindOf(door.incidentsThatSaw(given, ask))).toBe('bad-request');
    }
    expect(calls()).toHaveLength(1);
  });

  if (ciscoContractPresent)
    test('what is asked is as Cisco describes it', async () => {
      await door.readIncident(ref, ask);
      await door.readIncident({ shortId: 'INC-1042' }, ask);
      await door.searchIncidents('open', ask);
      await door.searchIncidents({ openOf: 'u' }, ask);
      await door.incidentsThatSaw({ type: 'url', value: 'http://a.example/b?c=d&e=/../ü' }, ask);
      await door.incidentsNamed([id, shortIncidentId(41)], ask);
      await door.incidentsChanged({ from: new Date('2026-03-01T09:15:00.000Z') }, ask);
      await door.setIncidentStatus(id, 'Open');
      await door.assignIncident(id, ['u']);
      await door.addNote({ id }, { content: 'c', author: 'a', key: 'k' });
      for (const { method, path, body } of calls()) expect(validateRequest(method, path, body)).toEqual([]);
    });
});

type Change = readonly [
  name: string,
  service: Service,
  work: (door: IncidentDoor) => Promise<{ outcome: string }>,
  changed: () => boolean,
];
const stored = (field: string) => xdr.incidents.read(id)!.document[field];
const changes: readonly Change[] = [
  [
    'status',
    'incident-status',
    (door) => door.setIncidentStatus(id, 'Closed: Merged'),
    () => stored('status') === 'Closed: Merged',
  ],
  ['assign', 'incident-patch', (door) => door.assignIncident(id, ['u1']), () => String(stored('assignees')) === 'u1'],
  [
    'note',
    'note',
    (door) => door.addNote({ id }, { content: 'c', author: 'a', key: 'k' }),
    () => xdr.notes.of(id).length === 1,
  ],
];

describe.each(changes)('%s', (_, service, work, changed) => {
  test('is stored, with one request', async () => {
    expect(await work(door)).toMatchObject({ outcome: 'done' });
    expect(changed()).toBe(true);
    expect(xdr.calls.count(service)).toBe(1);
  });

  test.each<[string, Fault, string]>([
    ['a reset', RESET, 'unknown'],
    ['500', jsonAnswer(500), 'unknown'],
    ['a gateway’s 502', htmlAnswer(502), 'unknown'],
    ['an answer cut off', TRUNCATED, 'unknown'],
    ['a connection that ends', BROKEN_BODY, 'unknown'],
    ['no answer', HANG, 'unknown'],
    ['400', jsonAnswer(400), 'bad-request'],
    ['403', jsonAnswer(403), 'missing-scope'],
    ['404', jsonAnswer(404), 'not-found'],
    ['429', tooManyRequests('1'), 'rate-limited'],
  ])('%s is never answered with a second request', async (_what, fault, told) => {
    const hasty = doorOf('everything', 700);
    await hasty.readIncident(ref, ask); // the token is there
    xdr.faults.always(service, fault);
    const outcome = await work(hasty).then(
      (written) => written.outcome,
      (error: Failure) => error.kind,
    );
    expect([outcome, xdr.calls.count(service)]).toEqual([told, 1]);
    xdr.faults.clear();
  });

  test('an old token is renewed, since XDR refuses it before any work', async () => {
    await door.readIncident(ref, ask);
    xdr.revokeTokens();
    expect(await work(door)).toMatchObject({ outcome: 'done' });
    expect(changed()).toBe(true);
  });

  test('without a token, or by a client without the scope, nothing is changed', async () => {
    expect(await kindOf(work(doorOf('reader')))).toBe('missing-scope');
    xdr.faults.always('token', jsonAnswer(503));
    expect(await kindOf(work(doorOf()))).toBe('unavailable');
    expect(changed()).toBe(false);
  });
});

test('many failed changes open no circuit', async () => {
  xdr.faults.next('note', jsonAnswer(500), 8);
  for (let at = 0; at < 8; at++) await door.addNote({ id }, { content: 'c', author: 'a', key: 'k' });
  expect(await door.addNote({ id }, { content: 'c', author: 'a', key: 'k' })).toMatchObject({ outcome: 'done' });
});

test('any JSON is read as an incident, as something less, or refused', () => {
  const json = fc.jsonValue({ maxDepth: 3 });
  const field = fc.oneof(json, fc.constantFrom('TA0011', '2026-01-01T00:00:00Z', '__proto__'));
  const list = fc.oneof(json, fc.array(field, { maxLength: 3 }));
  const near = fc.record(
    {
      id: fc.constantFrom(id, `https://x/ctia/incident/${id}`),
      title: field,
      assignees: list,
      tactics: list,
      incident_time: fc.oneof(json, fc.record({ opened: field })),
      scores: fc.oneof(json, fc.record({ global: field })),
      context: fc.oneof(
        json,
        fc.record({
          sightings: fc.array(fc.record({ observables: list, targets: list, observed_time: field }), { maxLength: 2 }),
          judgements: list,
          attack_patterns: fc.array(fc.record({ title: field, external_references: list }), { maxLength: 2 }),
          notes: list,
        }),
      ),
    },
    { requiredKeys: ['id'] },
  );
  fc.assert(
    fc.property(fc.oneof(json, near), (body) => {
      const tried = (read: () => unknown) => {
        try {
          read();
        } catch (error) {
          expect(error).toBeInstanceOf(Failure);
        }
      };
      tried(() => readIncidents(body));
      tried(() => readIncident(body));
    }),
  );
  fc.assert(fc.property(near, (body) => expect(readIncident(body)).toMatchObject({ id })));
});
