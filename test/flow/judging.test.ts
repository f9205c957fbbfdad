import { BROKEN_BODY, jsonAnswer, RESET, TRUNCATED, tooManyRequests } from '../../demo/xdr/fault.ts';
import { shortJudgementId } from '../../demo/xdr/judgement-seeds.ts';
import type { Card } from '../../src/cards/card.ts';
import { plainText } from '../../src/cards/plain-text.ts';
import { removeDirectories } from '../support/database.ts';
import { openRespondingRoom, people, type RespondingRoom } from '../support/responding-room.ts';
import { cardIn, formIn } from '../support/room.ts';

let room: RespondingRoom;
beforeAll(async () => {
  room = await openRespondingRoom({
    client: 'everything',
    stores: true,
    environment: { CHATOPS_ANALYSTS: 'slack:UANNA' },
  });
});
beforeEach(async () => {
  // Nothing of another test is followed in this one.
  await room.query('delete from action_cards');
  await room.query('delete from action_requests');
  room.fresh();
});
afterEach(() => room.xdr.setScopes(room.xdr.client('everything').id, undefined));
afterAll(async () => {
  await room.stop();
  await removeDirectories();
});

const { anna, ben, adam } = people;
const domain = 'internetbadguys.com';
const day = 24 * 3_600_000;

const offered = async (words: string, in_ = room, person: (typeof people)[keyof typeof people] = anna) =>
  in_.command(`judge ${words}`, { person });
const judge = async (words: string, in_ = room, reason = 'seen in INC-42') => {
  const card = cardIn(await offered(words, in_));
  const form = formIn(await in_.press('Judge', card, anna));
  return { card, form, reply: await in_.submit(form, { reason }, anna) };
};
const ours = (in_ = room) => in_.xdr.judgements.list().filter(({ source }) => source === 'xdr-chatops');
const spanOf = (one: Readonly<Record<string, unknown>>) => {
  const { start_time: from, end_time: until } = one['valid_time'] as { start_time: string; end_time: string };
  return [Date.parse(from), Date.parse(until)] as const;
};
const count = (service: Parameters<RespondingRoom['xdr']['calls']['count']>[0], in_ = room) =>
  in_.xdr.calls.count(service);
const writes = (in_ = room) => count('judgement-create', in_) + count('judgement-expire', in_);
const why = (card: Card) => card.data;

