import { BROKEN_BODY, jsonAnswer, RESET, tooManyRequests } from '../../demo/xdr/fault.ts';
import { failWith, refuse, runThen, slowly } from '../../demo/xdr/triggers.ts';
import { plainText } from '../../src/cards/plain-text.ts';
import { Failure } from '../../src/failure.ts';
import { removeDirectories } from '../support/database.ts';
import { openRespondingRoom, people, type RespondingRoom } from '../support/responding-room.ts';
import { cardIn, formIn } from '../support/room.ts';

let room: RespondingRoom;
beforeAll(async () => {
  room = await openRespondingRoom();
});
beforeEach(() => room.fresh());
afterAll(async () => {
  await room.stop();
  await removeDirectories();
});

const { anna, ben, adam } = people;
const domain = 'internetbadguys.com';
const block = 'Block this domain';

describe('offers', () => {
  test('an action is listed, confirmed with a reason, run once, and told in one card', async () => {
    const offers = cardIn(await room.command(`respond ${domain}`, { person: anna }));
    expect(plainText(offers)).toContain('Umbrella');
    const form = formIn(await room.press(block, offers, anna));
    expect(plainText(form.card)).toContain('internetbadguys[.]com');
    expect(room.xdr.executions()).toHaveLength(0);
    expect(await room.submit(form, { reason: 'seen in INC-42' }, anna)).toMatchObject({ reason: 'noted' });
    expect(await room.settled()).toMatch(/^SIMULATED\nDone: Block this domain/);
    expect(room.last()).toContain('Asked for by: Anna');
    expect(room.last()).toContain('Reason: seen in INC-42');
    expect(room.xdr.executions()).toHaveLength(1);
    expect(room.cards()).toHaveLength(1);
  });

  test('a verdict card offers Respond, and the list comes to the presser alone', async () => {
    const verdict = cardIn(await room.command(`enrich ${domain}`, { person: anna }));
    expect(await room.press('Respond', verdict, anna)).toMatchObject({ kind: 'card', audience: 'asker', dialog: true });
  });

  test('offers are listed and triggered by the response client, look-ups made by the other', async () => {
    await room.ask(domain, block);
    await room.settled();
    const by = (service: 'respond' | 'trigger' | 'inspect') =>
      room.xdr.calls.list(service).map((call) => call.clientId);
    const { id } = room.xdr.client('responder');
    expect([...by('respond'), ...by('trigger')].every((client) => client === id)).toBe(true);
    expect(by('inspect').some((client) => client === id)).toBe(false);
  });

  test('without the scope the button is absent, and the command names the scope without a call', async () => {
    room.xdr.setScopes(room.xdr.client('responder').id, 'profile:read');
    room.xdr.revokeTokens();
    room.pass(11 * 60_000);
    const verdict = cardIn(await room.command(`enrich ${domain}`, { person: anna }));
    expect(JSON.stringify(verdict.parts)).not.toContain('Respond');
    const reply = cardIn(await room.command(`respond ${domain}`, { person: anna }));
    expect(reply.data).toMatchObject({ kind: 'refusal', why: 'missing-scope', scopes: ['response/observables:read'] });
    expect(room.xdr.calls.count('respond')).toBe(0);
  });

  test('where the bot is no member nothing is offered: nobody would see what is done', async () => {
    const reply = await room.command(`respond ${domain}`, { person: anna, botIsMember: false });
    expect(plainText(cardIn(reply))).toContain('Invite it');
    expect(room.xdr.calls.count()).toBe(0);
  });

  test('where the card cannot be posted nothing is done', async () => {
    const offers = cardIn(await room.command(`respond ${domain}`, { person: anna }));
    const form = formIn(await room.press(block, offers, anna));
    for (let post = 0; post < 3; post++) room.failNext(new Failure('place-gone', 'no such channel'));
    await room.submit(form, { reason: 'r' }, anna);
    await room.idle();
    expect(room.xdr.executions()).toHaveLength(0);
    expect((await room.audit()).at(-1)).toMatchObject({ event: 'action.failed' });
    room.pass(20_000); // when the room takes cards again, it is told
    await room.until(() => room.cards().length > 0 && room.last().includes('Not run'));
    expect(room.xdr.executions()).toHaveLength(0);
  });

  test('a hostile module name and title stay text, and malformed offers are counted', async () => {
    const text = plainText(cardIn(await room.command('respond hostile.example.net', { person: anna })));
    expect(text).toMatch(/\d offers? could not be read/);
    expect(text).not.toMatch(/https?:\/\/|<!|<@|<http/);
  });
});

