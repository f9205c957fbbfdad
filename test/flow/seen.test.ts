import { HANG, jsonAnswer, RESET } from '../../demo/xdr/fault.ts';
import { shortIncidentId } from '../../demo/xdr/incident-documents.ts';
import type { Card } from '../../src/cards/card.ts';
import { plainText } from '../../src/cards/plain-text.ts';
import { removeDirectories } from '../support/database.ts';
import { cardIn, member, openRoom, type Room } from '../support/room.ts';

const analyst = member('UANALYST', { name: 'Anna' });
let room: Room;
beforeAll(async () => {
  room = await openRoom({ client: 'reader' });
});
beforeEach(() => room.fresh());
afterAll(async () => {
  await room.stop();
  await removeDirectories();
});

const details = async (words: string, more: Parameters<Room['command']>[1] = {}): Promise<Card> =>
  cardIn(await room.command(`details ${words}`, { person: analyst, ...more }));
const labels = ({ parts }: Card) =>
  parts.flatMap((part) => (part.part === 'buttons' ? part.buttons.map(({ text }) => text) : []));
const calls = () =>
  room.xdr.calls
    .list()
    .filter(({ service }) => service !== 'token')
    .map(({ service }) => service)
    .toSorted();
const store = 'https://private.intel.amp.cisco.com:443/ctia/incident/';
const saw = (ids: readonly string[]) =>
  room.xdr.faults.next(
    'sightings-incidents',
    jsonAnswer(
      200,
      ids.map((one) => `${store}${one}`),
    ),
  );

test('details tell on what it was seen and which incidents saw it, and a button shows one', async () => {
  const card = await details('internetbadguys[.]com');
  const text = plainText(card);
  expect(text).toMatch(/Seen on:\n {2}Endpoint {2}ws-042\[\.]example\[\.]com/);
  expect(text).toMatch(/Seen in incidents:\n {2}Critical {2}INC-1042 Command and control traffic from ws-042 \(New, /);
  expect(card.data).toMatchObject({ kind: 'details', incidents: [{ id: shortIncidentId(42) }] });
  const shown = cardIn(await room.press('INC-1042', card, analyst));
  expect(plainText(shown)).toContain('Command and control traffic from ws-042');
});

test('from a button it is three calls at most, and two where no incident saw it', async () => {
  const card = cardIn(await room.command('enrich internetbadguys[.]com', { person: analyst }));
  room.xdr.calls.clear();
  const text = plainText(cardIn(await room.press('Details', card, analyst)));
  expect(text).toContain('INC-1042');
  expect(calls()).toEqual(['incident-search', 'observe', 'sightings-incidents']);
  room.xdr.calls.clear();
  expect(plainText(await details('198.51.100.77'))).toContain('No incident of XDR saw 198.51.100[.]77.');
  expect(calls()).toEqual(['inspect', 'observe', 'sightings-incidents']);
});

test('the worst five of those that are open are shown, and the others counted', async () => {
  saw([35, 36, 37, 38, 39, 40, 41, 42, 34, 33].map(shortIncidentId));
  const card = await details('internetbadguys[.]com');
  expect(labels(card).slice(0, 5)).toEqual(['INC-1042', 'INC-1041', 'INC-1040', 'INC-1035', 'INC-1039']);
  expect(plainText(card)).toContain('And 5 more incidents.');
  expect(room.xdr.calls.count('incident-search')).toBe(1);
  // One of them is hostile.
  expect(plainText(card)).not.toMatch(/<[!@/a-z]|https?:\/\/hostile|\u202e/);
});

test('what is no incident is left out, and nothing twice', async () => {
  const id = shortIncidentId(41);
  saw([id, id.toUpperCase(), 'sighting-1', 'incident-" OR *', '../../x']);
  const card = await details('internetbadguys[.]com');
  expect(labels(card)[0]).toBe('INC-1041');
  expect(plainText(card)).not.toContain('more incident');
});

test('incidents that are gone are counted, and not made up', async () => {
  saw(['incident-00000000-0000-4000-8000-00000000dead', shortIncidentId(41)]);
  const text = plainText(await details('internetbadguys[.]com'));
  expect(text).toContain('INC-1041');
  expect(text).toContain('And 1 more incident.');
});

test.each([
  ['is not there', jsonAnswer(404, { message: 'no' })],
  ['refuses', jsonAnswer(403, { error: 'missing_scope' })],
  ['answers nonsense', jsonAnswer(200, { ids: [] })],
])('where the store %s, details stand without it and say so', async (_, fault) => {
  room.xdr.faults.next('sightings-incidents', fault);
  const text = plainText(await details('internetbadguys[.]com'));
  expect(text).toContain('Judgements');
  expect(text).toContain('Which incidents saw it, XDR did not say just now.');
});

test('where only the titles are not to be had, the incidents can be shown still', async () => {
  for (let tries = 0; tries < 5; tries++) room.xdr.faults.next('incident-search', jsonAnswer(400));
  const card = await details('internetbadguys[.]com');
  expect(plainText(card)).toContain('1 incident saw it; what they are, XDR did not say just now.');
  room.xdr.faults.clear();
  expect(plainText(cardIn(await room.press('incident-', card, analyst)))).toContain('INC-1042');
});

test('without the scope it is not asked, and the scope is named', async () => {
  const { id } = room.xdr.client('reader');
  room.xdr.setScopes(id, 'inspect:read enrich:read private-intel/incident:read');
  room.xdr.revokeTokens();
  room.pass(11 * 60_000);
  const text = plainText(await details('internetbadguys[.]com'));
  expect(text).toContain('lacks private-intel/sighting:read, private-intel/relationship:read');
  expect(room.xdr.calls.count('sightings-incidents')).toBe(0);
});

test('readers see nothing of it, and where outsiders may read it is for the analyst alone', async () => {
  expect(await room.command('details internetbadguys[.]com', { person: member('U2') })).toMatchObject({
    card: { data: { why: 'not-permitted' } },
  });
  expect(calls()).toEqual([]);
  const place = { ...room.place(), outsiders: true };
  expect(await room.command('details internetbadguys[.]com', { person: analyst, place })).toMatchObject({
    audience: 'asker',
  });
});

test('a store that does not answer holds the rest up for seconds only', async () => {
  for (let tries = 0; tries < 4; tries++) room.xdr.faults.next('sightings-incidents', tries === 0 ? HANG : RESET);
  const began = performance.now();
  const text = plainText(await details('internetbadguys[.]com'));
  expect(text).toContain('Which incidents saw it, XDR did not say just now.');
  expect(performance.now() - began).toBeLessThan(10_000);
  room.xdr.faults.clear();
});
