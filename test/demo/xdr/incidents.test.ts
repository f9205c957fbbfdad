import { shortIncidentId } from '../../../demo/xdr/incident-documents.ts';
import { STATUSES } from '../../../demo/xdr/incident-routes.ts';
import { INCIDENT_STORIES } from '../../../demo/xdr/incident-stories.ts';
import { ciscoContractPresent, validateResponse } from '../../support/cisco-contract.ts';
import { startSimulatedXdr } from '../../support/simulated-xdr.ts';
import { xdrCaller } from '../../support/xdr-caller.ts';

const { url, xdr, stop } = await startSimulatedXdr();
const call = xdrCaller(url);
const BASE = '/iroh/private-intel';
const id = shortIncidentId(42);
const everything = await call.token(xdr.client('everything'));
const patch = (path: string, token: string, body: unknown) =>
  call.send(path, {
    method: 'PATCH',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
type Doc = Record<string, unknown> & { id: string; incident_time: Record<string, string> };

afterAll(stop);

const ids = async (query: string) =>
  ((await call.get(`${BASE}/incident/search?${query}`, everything)).body as Doc[]).map((one) => one['short_id']);

test('a dozen incidents, in words that XDR knows, share observables with the other stories', () => {
  expect(INCIDENT_STORIES).toHaveLength(12);
  for (const { status } of INCIDENT_STORIES) expect(STATUSES).toContain(status);
  const observables = INCIDENT_STORIES.flatMap(({ sightings }) => sightings.flatMap((one) => one.observables));
  for (const value of ['internetbadguys.com', '45.83.10.7', 'hostile.example.net', 'phish.example.org'])
    expect(
      [xdr.stories, observables.map((one) => ({ observable: one }))].every((all) =>
        all.some(({ observable }) => observable.value === value),
      ),
    ).toBe(true);
});

test.each([
  ['status=New', ['INC-1042', 'INC-1038', 'INC-1037']],
  ['query=status:New*', ['INC-1042', 'INC-1038', 'INC-1037', 'INC-1031']],
  ['high_impact=true', ['INC-1042']],
  ['severity=Low', ['INC-1038', 'INC-1033']],
  [`id=${id}`, ['INC-1042']],
  [`assignees=${'00000000-0000-4000-8000-0000000000e0'}`, ['INC-1041', 'INC-1033']],
  ['query=short_id:%22inc-1042%22', ['INC-1042']],
  ['tactics=TA0040', ['INC-1034']],
])('%s finds', async (query, found) => {
  expect((await ids(query)).toSorted()).toEqual(found.toSorted());
});

test('pages are told in headers, and sorted as asked', async () => {
  const answer = await call.get(`${BASE}/incident/search?sort_by=timestamp:desc&limit=2&offset=2`, everything);
  expect((answer.body as Doc[]).map((one) => one['short_id'])).toEqual(['INC-1038', 'INC-1041']);
  expect(['x-total-hits', 'x-next', 'x-previous'].map((name) => answer.headers.get(name))).toEqual([
    '12',
    'limit=2&offset=4',
    'limit=2&offset=0',
  ]);
  expect((await call.get(`${BASE}/incident/search?query=status:(`, everything)).status).toBe(400);
});

test.each([
  ['GET', `${BASE}/incident/search`, 'private-intel/incident:read'],
  ['GET', `${BASE}/incident-summary/search`, 'private-intel/incident:read'],
  ['GET', `${BASE}/incident/${id}`, 'private-intel/incident:read'],
  ['POST', `${BASE}/incident/${id}/status`, 'private-intel/incident:write'],
  ['PATCH', `${BASE}/incident/${id}`, 'private-intel/incident'],
  ['POST', `${BASE}/note`, 'private-intel/note:write'],
  ['GET', '/ctia/note/search', 'private-intel/note:read'],
  ['GET', '/iroh/user-mgmt/batch/users?id=x', 'users:read'],
  ['POST', '/iroh/user-mgmt/search/users', 'users:read'],
])('%s %s needs %s', async (method, path, scope) => {
  const token = await call.token(xdr.client('responder'));
  const answer = await call.send(path, { method, headers: { authorization: `Bearer ${token}` } });
  expect([answer.status, answer.body]).toEqual([403, expect.objectContaining({ 'missing-scopes': [scope] })]);
});

test('a change of status is stored and stamps its time once in a group', async () => {
  const path = `${BASE}/incident/${encodeURIComponent(`https://private.intel.amp.cisco.com:443/ctia/incident/${id}`)}`;
  const set = async (status: string) => (await call.post(`${path}/status`, everything, { status })).body as Doc;
  const opened = xdr.incidents.read(id)!.document['incident_time'] as { opened: string };
  const held = await set('Hold: Legal');
  expect(held.incident_time).toEqual(opened);
  const first = await set('Closed: Merged');
  expect(first.incident_time['closed']).toBeDefined();
  expect((await set('Closed: Other')).incident_time['closed']).toBe(first.incident_time['closed']);
  expect((await call.post(`${path}/status`, everything, { status: 'Done' })).status).toBe(400);
  expect((await call.post(`${BASE}/incident/${shortIncidentId(1)}/status`, everything, { status: 'New' })).status).toBe(
    404,
  );
});

test('PATCH replaces whole fields; a note belongs to its incident', async () => {
  const changed = await patch(`${BASE}/incident/${id}`, everything, { assignees: ['a', 'b'] });
  expect([changed.status, (changed.body as Doc)['assignees']]).toEqual([200, ['a', 'b']]);
  expect(((await patch(`${BASE}/incident/${id}`, everything, { assignees: ['c'] })).body as Doc)['assignees']).toEqual([
    'c',
  ]);
  const address = (changed.body as Doc).id;
  const note = {
    content: 'x',
    note_class: 'default',
    related_entities: [{ entity_type: 'incident', entity_id: address }],
  };
  expect((await call.post(`${BASE}/note`, everything, note)).status).toBe(200);
  expect((await call.post(`${BASE}/note`, everything, { content: 'x' })).status).toBe(400);
  const search = `/ctia/note/search?related_entities.entity_id=${encodeURIComponent(address)}`;
  expect((await call.get(search, everything)).body).toHaveLength(1);
  const [summary] = (await call.get(`${BASE}/incident-summary/search?id=${id}`, everything)).body as Doc[];
  expect((summary!['context'] as { notes: unknown[] }).notes).toHaveLength(1);
  xdr.reset();
  expect([xdr.notes.of(), xdr.incidents.read(id)!.document['assignees']]).toEqual([[], []]);
});

if (ciscoContractPresent) {
  test('every answer is as Cisco describes it', async () => {
    const token = await call.token(xdr.client('everything'));
    for (const path of [
      `${BASE}/incident/search`,
      `${BASE}/incident-summary/search`,
      `${BASE}/incident/${id}`,
      `${BASE}/incident/${shortIncidentId(37)}`,
      '/ctia/domain/internetbadguys.com/sightings/incidents?limit=100',
      '/ctia/url/http%3A%2F%2Fa.example%2Fb/sightings/incidents',
    ]) {
      const { status, body } = await call.get(path, token);
      expect([path, validateResponse('GET', path, status, body)]).toEqual([path, []]);
    }
    const note = {
      content: 'x',
      note_class: 'default',
      related_entities: [{ entity_type: 'incident', entity_id: id }],
    };
    for (const [path, body] of [
      [`${BASE}/incident/${id}/status`, { status: 'Open' }],
      [`${BASE}/note`, note],
    ] as const) {
      const answer = await call.post(path, token, body);
      expect([path, validateResponse('POST', path, answer.status, answer.body)]).toEqual([path, []]);
    }
    const path = `${BASE}/incident/${id}`;
    const answer = await patch(path, token, { assignees: ['x'] });
    expect(validateResponse('PATCH', path, answer.status, answer.body)).toEqual([]);
  });
}
