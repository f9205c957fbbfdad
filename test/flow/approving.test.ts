import type { Card } from '../../src/cards/card.ts';
import { plainText } from '../../src/cards/plain-text.ts';
import type { Person, Place } from '../../src/incoming.ts';
import { removeDirectories } from '../support/database.ts';
import { openRespondingRoom, people, type RespondingRoom } from '../support/responding-room.ts';
import { cardIn, formIn, member } from '../support/room.ts';

const { anna, ben, carl, adam } = people;
const entra = (n: number) => `00000000-0000-0000-0000-00000000000${n}`;
const onTeams = (id: string, name: string): Person => ({
  platform: 'teams',
  workspace: 'tenant',
  id,
  standing: 'member',
  groups: [],
  name,
});
/** Anna, Ben and a stranger to Slack on the other platform. */
const [annaThere, benThere, eveThere] = [
  onTeams(entra(1), 'Anna'),
  onTeams(entra(2), 'Ben'),
  onTeams(entra(3), 'Eve'),
] as const;
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
      CHATOPS_RESPONDERS: `anna=slack:UANNA+teams:${entra(1)},slack:UBEN,slack:SGROUP`,
      CHATOPS_APPROVERS: `anna=slack:UANNA+teams:${entra(1)},ben=slack:UBEN+teams:${entra(2)},slack:UCARL,teams:${entra(3)}`,
    },
    policy: `
version: 1
default: { approvals: 1 }
actions:
  unblock: { approvals: 2 }
  add-to-feed: { channels: [slack:CONLYHERE] }
  remove-from-feed: { allow: false }
approvals-channel: teams:19:approvals
dry-run-channels: [slack:CPRACTICE]
`,
  });
  for (const person of [annaThere, benThere, eveThere]) room.setPerson(person);
});
beforeEach(() => room.fresh());
afterAll(async () => {
  await room.stop();
  await removeDirectories();
});

const domain = 'internetbadguys.com';
const block = 'Block this domain';
const executions = () => room.xdr.executions().length;
const refusal = async (reply: ReturnType<RespondingRoom['press']>) => plainText(cardIn(await reply));
/** The card of the last request of this test, in the room or among the approvers. */
const cardOf = (platform: string): Card => {
  const { channel } = room.place();
  const cards = room.cards().filter(({ card }) => card.data?.kind === 'action');
  const here = cards.findLast(({ ref }) => [channel, 'CPRACTICE', 'DANNA'].includes(ref.place.channel))!.card;
  const there = cards.findLast(
    ({ ref, card }) => ref.place.platform === 'teams' && room.requestOf(card) === room.requestOf(here),
  );
  return platform === 'teams' ? there!.card : here;
};
const textOf = (platform: string) => plainText(cardOf(platform));
const asked = async (title = block, person: typeof anna = anna) => {
  await room.ask(domain, title, {}, person);
  await room.settled();
  return cardOf('slack');
};
const lastAttempt = async () => (await room.refused()).at(-1);