describe('what became of it', () => {
  test.each([
    ['a module that says that it failed', failWith('The list is full'), 'Failed', 'The list is full', 0],
    ['a refusal before any work', refuse(jsonAnswer(403)), 'Not run', 'Nothing was done', 0],
    ['no calls left', refuse(tooManyRequests('30')), 'Not run', 'Nothing was done', 0],
    ['an answer that is lost', runThen(RESET), 'Outcome unknown', 'Umbrella', 1],
    ['a server’s error after the work', runThen(jsonAnswer(500)), 'Outcome unknown', 'HTTP 500', 1],
    ['an answer that is cut off', runThen(BROKEN_BODY), 'Outcome unknown', 'Umbrella', 1],
  ] as const)('%s', async (_, behaviour, word, said, executions) => {
    room.xdr.setTrigger('block', behaviour);
    await room.ask(domain, block);
    expect(await room.settled()).toContain(`${word}: ${block}`);
    expect(room.last()).toContain(said);
    expect(room.xdr.executions()).toHaveLength(executions);
    expect(room.xdr.calls.count('trigger')).toBe(1);
  });

  test('an unknown outcome is closed with a note, by a responder, and audited', async () => {
    room.xdr.setTrigger('block', runThen(RESET));
    await room.ask(domain, block);
    await room.settled();
    const form = formIn(await room.press('What happened', room.card(), ben));
    expect(formIn(await room.submit(form, { as: 'done', reason: ' ' }, ben)).fields[1]).toMatchObject({
      wrong: expect.stringContaining('why'),
    });
    await room.submit(form, { as: 'done', reason: 'it is in the list' }, ben);
    expect(await room.settled()).toContain(`Closed as done: ${block}`);
    expect(room.last()).toContain('it is in the list');
    expect((await room.audit()).at(-1)).toMatchObject({ event: 'action.closed', by: { id: 'UBEN' } });
  });

  test('what is unknown is asked for again on purpose, and the form warns', async () => {
    room.xdr.setTrigger('block', runThen(RESET));
    await room.ask(domain, block);
    await room.settled();
    room.xdr.setTrigger('block', undefined);
    const form = formIn(await room.press('Ask again', room.card(), ben));
    expect(plainText(form.card)).toContain('outcome unknown');
    await room.submit(form, { reason: 'it is not there' }, ben);
    expect(await room.settled()).toContain(`Done: ${block}`);
  });

  test('while XDR wants to be left alone nothing is called; then it is', async () => {
    const offers = cardIn(await room.command(`respond ${domain}`, { person: anna }));
    const form = formIn(await room.press(block, offers, anna));
    room.xdr.faults.next('deliberate', tooManyRequests('4'));
    await room.command('enrich 45.83.10.99', { person: anna });
    await room.submit(form, { reason: 'r' }, anna);
    await room.until(() => room.cards().length > 0 && room.last().includes('XDR has asked everybody to wait'));
    expect(room.xdr.calls.count('trigger')).toBe(0);
    await room.until(() => room.last().includes('Done'));
    expect(room.xdr.calls.count('trigger')).toBe(1);
  });
});

