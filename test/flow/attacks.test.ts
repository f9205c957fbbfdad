import { RESET, tooManyRequests } from '../../demo/xdr/fault.ts';
import { runThen } from '../../demo/xdr/triggers.ts';
import type { Card } from '../../src/cards/card.ts';
import type { Form } from '../../src/cards/form.ts';
import { plainText } from '../../src/cards/plain-text.ts';
import { Failure } from '../../src/failure.ts';
import type { IncomingPress, Person, Place } from '../../src/incoming.ts';
import { removeDirectories } from '../support/database.ts';
import { openRespondingRoom, people, type RespondingRoom } from '../support/responding-room.ts';
import { cardIn, formIn, member } from '../support/room.ts';

/** What somebody tried, or what could go wrong by itself, to act without what acting needs, or not to act as promised. */
const { anna, ben, carl } = people;
const entra = (n: number) => `00000000-0000-0000-0000-00000000000${n}`;
const onTeams = (n: number, name: string): Person => ({
  platform: 'teams',
  workspace: 'tenant',
  id: entra(n),
  standing: 'member',
  groups: [],
  name,
});
const [annaThere, benThere] = [onTeams(1, 'Anna'), onTeams(2, 'Ben')] as const;
const teamsRoom: Place = {
  platform: 'teams',
  workspace: 'tenant',
  channel: '19:approvals',
  kind: 'channel',
  outsiders: false,
};

let room: RespondingRoom;
beforeAll(async () => {
  room = await openRespondingRoom({
    teams: true,
    environment: {
      CHATOPS_RESPONDERS: `slack:UANNA,slack:UBEN,teams:${entra(2)}`,
      CHATOPS_APPROVERS: `anna=slack:UANNA+teams:${entra(1)},ben=slack:UBEN+teams:${entra(2)},slack:UCARL`,
      CHATOPS_ADMINS: 'slack:UADMIN,slack:SADMINS',
    },
    // Doing is cheaper here than undoing, so that a reversal could slip by what undoing needs.
    policy: `
version: 1
categories:
  isolation: { approvals: 2 }
actions:
  unblock: { approvals: 1, confirm: type-value }
  remove-from-feed: { approvals: 1, approvers: [slack:UCARL, teams:${entra(1)}] }
  amp-remove-sha256-scd: { dry-run: true }
approvals-channel: teams:19:approvals
`,
  });
  for (const person of [annaThere, benThere]) room.setPerson(person);
});
beforeEach(() => room.fresh());
afterEach(() => room.failLookUps(undefined));
afterAll(async () => {
  await room.stop();
  await removeDirectories();
});

const host = '198.51.100.7';
const domain = 'internetbadguys.com';
const block = 'Block this domain';
const feed = 'Add to feed';
const hour = 60 * 60_000;

const run = () => room.xdr.executions().map(({ actionId }) => actionId);
type Replied = Awaited<ReturnType<RespondingRoom['press']>>;
const textOf = (reply: Replied) => plainText(cardIn(reply));
const buttonsOn = (card: Card) => card.parts.flatMap((part) => (part.part === 'buttons' ? part.buttons : []));
const hasButton = (card: Card, verb: string) => buttonsOn(card).some(({ press }) => press.do === verb);
/** Presses what does this, whatever is written on it. */
const press = (verb: string, card: Card, person: Person, more?: Partial<IncomingPress>): Promise<Replied> =>
  room.press(buttonsOn(card).find((one) => one.press.do === verb)?.text ?? `to ${verb}`, card, person, more);
const formOf = async (observable: string, title: string, person = anna): Promise<Form> =>
  formIn(await room.press(title, cardIn(await room.command(`respond ${observable}`, { person })), person));
/** Asks for it, as Anna. */
const ask = async (observable: string, title: string, fields: Readonly<Record<string, string>> = {}): Promise<void> => {
  const reply = await room.submit(await formOf(observable, title), { reason: 'because', ...fields }, anna);
  expect(reply).toMatchObject({ kind: 'silence', reason: 'noted' });
  await room.settled();
};
/** The newest card in the room (not among the approvers) that is about this action. */
const findCard = (title: string): Card | undefined =>
  room
    .cards()
    .filter(({ ref, card }) => ref.place.platform === 'slack' && card.data?.kind === 'action')
    .findLast(({ card }) => card.headline.includes(title))?.card;