describe('approval', () => {
  test('nothing runs before somebody else has approved, and the card tells who did what', async () => {
    const card = await asked();
    expect(plainText(card)).toContain('Waiting for 1 approval');
    expect(executions()).toBe(0);
    expect(await room.press('Approve', card, ben)).toMatchObject({ kind: 'silence', reason: 'noted' });
    await room.settled();
    expect(textOf('slack')).toContain('Done');
    expect(textOf('slack')).toContain('Approved by: Ben (1 of 1)');
    expect(executions()).toBe(1);
  });

  test('the card stands in the approvers’ channel as well, and one press there counts', async () => {
    await asked();
    expect(textOf('teams')).toContain('Waiting for 1 approval');
    await room.press('Approve', cardOf('teams'), benThere, { place: teamsRoom });
    await room.settled();
    expect(textOf('slack')).toContain('Done');
    expect(textOf('teams')).toContain('Approved by: Ben (1 of 1)');
    expect(executions()).toBe(1);
  });

  test('two approvals are of two people', async () => {
    const card = await asked('Unblock this domain');
    expect(plainText(card)).toContain('Waiting for 2 approvals');
    await room.press('Approve', card, ben);
    expect(await refusal(room.press('Approve', card, ben))).toContain('Approved already');
    expect(await refusal(room.press('Approve', cardOf('teams'), benThere, { place: teamsRoom }))).toContain(
      'Approved already',
    );
    expect(executions()).toBe(0);
    await room.press('Approve', card, carl);
    await room.settled();
    expect(executions()).toBe(1);
  });

  test('a refusal needs a reason, and ends it', async () => {
    const card = await asked();
    const form = formIn(await room.press('Refuse', card, ben));
    formIn(await room.submit(form, { reason: '  ' }, ben));
    await room.submit(form, { reason: 'it is our own domain' }, ben);
    await room.settled();
    expect(textOf('slack')).toContain('Refused by Ben');
    expect(textOf('slack')).toContain('it is our own domain');
    expect(await refusal(room.press('Approve', card, carl))).toContain('it has gone on since: refused');
    expect(executions()).toBe(0);
  });

  test('who asked can take it back, an admin too, nobody else', async () => {
    const card = await asked();
    expect(await refusal(room.press('Cancel', card, carl))).toContain('Not yours');
    await room.press('Cancel', card, adam);
    await room.settled();
    expect(textOf('slack')).toContain('Cancelled by Adam');
    const second = await asked();
    await room.press('Cancel', second, anna);
    await room.settled();
    expect(textOf('slack')).toContain('Cancelled by Anna');
    expect(executions()).toBe(0);
  });

  test('after its time nobody can approve it, and the card says so', async () => {
    const card = await asked();
    room.pass(15 * 60_000 + 1);
    expect(await refusal(room.press('Approve', card, ben))).toMatch(/Expired|it has gone on since: expired/);
    await room.until(() => textOf('slack').includes('Expired'));
    expect(executions()).toBe(0);
  });
});