describe('undo', () => {
  test('is offered where the module offers the way back, as a new request', async () => {
    await room.ask(domain, block);
    await room.settled();
    const form = formIn(await room.press('Undo', room.card(), ben));
    expect(plainText(form.card)).toContain('Unblock this domain');
    await room.submit(form, { reason: 'false alarm' }, ben);
    expect(await room.settled()).toContain('Done: Unblock this domain');
    expect(plainText(room.cards()[0]!.card)).toMatch(
      /^SIMULATED\nUndone: Block this domain[\s\S]*UTC: XDR said that it was done\.\nUndone since, with request \S+\./,
    );
    expect(JSON.stringify(room.cards()[0]!.card.parts)).not.toContain('"undo"');
    expect(room.xdr.executions().map(({ actionId }) => actionId)).toEqual(['block', 'unblock']);
  });

  test('“for 4 hours” is reversed by itself, as a request of its own, once', async () => {
    const offers = cardIn(await room.command(`respond ${domain} for 4 hours`, { person: anna }));
    const form = formIn(await room.press(block, offers, anna));
    const after = form.fields.find(({ name }) => name === 'after');
    expect(after).toMatchObject({ initial: '240' });
    await room.submit(form, { reason: 'while we look', after: '240' }, anna);
    expect(await room.settled()).toContain('the bot reverses it (Unblock this domain), unless stopped.');
    room.pass(4 * 60 * 60_000 + 1000);
    await room.until(() => room.xdr.executions().length === 2);
    expect(await room.settled()).toContain('Done: Unblock this domain');
    expect(room.last()).toContain('in advance');
    await room.careOnce();
    expect(room.xdr.executions()).toHaveLength(2);
  });

  test('what is to be reversed by itself can be kept', async () => {
    const offers = cardIn(await room.command(`respond ${domain} for 1 hour`, { person: anna }));
    await room.submit(formIn(await room.press(block, offers, anna)), { reason: 'r', after: '60' }, anna);
    await room.settled();
    await room.press('Do not reverse', room.card(), anna);
    await room.settled();
    room.pass(2 * 60 * 60_000);
    await room.careOnce();
    expect(room.xdr.executions()).toHaveLength(1);
  });
});

describe('destructive categories', () => {
  test('the value has to be typed, defanged or not', async () => {
    const offers = cardIn(await room.command('respond 198.51.100.7', { person: anna }));
    const form = formIn(await room.press('Isolate this host', offers, anna));
    const again = formIn(await room.submit(form, { reason: 'r', typed: '198.51.100.8' }, anna));
    expect(again.fields).toContainEqual(expect.objectContaining({ name: 'typed', wrong: expect.any(String) }));
    expect(again.fields).toContainEqual(expect.objectContaining({ name: 'reason', initial: 'r' }));
    expect(room.xdr.executions()).toHaveLength(0);
    await room.submit(again, { reason: 'r', typed: ' 198.51.100[.]7 ' }, anna);
    expect(await room.settled()).toContain('Done: Isolate this host');
  });
});

describe('slow answers', () => {
  test('a card says that it runs before it says how it ended', async () => {
    room.xdr.setTrigger('block', slowly(400));
    await room.ask(domain, block);
    await room.until(() => room.cards().length > 0 && room.last().includes('Running'));
    expect(await room.settled()).toContain('Done');
  });
});

test('what happened stands in the audit, in its order, with who, what and why', async () => {
  await room.ask(domain, block, { reason: 'INC-7' });
  await room.settled();
  const its = (await room.audit()).filter(({ request }) => request === room.requestOf(room.card()));
  expect(its.map(({ event }) => event)).toEqual(['action.confirmed', 'action.executing', 'action.done']);
  expect(its[0]).toMatchObject({
    by: { platform: 'slack', id: 'UANNA', name: 'Anna' },
    reason: 'INC-7',
    observable: { type: 'domain', value: domain },
    action: { id: 'block', module: 'Umbrella' },
  });
  expect(its[2]).toMatchObject({ client: room.xdr.client('responder').id, reference: expect.any(String) });
  const text = plainText(cardIn(await room.command('audit', { person: adam })));
  expect(text).toContain('INC-7');
  expect(plainText(cardIn(await room.command('audit verify', { person: adam })))).toContain('Audit intact');
});
