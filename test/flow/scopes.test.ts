import { plainText } from '../../src/cards/plain-text.ts';
import { removeDirectories } from '../support/database.ts';
import { cardIn, member, openRoom, type Room } from '../support/room.ts';

let room: Room;
afterEach(async () => {
  await room.stop();
  await removeDirectories();
});

test('a verb whose scope was not granted names it, before any call', async () => {
  room = await openRoom({ client: 'inspect-only' });
  const reply = await room.command('enrich 45.83.10.7');
  expect(reply).toMatchObject({ audience: 'asker', card: { data: { kind: 'refusal', why: 'missing-scope' } } });
  expect(plainText(cardIn(reply))).toContain('enrich/observables/deliberate:read');
  expect(room.xdr.calls.count()).toBe(0);
});

test('a button whose scope was not granted is not there, and help says what is missing', async () => {
  room = await openRoom({ client: 'no-refer' });
  const card = cardIn(await room.command('enrich internetbadguys.com'));
  const buttons = card.parts.flatMap((part) => (part.part === 'buttons' ? part.buttons.map((one) => one.text) : []));
  expect(buttons).toEqual(['Details', 'Track']);
  expect(plainText(cardIn(await room.command('help')))).toContain('enrich/observables/refer:read');
});

test('scopes that shrink while running are told, not attempted twice', async () => {
  room = await openRoom();
  await room.command('enrich internetbadguys.com');
  room.xdr.setScopes(room.xdr.client('reader').id, 'inspect:read enrich/observables/deliberate:read');
  const reply = await room.command('details internetbadguys.com', { person: member('UANALYST') });
  expect(cardIn(reply).data).toMatchObject({ why: 'missing-scope' });
});