describe('an attacker', () => {
  test.each([
    ['who asked, under the same identity', anna, 'slack', 'own-request'],
    ['who asked, from the other platform', annaThere, 'teams', 'own-request'],
    ['an approver of the other platform who could be anybody here', eveThere, 'teams', 'not-linked'],
    ['a member who is no approver', member('UDORA'), 'slack', 'not-permitted'],
    ['an approver who became a guest', { ...carl, standing: 'guest' as const }, 'slack', 'not-permitted'],
    ['a stranger with the id of an approver', { ...carl, standing: 'stranger' as const }, 'slack', 'not-permitted'],
    ['a bot', { ...carl, standing: 'bot' as const }, 'slack', 'not-permitted'],
  ] as const)('%s does not approve', async (_, person, platform, why) => {
    await asked();
    room.setPerson(person);
    const place = platform === 'teams' ? { place: teamsRoom } : {};
    await refusal(room.press('Approve', cardOf(platform), person, place));
    for (const one of Object.values(people)) room.setPerson(one);
    await room.settled();
    expect(executions()).toBe(0);
    expect(await lastAttempt()).toBe(why);
  });

  test('a forged string does nothing, and is audited', async () => {
    const card = await asked();
    const request = room.requestOf(card)!;
    const signed = room.signPress({ do: 'approve', request });
    const other = signed.startsWith('A') ? 'B' : 'A';
    for (const forged of [
      `${other}${signed.slice(1)}`,
      signed.replace('approve', 'confirm'),
      signed.slice(22),
      'x',
      '',
    ])
      await room.press('Approve', card, ben, { press: forged });
    await room.settled();
    await new Promise((done) => setTimeout(done, 300)); // it is written down beside the answer
    expect(executions()).toBe(0);
    expect((await room.refused()).slice(-5)).toEqual(Array.from({ length: 5 }, () => 'not-there'));
  });

  test('an id that was guessed does nothing', async () => {
    await room.press('Approve', await asked(), ben, { press: room.signPress({ do: 'approve', request: 'guessed' }) });
    expect(await lastAttempt()).toBe('not-there');
    expect(executions()).toBe(0);
  });

  test('a press in another conversation does nothing', async () => {
    const card = await asked();
    const elsewhere = { place: { ...room.place(), channel: 'CELSEWHERE' } };
    expect(await refusal(room.press('Approve', card, ben, elsewhere))).toContain('another conversation');
    expect(await lastAttempt()).toBe('elsewhere');
    expect(executions()).toBe(0);
  });

  test('a list or a form of another person cannot be used', async () => {
    const offers = cardIn(await room.command(`respond ${domain}`, { person: anna }));
    expect(await refusal(room.press(block, offers, ben))).toContain('Not yours');
    const form = formIn(await room.press(block, offers, anna));
    expect(await refusal(room.submit(form, { reason: 'r' }, ben))).toContain('Not yours');
    await room.submit(form, { reason: 'r' }, anna);
    await room.settled();
    expect(textOf('slack')).toContain('Asked for by: Anna');
  });

  test('a form that was sent is not sent again, an old list and an old form are dead', async () => {
    const offers = cardIn(await room.command(`respond ${domain}`, { person: anna }));
    const form = formIn(await room.press(block, offers, anna));
    await room.submit(form, { reason: 'r' }, anna);
    expect(await refusal(room.submit(form, { reason: 'r' }, anna))).toContain('it has gone on since');
    await room.settled();
    await room.press('Cancel', cardOf('slack'), anna);
    const late = formIn(await room.press(block, offers, anna));
    room.pass(15 * 60_000 + 1);
    expect(await refusal(room.press(block, offers, anna))).toContain('Expired');
    expect(await refusal(room.submit(late, { reason: 'r' }, anna))).toMatch(/Expired|gone on since: expired/);
    expect(executions()).toBe(0);
  });

  test('a double click, and two people at once, approve once', async () => {
    const card = await asked();
    const replies = await Promise.all([
      room.press('Approve', card, ben),
      room.press('Approve', card, ben),
      room.press('Approve', card, carl),
      room.press('Approve', cardOf('teams'), benThere, { place: teamsRoom }),
    ]);
    expect(replies.filter(({ kind }) => kind === 'silence')).toHaveLength(1);
    await room.settled();
    expect(executions()).toBe(1);
  });

  test('the same action for the same observable is in flight once: told at the press, and at a form that was open', async () => {
    const offers = cardIn(await room.command(`respond ${domain}`, { person: ben }));
    const form = formIn(await room.press(block, offers, ben));
    await asked();
    expect(await refusal(room.press(block, offers, ben))).toContain('under way already');
    expect(await refusal(room.submit(form, { reason: 'r' }, ben))).toContain('under way already');
    expect(await lastAttempt()).toBe('same-under-way');
  });

  test.each([
    ['who asked', 'UANNA', 'Who asked for it'],
    ['who approved', 'UBEN', 'One of those who approved'],
  ])('%s is taken out before it runs: it is not run', async (_, id, said) => {
    const card = await asked();
    await room.pauseCalls();
    await room.press('Approve', card, ben);
    await room.until(() => textOf('slack').includes('wait until'));
    room.setPerson({ ...Object.values(people).find((one) => one.id === id)!, standing: 'guest' });
    await room.until(() => textOf('slack').includes('Not run'));
    for (const one of Object.values(people)) room.setPerson(one);
    expect(textOf('slack')).toContain(said);
    expect(executions()).toBe(0);
  });

  test('a responder by a group is none when he has left it between offer and press', async () => {
    const dora = member('UDORA', { groups: ['SGROUP'] });
    room.setPerson(dora);
    const offers = cardIn(await room.command(`respond ${domain}`, { person: dora }));
    room.setPerson(member('UDORA'));
    // The platform's answer from before is still in the press; what counts is what it says now.
    expect(await refusal(room.press(block, offers, dora, { person: dora }))).toContain('Not permitted');
    expect(await lastAttempt()).toBe('not-permitted');
  });

  test('scopes that were withdrawn between offer and press are named', async () => {
    const offers = cardIn(await room.command(`respond ${domain}`, { person: anna }));
    room.xdr.setScopes(room.xdr.client('responder').id, 'response/observables:read');
    room.pass(11 * 60_000);
    expect(await refusal(room.press(block, offers, anna))).toContain('response/trigger:write');
    expect(room.xdr.calls.count('trigger')).toBe(0);
  });

  test('scopes that were withdrawn after the approval: it is not run', async () => {
    const card = await asked();
    room.xdr.setScopes(room.xdr.client('responder').id, 'response/observables:read');
    await room.press('Approve', card, ben);
    await room.settled();
    expect(textOf('slack')).toContain('Not run');
    expect(textOf('slack')).toContain('response/trigger:write');
    expect(executions()).toBe(0);
  });

  test('a person who is no responder is told so before any call, and it is audited', async () => {
    expect(await refusal(room.command(`respond ${domain}`, { person: carl }))).toContain('Not permitted');
    expect(room.xdr.calls.count()).toBe(0);
    await new Promise((done) => setTimeout(done, 300)); // it is written down beside the answer
    expect(await lastAttempt()).toBe('not-permitted');
  });
});