describe('a judgement', () => {
  test('is told exactly, confirmed with a reason, written once, and told in one card', async () => {
    const reply = await offered(`${domain} malicious for 7d --reason seen in INC-42`);
    expect(reply).toMatchObject({ audience: 'asker' });
    const card = cardIn(reply);
    expect(plainText(card)).toMatch(/Judge malicious: internetbadguys\[\.\]com/);
    expect(plainText(card)).toMatch(/7 days from when it is written/);
    expect(plainText(card)).toMatch(/TLP amber/);
    expect(plainText(card)).toMatch(/Reason: seen in INC-42/);
    const form = formIn(await room.press('Judge malicious', card, anna));
    expect(form.fields[0]).toMatchObject({
      name: 'reason',
      initial: 'seen in INC-42',
      hint: expect.stringContaining('written into XDR'),
    });
    expect(writes()).toBe(0);
    const before = room.now();
    expect(await room.submit(form, { reason: 'seen in INC-42, twice' }, anna)).toMatchObject({ reason: 'noted' });
    await room.settled();
    expect(ours()).toHaveLength(1);
    const [made] = ours();
    expect(made).toMatchObject({
      observable: { type: 'domain', value: domain },
      disposition: 2,
      disposition_name: 'Malicious',
      priority: 100,
      tlp: 'amber',
      source: 'xdr-chatops',
      reason: expect.stringMatching(/^seen in INC-42, twice \(request [\w-]{22}\)$/),
      external_ids: [`xdr-chatops:judgement:${room.requestOf(room.card())}`],
    });
    const [from, until] = spanOf(made!);
    expect([from >= before, until - from]).toEqual([true, 7 * day]);
    expect(JSON.stringify(made)).not.toMatch(/Anna|UANNA|slack/);
    expect(room.last()).toMatch(/^SIMULATED\nDone: Judge malicious for 7 days[\s\S]*Judged malicious until \d/);
    expect(room.last()).toContain('Asked for by: Anna');
    expect(room.cards()).toHaveLength(1);
    expect([count('judgement-create'), count('judgement-expire'), room.xdr.executions().length]).toEqual([1, 0, 0]);
  });

  test('costs two calls to offer, and two to write', async () => {
    const { reply } = await judge('calls.example.net suspicious');
    expect(reply).toMatchObject({ reason: 'noted' });
    await room.settled();
    const asked = room.xdr.calls.list().filter(({ service }) => service !== 'token');
    expect(asked.map(({ service }) => service)).toEqual(['inspect', 'judgements', 'judgements', 'judgement-create']);
    const { id } = room.xdr.client('everything');
    expect(asked.every(({ clientId }) => clientId === id)).toBe(true);
  });

  test('is for 30 days where nothing is said, and of a private address as well', async () => {
    await judge('10.1.2.3 clean');
    await room.settled();
    const [made] = ours();
    const [from, until] = spanOf(made!);
    expect([made!['observable'], until - from]).toEqual([{ type: 'ip', value: '10.1.2.3' }, 30 * day]);
  });

  test('a reason is wanted', async () => {
    const { reply } = await judge(`${domain} malicious`, room, ' \u200b ');
    expect(formIn(reply).fields[0]).toMatchObject({ wrong: expect.stringContaining('why') });
    expect(writes()).toBe(0);
  });

  test('confirmed twice at once, and once more, it is written once', async () => {
    const card = cardIn(await offered(`${domain} malicious`));
    const form = formIn(await room.press('Judge', card, anna));
    await Promise.all([1, 2, 3].map(() => room.submit(form, { reason: 'r' }, anna)));
    await room.settled();
    await room.submit(form, { reason: 'r' }, anna);
    await room.settled();
    expect([ours().length, count('judgement-create')]).toEqual([1, 1]);
  });

  test('stands in the audit and in the timeline of its room', async () => {
    await judge(`${domain} malicious`);
    await room.settled();
    const id = room.requestOf(room.card());
    const its = (await room.audit()).filter(({ request }) => request === id).map(({ event }) => event);
    expect(its).toEqual(expect.arrayContaining(['action.confirmed', 'action.executing', 'action.done']));
    const timeline = plainText(cardIn(await room.command('room timeline', { person: anna })));
    expect(timeline).toContain('Judge malicious for 30 days');
  });
});

describe('what was known before', () => {
  test('is forgotten: the next look-up shows the judgement, and after undoing shows it no more', async () => {
    const about = 'known.example.net';
    const shown = async () => plainText(cardIn(await room.command(`enrich ${about}`, { person: anna })));
    expect(await shown()).not.toContain('your organisation');
    await judge(`${about} malicious`);
    await room.settled();
    expect(await shown()).toMatch(/Malicious: known\[\.\]example\[\.\]net[^\n]* by your organisation/);
    await room.submit(formIn(await room.press('Undo', room.card(), anna)), { reason: 'r' }, anna);
    await room.settled();
    expect(await shown()).not.toContain('by your organisation');
  });

  test('is kept where nothing was written', async () => {
    const about = 'kept.example.net';
    await room.command(`enrich ${about}`, { person: anna });
    const before = count('deliberate');
    room.xdr.faults.next('judgement-create', jsonAnswer(400));
    await judge(`${about} malicious`);
    await room.settled();
    await room.command(`enrich ${about}`, { person: anna });
    expect(count('deliberate')).toBe(before);
  });
});