const cardOf = (title: string): Card => findCard(title)!;
const stateOf = (title: string): string | undefined => {
  const data = findCard(title)?.data;
  return data?.kind === 'action' ? data.state : undefined;
};
const later = async (ms: number) => {
  room.pass(ms);
  await room.careOnce();
  await room.careOnce();
};
/** Blocks for an hour: that takes the typing and the approval that unblocking takes. */
const blockForAnHour = async (): Promise<void> => {
  await ask(domain, block, { typed: domain, after: '60' });
  await press('approve', cardOf(block), ben);
  await room.settled();
};
/** Puts it on the feed for an hour, approved by Carl alone, who may approve both. */
const feedForAnHour = async (): Promise<void> => {
  await ask(domain, feed, { after: '60' });
  await press('approve', cardOf(feed), carl);
  await room.settled();
};

describe('a timed reversal', () => {
  test('takes the approvals and the typing of both, and is made when both had them', async () => {
    const form = await formOf(domain, block);
    const again = formIn(await room.submit(form, { reason: 'r', after: '60' }, anna));
    expect(again.fields).toContainEqual(expect.objectContaining({ name: 'typed', wrong: expect.any(String) }));
    await room.submit(again, { reason: 'r', after: '60', typed: domain }, anna);
    await room.settled();
    expect(stateOf(block)).toBe('confirmed');
    await later(61_000);
    expect(run()).toEqual([]);
    await press('approve', cardOf(block), ben);
    await room.settled();
    await later(hour + 1000);
    expect(run()).toEqual(['block', 'unblock']);
  });

  test('without one, the action alone takes what it takes alone', async () => {
    await room.submit(await formOf(domain, block), { reason: 'r' }, anna);
    await room.settled();
    expect(run()).toEqual(['block']);
  });

  test('is not to be had for what releases: nothing is isolated by a short stop of isolation', async () => {
    const form = await formOf(host, 'Stop isolation');
    expect(form.fields.map(({ name }) => name)).not.toContain('after');
    await room.submit(form, { reason: 'r', after: '60' }, anna);
    await room.settled();
    await later(hour + 1000);
    expect(run()).toEqual(['amp-unisolate-host']);
  });

  test('needs an approver of both', async () => {
    await ask(domain, feed, { after: '60' });
    expect(textOf(await press('approve', cardOf(feed), ben))).toContain('Not permitted');
    await press('approve', cardOf(feed), carl);
    await room.settled();
    await later(hour + 1000);
    expect(run()).toEqual(['add-to-feed', 'remove-from-feed']);
  });

  test('its card names nobody who may not approve both', async () => {
    await ask(domain, feed, { after: '60' });
    const names = plainText(cardOf(feed))
      .split('\n')
      .find((line) => line.startsWith('Can be approved by'));
    expect(names).toMatch(/UCARL|Carl/);
    expect(names).not.toMatch(/ben/i);
  });

  test('stays when an undo that waits for approval expires', async () => {
    await blockForAnHour();
    room.pass(55 * 60_000);
    const undo = formIn(await press('undo', cardOf(block), ben));
    await room.submit(undo, { reason: 'never approved', typed: domain }, ben);
    await room.settled();
    await later(6 * 60_000);
    expect(run()).toEqual(['block']);
    await later(20 * 60_000);
    expect(run()).toEqual(['block', 'unblock']);
  });

  test('is made after an outcome that was closed as done', async () => {
    room.xdr.setTrigger('block', runThen(RESET));
    await blockForAnHour();
    const form = formIn(await press('close', cardOf(block), ben));
    await room.submit(form, { as: 'done', reason: 'it is in the list' }, ben);
    await room.settled();
    await later(hour + 1000);
    expect(run()).toEqual(['block', 'unblock']);
  });

  test('is made when the platform is back that was away when it was due', async () => {
    await blockForAnHour();
    room.failLookUps(new Failure('platform-unavailable', 'users.info: no answer'));
    await later(hour + 1000);
    await later(60_000);
    expect(run()).toEqual(['block']);
    expect(stateOf('Unblock')).toBe('approved');
    room.failLookUps(undefined);
    await later(60_000);
    await room.until(() => run().length === 2);
    expect(run()).toEqual(['block', 'unblock']);
  });

  test('that others approved is taken back by an approver, not by who asked', async () => {
    await feedForAnHour();
    expect(textOf(await press('cancel', cardOf(feed), anna))).toContain('Not permitted');
    expect(textOf(await press('cancel', cardOf(feed), ben))).toContain('Not permitted');
    await press('cancel', cardOf(feed), carl);
    await room.settled();
    await later(2 * hour);
    expect(run()).toEqual(['add-to-feed']);
  });

  test('is made when XDR is back that was away when it was due', async () => {
    await blockForAnHour();
    room.pass(hour - 5_000);
    room.xdr.faults.always('*', RESET);
    await later(6_000);
    expect(stateOf('Unblock')).toBe('approved');
    room.xdr.faults.clear();
    await later(60_000);
    await room.until(() => stateOf('Unblock') === 'done');
    expect(run()).toEqual(['block', 'unblock']);
  });

  test('but a call that was begun is never begun again: its card says so, and it can be asked for again', async () => {
    await blockForAnHour();
    room.pass(55 * 60_000);
    await room.command(`respond ${domain}`, { person: anna }); // fetches a token
    room.pass(5 * 60_000 - 5_000);
    room.xdr.faults.always('*', RESET);
    await later(6_000);
    room.xdr.faults.clear();
    await later(60_000);
    await later(60_000);
    expect(run()).toEqual(['block']);
    expect(stateOf('Unblock')).toMatch(/failed|unknown/);
    expect(hasButton(cardOf('Unblock'), 'again')).toBe(true);
  });

  test('that others approved is not cancelled by who asked either, while it is due and waits for XDR', async () => {
    await feedForAnHour();
    room.pass(hour - 10_000);
    room.xdr.faults.next('deliberate', tooManyRequests('30'));
    await room.command('enrich 192.0.2.250', { person: anna });
    room.pass(11_000);
    await room.until(
      () => findCard('Remove from feed') !== undefined && hasButton(cardOf('Remove from feed'), 'cancel'),
    );
    await press('cancel', cardOf('Remove from feed'), anna);
    await later(60_000);
    await later(60_000);
    expect(run()).toEqual(['add-to-feed', 'remove-from-feed']);
  });
});

