import { jsonAnswer } from '../../demo/xdr/fault.ts';
import { shortIncidentId } from '../../demo/xdr/incident-documents.ts';
import type { Card } from '../../src/cards/card.ts';
import { plainText } from '../../src/cards/plain-text.ts';
import type { IncomingLink, Person } from '../../src/incoming.ts';
import type { Reply } from '../../src/reply.ts';
import { removeDirectories } from '../support/database.ts';
import { cardIn, member, openRoom, type Room } from '../support/room.ts';

const analyst = member('UANALYST');
const id = shortIncidentId(42);
const page = `https://xdr.us.security.cisco.com/incidents/${id}`;
let room: Room;
beforeAll(async () => {
  room = await openRoom({ client: 'everything' });
});
beforeEach(() => room.fresh());
afterAll(async () => {
  await room.stop();
  await removeDirectories();
});

let serial = 0;
const share = (url = page, more: Partial<IncomingLink> & Readonly<{ person?: Person }> = {}): Promise<Reply> =>
  room.answer({ kind: 'link', key: `Ev${++serial}:0`, url, person: analyst, place: room.place(), ...more });
const calls = () =>
  room.xdr.calls
    .list()
    .filter(({ service }) => service !== 'token')
    .map(({ service }) => service);
const labels = ({ parts }: Card) =>
  parts.flatMap((part) => (part.part === 'buttons' ? part.buttons.map(({ text }) => text) : []));

test.each([
  page,
  `https://xdr.eu.security.cisco.com/incidents/${id}`,
  `https://xdr.apjc.security.cisco.com/incidents/${id}/overview`,
])('%s becomes a short card for one call, and its button shows the whole', async (url) => {
  const reply = await share(url);
  expect(reply).toMatchObject({ kind: 'card', audience: 'room' });
  const card = cardIn(reply);
  expect(plainText(card)).toBe(
    [
      'SIMULATED',
      'INC-1042 (New, Critical): Command and control traffic from ws-042',
      '  Status: New',
      '  Severity: Critical',
      '  Score: 912 of 1000',
      '  Assigned to: nobody',
    ].join('\n'),
  );
  expect(labels(card)).toEqual(['Show incident']);
  expect(calls()).toEqual(['incident-summary']);
  expect(plainText(cardIn(await room.press('Show incident', card, analyst)))).toContain('Observables of');
});

test.each<[string, Partial<IncomingLink>]>([
  ['a member who is no analyst', { person: member('U1') }],
  ['a guest', { person: member('UANALYST', { standing: 'guest' }) }],
  ['a bot', { person: member('UANALYST', { standing: 'bot' }) }],
])('of %s nothing is shown, and nothing is asked', async (_, more) => {
  expect(await share(page, more)).toEqual({ kind: 'silence', reason: 'not-permitted' });
  expect(calls()).toEqual([]);
});

test('where outsiders may read nothing is shown, and nothing is asked', async () => {
  const place = { ...room.place(), outsiders: true };
  expect(await share(page, { place })).toEqual({ kind: 'silence', reason: 'not-permitted' });
  expect(calls()).toEqual([]);
});

test.each([
  'https://xdr.us.security.cisco.com/dashboard',
  'https://xdr.us.security.cisco.com.evil.example/incidents/incident-00000000-0000-4000-8000-000000001042',
  `http://xdr.us.security.cisco.com/incidents/${id}`,
  'INC-1042',
  id,
])('%s is no link of an incident', async (url) => {
  expect(await share(url)).toEqual({ kind: 'silence', reason: 'no-incident' });
  expect(calls()).toEqual([]);
});

test('an incident that XDR does not know is passed over', async () => {
  const url = 'https://xdr.us.security.cisco.com/incidents/incident-00000000-0000-4000-8000-000000000000';
  expect(await share(url)).toEqual({ kind: 'silence', reason: 'no-incident' });
});

test('a link that is delivered twice is answered once', async () => {
  const key = 'Ev-twice:0';
  expect(await share(page, { key })).toMatchObject({ kind: 'card' });
  expect(await share(page, { key })).toEqual({ kind: 'silence', reason: 'answered-before' });
  expect(calls()).toEqual(['incident-summary']);
});

test('without the scope nothing is asked', async () => {
  room.xdr.setScopes(room.xdr.client('everything').id, 'inspect:read enrich:read');
  room.xdr.revokeTokens();
  room.pass(11 * 60_000);
  expect(await share()).toEqual({ kind: 'silence', reason: 'not-permitted' });
  expect(calls()).toEqual([]);
});

test('what goes wrong is told to nobody but who asked for it: no card is for the room', async () => {
  room.xdr.faults.always('*', jsonAnswer(403));
  expect(await share()).not.toMatchObject({ audience: 'room' });
});