describe('what stands already', () => {
  test('an older one of ours is told, and ends with the new one', async () => {
    await judge(`${domain} clean`);
    await room.settled();
    const [old] = ours();
    const card = cardIn(await offered(`${domain} malicious`));
    expect(plainText(card)).toMatch(/Stands already[\s\S]*Clean[\s\S]*by this bot[\s\S]*expires when the new one/);
    const form = formIn(await room.press('Judge', card, anna));
    expect(plainText(form.card)).toContain('Judge malicious for 30 days, ending an older one');
    await room.submit(formIn(await room.press('Judge', card, anna)), { reason: 'it turned' }, anna);
    await room.settled();
    const standing = ours().filter((one) => spanOf(one)[1] > room.now());
    expect(standing.map(({ disposition }) => disposition)).toEqual([2]);
    expect(room.xdr.judgements.read(String(old!['id']))!['reason']).toContain('Superseded');
    expect(writes()).toBe(3);
  });

  test('somebody else’s is told and left alone, and who asks is told that it counts', async () => {
    const card = cardIn(await offered('scanner.example.org malicious'));
    expect(plainText(card)).toMatch(/Clean[\s\S]*by chat-ops bot, priority 100/);
    expect(plainText(card)).toContain('The verdict of the store stays clean');
    await room.submit(formIn(await room.press('Judge', card, anna)), { reason: 'r' }, anna);
    await room.settled();
    expect([ours().length, count('judgement-expire')]).toEqual([1, 0]);
    expect(room.last()).toContain('still “clean”');
  });

  test('what ended between the card and the confirmation is not made to end later', async () => {
    await judge(`${domain} clean for 1h`);
    await room.settled();
    const [old] = ours();
    const card = cardIn(await offered(`${domain} malicious`));
    room.xdr.judgements.expire(String(old!['id']), 'by hand');
    await room.submit(formIn(await room.press('Judge', card, anna)), { reason: 'r' }, anna);
    await room.settled();
    expect([ours().length, count('judgement-expire')]).toEqual([2, 0]);
  });

  test('one that XDR does not end now stands, and the outcome says what counts', async () => {
    await judge(`${domain} clean`);
    await room.settled();
    room.xdr.faults.always('judgement-expire', jsonAnswer(403));
    await judge(`${domain} malicious`);
    await room.settled();
    expect(count('judgement-expire')).toBe(1);
    expect(room.last()).toContain('still “clean”');
  });
});

describe('undo', () => {
  test('expires it, by the same way, and the first card says so', async () => {
    await judge(`${domain} malicious`);
    await room.settled();
    const form = formIn(await room.press('Undo', room.card(), ben));
    expect(plainText(form.card)).toContain('Expire the judgement “malicious”');
    expect(form.fields).toHaveLength(1);
    await room.submit(form, { reason: 'a mistake' }, ben);
    await room.settled();
    const [made] = ours();
    expect(spanOf(made!)[1]).toBeLessThanOrEqual(room.now());
    expect(made!['reason']).toMatch(/Expired: a mistake \(request [\w-]{22}\)$/);
    expect(room.texts()[0]).toMatch(/Undone: Judge malicious/);
    expect(
      (await room.audit()).filter(({ event, by }) => event === 'action.confirmed' && by?.id === 'UBEN'),
    ).not.toEqual([]);
    expect(writes()).toBe(2);
  });

  test('of the undoing judges again, from now', async () => {
    await judge(`${domain} malicious for 2d`);
    await room.settled();
    await room.submit(formIn(await room.press('Undo', room.card(), anna)), { reason: 'no' }, anna);
    await room.settled();
    await room.submit(formIn(await room.press('Undo', room.card(), anna)), { reason: 'yes' }, anna);
    await room.settled();
    const [, again] = ours();
    expect(spanOf(again!)[1] - spanOf(again!)[0]).toBe(2 * day);
  });

  test('what has ended by itself is not made to end later', async () => {
    await judge(`${domain} malicious for 1h`);
    await room.settled();
    const until = spanOf(ours()[0]!)[1];
    room.pass(2 * 3_600_000);
    await room.submit(formIn(await room.press('Undo', room.card(), anna)), { reason: 'r' }, anna);
    expect(await room.settled()).toContain('It had ended already');
    expect([spanOf(ours()[0]!)[1], count('judgement-expire')]).toEqual([until, 0]);
  });

  test('an answer to it that is lost is looked up', async () => {
    await judge(`${domain} malicious`);
    await room.settled();
    room.xdr.faults.next('judgement-expire', TRUNCATED);
    await room.submit(formIn(await room.press('Undo', room.card(), anna)), { reason: 'r' }, anna);
    await room.settled();
    expect(room.texts()[0]).toMatch(/Undone/);
    expect(count('judgement-expire')).toBe(1);
  });
});