describe('two forms', () => {
  test('for the same: the second comes back with what became of it, and is run when it is sent on purpose', async () => {
    const one = await formOf(domain, block, anna);
    const two = await formOf(domain, block, ben);
    await room.submit(one, { reason: 'r' }, anna);
    await room.settled();
    const again = formIn(await room.submit(two, { reason: 'mine too' }, ben));
    expect(plainText(again.card)).toContain('asked for meanwhile');
    expect(plainText(again.card)).toContain('Anna');
    expect(again.fields).toContainEqual(expect.objectContaining({ name: 'reason', initial: 'mine too' }));
    expect(run()).toHaveLength(1);
    await room.submit(again, { reason: 'mine too' }, ben);
    await room.settled();
    expect(run()).toHaveLength(2);
  });

  test('to undo the same: it is undone once', async () => {
    await ask(domain, block);
    const one = formIn(await press('undo', cardOf(block), anna));
    const two = formIn(await press('undo', cardOf(block), ben));
    await room.submit(one, { reason: 'r', typed: domain }, anna);
    await room.settled();
    await press('approve', cardOf('Unblock'), ben);
    await room.settled();
    expect(hasButton(cardOf(block), 'undo')).toBe(false);
    expect(textOf(await room.submit(two, { reason: 'r', typed: domain }, ben))).toContain('has gone on since');
    expect(run()).toEqual(['block', 'unblock']);
    expect((await room.refused()).at(-1)).toBe('already-done');
  });

  test('a person has so many before him, and no more until they expire', async () => {
    const offers = cardIn(await room.command(`respond ${domain}`, { person: anna }));
    for (let form = 0; form < 20; form++) formIn(await room.press(block, offers, anna));
    expect(textOf(await room.press(block, offers, anna))).toContain('Too many');
    expect((await formOf(domain, block, ben)).submit.press.do).toBe('confirm');
    room.pass(15 * 60_000 + 1);
    expect((await formOf(domain, block, anna)).submit.press.do).toBe('confirm');
  });
});