describe('the policy', () => {
  test('what it forbids, or not here, has no button; a press made up for it does nothing', async () => {
    const offers = cardIn(await room.command(`respond ${domain}`, { person: anna }));
    expect(plainText(offers)).toContain('Forbidden');
    expect(plainText(offers)).toContain('Not here');
    const buttons = offers.parts.flatMap((part) => (part.part === 'buttons' ? part.buttons : []));
    expect(buttons.map(({ text }) => text).join()).not.toContain('feed');
    const first = buttons[0]!.press as { offers: string };
    const tried = [0, 1, 2, 3, 4].map((action) => room.signPress({ do: 'choose', offers: first.offers, action }));
    const replies = await Promise.all(tried.map((press) => room.press(block, offers, anna, { press })));
    expect(replies.filter(({ kind }) => kind === 'form')).toHaveLength(3);
    expect((await room.refused()).slice(-2).sort()).toEqual(['forbidden', 'not-here']);
  });

  test('where outsiders may read nothing is offered, by word or by button', async () => {
    const place = { ...room.place(), outsiders: true };
    expect(await refusal(room.command(`respond ${domain}`, { person: anna, place }))).toContain('Not here');
    expect(room.xdr.calls.count('respond')).toBe(0);
    const offers = cardIn(await room.command(`respond ${domain}`, { person: anna }));
    expect(await refusal(room.press(block, offers, anna, { place }))).toContain('Not here');
  });

  test('a practice channel gets everything but the call, marked', async () => {
    const place = { ...room.place(), channel: 'CPRACTICE' };
    const offers = cardIn(await room.command(`respond ${domain}`, { person: anna, place }));
    const form = formIn(await room.press(block, offers, anna, { place }));
    expect(plainText(form.card)).toContain('DRY RUN');
    await room.submit(form, { reason: 'training' }, anna, { place });
    await room.settled();
    await room.press('Approve', cardOf('slack'), ben, { place });
    await room.settled();
    expect(textOf('slack')).toContain('Dry run done');
    expect(textOf('slack')).toContain('DRY RUN');
    expect(executions()).toBe(0);
    expect(room.xdr.calls.count('trigger')).toBe(0);
  });

  test('in a direct message approval is asked for in the approvers’ channel', async () => {
    const place: Place = { ...room.place(), channel: 'DANNA', kind: 'direct' };
    const offers = cardIn(await room.command(`respond ${domain}`, { person: anna, place }));
    await room.submit(formIn(await room.press(block, offers, anna, { place })), { reason: 'r' }, anna, { place });
    await room.settled();
    await room.press('Approve', cardOf('teams'), benThere, { place: teamsRoom });
    await room.settled();
    expect(textOf('teams')).toContain('Done');
    expect(executions()).toBe(1);
  });
});