describe('an answer that is lost', () => {
  test.each([
    ['cut off', TRUNCATED],
    ['broken', BROKEN_BODY],
  ] as const)('%s: what was written is found by its key, and done', async (_, fault) => {
    room.xdr.faults.next('judgement-create', fault);
    await judge(`${domain} malicious`);
    expect(await room.settled()).not.toContain('unknown');
    expect([ours().length, count('judgement-create'), count('judgement-external-id') > 0]).toEqual([1, 1, true]);
  });

  test.each(['done', 'not-done'])(
    'somebody says first that it was %s, and nothing is looked for any more',
    async (as) => {
      room.xdr.faults.next('judgement-create', RESET);
      await judge(`${domain} malicious`);
      expect(await room.settled()).toContain('The bot looks for it too');
      const form = formIn(await room.press('What happened', room.card(), ben));
      await room.submit(form, { as, reason: 'I looked' }, ben);
      expect(await room.settled()).toContain(`Closed as ${as.replace('-', ' ')}`);
      expect(room.last()).not.toContain('follows it');
      const looked = count('judgement-external-id');
      room.pass(10 * 60_000);
      await room.careOnce();
      expect(count('judgement-external-id')).toBe(looked);
    },
  );

  test('what is found only later becomes done by itself', async () => {
    room.xdr.faults.next('judgement-create', TRUNCATED);
    room.xdr.faults.next('judgement-external-id', jsonAnswer(200, []));
    await judge(`${domain} malicious`);
    expect(await room.settled()).toContain('Outcome unknown');
    room.pass(6_000);
    await room.until(() => !room.last().includes('Outcome unknown'));
    expect(await room.settled()).toMatch(/Done: Judge malicious[\s\S]*Judged malicious until/);
    expect(JSON.stringify(room.card().parts)).toContain('Undo');
    expect([ours().length, count('judgement-create')]).toEqual([1, 1]);
    expect((await room.audit()).slice(-2).map(({ event }) => event)).toEqual(['action.unknown', 'action.done']);
  });

  test('what is not there stays unknown, is not written again, and is not looked for for ever', async () => {
    room.xdr.faults.next('judgement-create', RESET);
    await judge(`${domain} malicious`);
    expect(await room.settled()).toContain('Outcome unknown');
    for (let looks = 0; looks < 12; looks++) {
      room.pass(10 * 60_000);
      await room.careOnce();
    }
    expect(room.last()).toContain('Outcome unknown');
    const looked = count('judgement-external-id');
    expect(looked).toBeGreaterThan(3);
    expect(looked).toBeLessThan(10);
    expect(room.last()).not.toContain('The bot looks for it');
    expect([ours().length, count('judgement-create')]).toEqual([0, 1]);
  });

  test('of a process that died at it, it is looked up', async () => {
    await judge(`${domain} malicious`);
    await room.settled();
    const id = room.requestOf(room.card())!;
    // As another process left it: stored that the call is made, and never what came of it.
    await room.query(
      `update action_requests set state = 'executing', look_at = null, changed_at = $2, facts = facts - 'result' - 'progress' - 'reverse' || '{"executor":"dead"}'::jsonb where id = $1`,
      [id, new Date(room.now() - 3_600_000)],
    );
    room.pass(20_000);
    await room.until(() => room.last().includes('Outcome unknown'));
    room.pass(6_000);
    await room.until(() => !room.last().includes('Outcome unknown'));
    expect([ours().length, count('judgement-create')]).toEqual([1, 1]);
  });

  test.each([
    ['no calls left', tooManyRequests('30')],
    ['a refusal', jsonAnswer(400)],
    ['no scope', jsonAnswer(403)],
  ] as const)('%s: certainly nothing was written', async (_, fault) => {
    room.xdr.faults.next('judgement-create', fault);
    await judge(`${domain} malicious`);
    expect(await room.settled()).toMatch(/Not run: Judge malicious/);
    expect([ours().length, count('judgement-create'), count('judgement-external-id')]).toEqual([0, 1, 0]);
  });
});