test('an undo that is only practised undoes nothing, and says nothing else', async () => {
  const sha = '8d0a6b3a1f5e0d4c7b2a9e8f7c6d5b4a3f2e1d0c9b8a7f6e5d4c3b2a1f0e9d8c';
  await ask(sha, 'Add SHA256');
  await room.submit(formIn(await press('undo', cardOf('Add SHA256'), ben)), { reason: 'r' }, ben);
  await room.settled();
  expect(cardOf('Remove SHA256').headline).toContain('Dry run');
  expect(stateOf('Remove SHA256')).toBe('done');
  expect(plainText(cardOf('Add SHA256'))).not.toMatch(/undone/i);
  expect(hasButton(cardOf('Add SHA256'), 'undo')).toBe(true);
  expect(run()).toEqual(['amp-add-sha256-scd']);
});

test('an undo from the approvers’ channel on the other platform stands there, and runs', async () => {
  await feedForAnHour();
  const there = () => room.cards().filter(({ ref }) => ref.place.platform === 'teams');
  const done = there()[0]!.card;
  const undo = formIn(await press('undo', done, benThere, { place: teamsRoom }));
  await room.submit(undo, { reason: 'r' }, benThere, { place: teamsRoom });
  await room.settled();
  const waiting = there().at(-1)!.card;
  expect(waiting.data).toMatchObject({ state: 'confirmed' });
  await press('approve', waiting, annaThere, { place: teamsRoom });
  await room.settled();
  expect(run()).toEqual(['add-to-feed', 'remove-from-feed']);
});

test('who was taken out of the admins’ group grants nothing', async () => {
  room.setPerson(member('UEVE'));
  // The command carries what was remembered; what counts is what the platform says now.
  const eve = member('UEVE', { groups: ['SADMINS'] });
  expect(textOf(await room.command('grant slack:UMALLORY respond', { person: eve }))).toContain('Not permitted');
  room.setPerson(eve);
  expect(textOf(await room.command('grants', { person: eve }))).not.toContain('UMALLORY');
});

test('what is approved and waits for XDR can be cancelled', async () => {
  const form = await formOf(domain, block);
  await room.pauseCalls();
  await room.submit(form, { reason: 'r' }, anna);
  await room.until(() => findCard(block) !== undefined && hasButton(cardOf(block), 'cancel'));
  await press('cancel', cardOf(block), anna);
  await room.until(() => stateOf(block) === 'cancelled');
  room.pass(10_000);
  await room.careOnce();
  expect(run()).toEqual([]);
});

test('outsiders who came between form and confirmation, or confirmation and approval, end it', async () => {
  const place = { ...room.place(), outsiders: true };
  expect(textOf(await room.submit(await formOf(domain, block), { reason: 'r' }, anna, { place }))).toContain(
    'Not here',
  );
  await ask(domain, block, { after: '60', typed: domain });
  expect(textOf(await press('approve', cardOf(block), ben, { place }))).toContain('Not here');
  expect(run()).toEqual([]);
});

test.each([
  ['spaces', '  \n\t '],
  ['zero-width characters', '\u200b\u200d\u2060\ufeff'],
  ['marks of direction', '\u202e\u2066\u200f'],
])('a reason of nothing but %s is none', async (_, reason) => {
  const again = formIn(await room.submit(await formOf(domain, block), { reason }, anna));
  expect(again.fields).toContainEqual(expect.objectContaining({ name: 'reason', wrong: expect.any(String) }));
  expect(run()).toEqual([]);
});