describe('who may, and where', () => {
  test.each(['private-intel:read', 'private-intel/judgement:write', 'private-intel/incident'])(
    'with no more than %s the card names the scope, and nothing is asked',
    async (scopes) => {
      room.xdr.setScopes(room.xdr.client('everything').id, `inspect:read enrich:read ${scopes}`);
      room.xdr.revokeTokens();
      room.pass(11 * 60_000);
      const card = cardIn(await offered(`${domain} malicious`));
      expect(why(card)).toMatchObject({ kind: 'refusal', why: 'missing-scope' });
      expect(plainText(card)).toMatch(/private-intel\/judgement:(?:read|write)/);
      expect(room.xdr.calls.list().filter(({ service }) => service !== 'token')).toEqual([]);
    },
  );

  test('the narrow scopes are enough', async () => {
    room.xdr.setScopes(
      room.xdr.client('everything').id,
      'inspect:read private-intel/judgement:read private-intel/judgement:write',
    );
    room.xdr.revokeTokens();
    room.pass(11 * 60_000);
    await judge(`${domain} malicious`);
    await room.settled();
    expect(ours()).toHaveLength(1);
  });

  test('a scope that is gone when it is run is told, and nothing is written', async () => {
    const card = cardIn(await offered(`${domain} malicious`));
    const form = formIn(await room.press('Judge', card, anna));
    room.xdr.setScopes(room.xdr.client('everything').id, 'inspect:read private-intel:read');
    room.xdr.revokeTokens();
    room.pass(11 * 60_000);
    await room.submit(form, { reason: 'r' }, anna);
    expect(await room.settled()).toContain('private-intel/judgement:write');
    expect(ours()).toEqual([]);
  });

  test('who is no responder is refused before any call, also at the button', async () => {
    expect(why(cardIn(await offered(`${domain} malicious`, room, people.carl)))).toMatchObject({
      kind: 'refusal',
      why: 'not-permitted',
    });
    expect(room.xdr.calls.count()).toBe(0);
    const card = cardIn(await offered(`${domain} malicious`));
    expect(await room.press('Judge', card, ben)).toMatchObject({ kind: 'card', card: { data: { why: 'not-yours' } } });
    expect(why(cardIn(await offered(`${domain} malicious`, room, adam)))).toMatchObject({ why: 'not-permitted' });
  });

  test('where outsiders read, or the bot is no member, nothing is offered', async () => {
    const outside = { person: anna, place: { ...room.place(), outsiders: true } };
    expect(why(cardIn(await room.command(`judge ${domain} malicious`, outside)))).toMatchObject({ kind: 'refusal' });
    const absent = await room.command(`judge ${domain} malicious`, { person: anna, botIsMember: false });
    expect(plainText(cardIn(absent))).toContain('Invite it');
    expect(count('judgements')).toBe(0);
  });
});

describe('words', () => {
  test.each([
    ['', 'judge <observable>'],
    [domain, 'judge <observable>'],
    [`${domain} evil`, 'judge <observable>'],
    [`${domain} malicious clean`, 'judge <observable>'],
    [`${domain} really malicious`, 'judge <observable>'],
    ['nothing malicious', 'judge <observable>'],
    [`${domain} malicious for ever`, 'Not a time'],
    [`${domain} malicious for 400d`, '365 days'],
    [`${domain} 192.0.2.7 malicious`, 'one at a time'],
  ])('“judge %s” is told', async (words, told) => {
    const reply = await offered(words);
    expect(reply).toMatchObject({ audience: 'asker', card: { data: { kind: 'refusal' } } });
    expect(plainText(cardIn(reply))).toContain(told);
    expect(count('judgements')).toBe(0);
  });

  test('a hostile reason stays text, in the form, the card and the store', async () => {
    const hostile = '<!channel> [x](https://evil.example) \u202egnp.exe \ud800 & <b>';
    const { card } = await judge(`${domain} malicious --reason ${hostile}`, room, hostile.repeat(12).slice(0, 490));
    await room.settled();
    expect([plainText(card), room.last()].join()).not.toMatch(/https:\/\/evil|\u202e|<!channel>/);
    const reason = String(ours()[0]!['reason']);
    expect([reason.isWellFormed(), reason.includes('\u202e'), reason.length <= 1_024]).toEqual([true, false, true]);
  });

  test('a reason that is longer than a form takes is cut', async () => {
    const card = cardIn(await offered(`${domain} malicious --reason ${'😀'.repeat(400)}`));
    const form = formIn(await room.press('Judge', card, anna));
    const { initial = '' } = form.fields[0] as { initial?: string };
    expect([initial.length, initial.isWellFormed()]).toEqual([500, true]);
  });

  test('a button that is too old says so', async () => {
    const card = cardIn(await offered(`${domain} malicious`));
    room.pass(16 * 60_000);
    const late = cardIn(await room.press('Judge', card, anna));
    expect(plainText(late)).toContain('Ask again, with the command');
  });

  test('a URL with everything in it is judged as it is', async () => {
    const url = 'https://evil.example/a/b?c=d&for=30d%20clean#x';
    await judge(`${url} malicious`);
    await room.settled();
    expect(ours()[0]!['observable']).toEqual({ type: 'url', value: url });
    expect(plainText(cardIn(await offered(`${url} clean`)))).toContain('by this bot');
  });
});

test('seeded judgements are still there', () => {
  expect(room.xdr.judgements.read(shortJudgementId(1))).toBeDefined();
});
