import { shortCasebookId } from '../../demo/xdr/casebook-seeds.ts';
import { jsonAnswer, RESET, TRUNCATED } from '../../demo/xdr/fault.ts';
import { shortIncidentId } from '../../demo/xdr/incident-documents.ts';
import type { Card } from '../../src/cards/card.ts';
import { plainText } from '../../src/cards/plain-text.ts';
import { removeDirectories } from '../support/database.ts';
import { cardIn, formIn, member, openRoom, type Room } from '../support/room.ts';

const analyst = member('UANALYST', { name: 'Anna' });
const seeded = shortCasebookId(1);
const incident = shortIncidentId(42);
let room: Room;
beforeAll(async () => {
  room = await openRoom({ client: 'everything' });
});
beforeEach(() => room.fresh());
afterEach(() => room.xdr.setScopes(room.xdr.client('everything').id, undefined));
afterAll(async () => {
  await room.stop();
  await removeDirectories();
});

const ask = (words: string, more: Parameters<Room['command']>[1] = {}) =>
  room.command(words, { person: analyst, ...more });
const shown = async (words: string, more?: Parameters<Room['command']>[1]) => plainText(cardIn(await ask(words, more)));
const services = () =>
  room.xdr.calls
    .list()
    // The search for what changed runs by itself, since there is an incident room.
    .filter(({ service, path }) => !['token', 'inspect'].includes(service) && !path.includes('query=modified'))
    .map(({ service }) => service);
const stored = (id: string) => room.xdr.casebooks.read(id)!;
const values = (id: string) => (stored(id)['observables'] as { value: string }[]).map(({ value }) => value);
const made = () =>
  room.xdr.casebooks
    .list()
    .filter(({ source }) => source === 'xdr-chatops')
    .map((one) => String(one['id']).slice(-45));
const audit = async () =>
  (
    await room.query<{ entry: string }>(
      "select entry from audit where entry like '%\"casebook.%' and entry like $1 order by seq",
      [`%"${room.place().channel}"%`],
    )
  ).map(({ entry }) => JSON.parse(entry) as { event: string; outcome: string; details: Record<string, unknown> });
const labels = ({ parts }: Card) =>
  parts.flatMap((part) => (part.part === 'buttons' ? part.buttons.map(({ text }) => text) : []));
const shrink = (scopes: string) => {
  room.xdr.setScopes(room.xdr.client('everything').id, scopes);
  room.xdr.revokeTokens();
  room.pass(11 * 60_000);
};
const reading = 'inspect:read enrich:read';
const link = async () => {
  const { platform, workspace, channel } = room.place();
  await room.query('insert into incident_rooms values ($1, $2, $3, $4, $5, now())', [
    platform,
    workspace,
    channel,
    incident,
    'UANALYST',
  ]);
};

describe('making', () => {
  test('a new casebook is amber, names its maker, and is the last of the room', async () => {
    const reply = await ask('casebook new Phishing wave, 2 March --private');
    expect(reply).toMatchObject({ audience: 'room' });
    expect(plainText(cardIn(reply))).toMatch(
      /Casebook Phishing wave, 2 March \(casebook-[\da-f]{8}\): made\nAnna made it\./,
    );
    const [id = ''] = made();
    expect(stored(id)).toMatchObject({
      title: 'Phishing wave, 2 March',
      tlp: 'amber',
      source: 'xdr-chatops',
      description: 'Made in chat by Anna (slack:UANALYST), with xdr-chatops.',
      external_ids: [expect.stringMatching(/^xdr-chatops:casebook:/)],
    });
    expect(await shown('casebook show last')).toContain(id.slice(0, 17));
    expect(services()).toEqual(['casebook-create', 'casebook']);
    expect((await audit()).map(({ event, outcome }) => [event, outcome])).toEqual([
      ['casebook.created', 'asked'],
      ['casebook.created', 'done'],
    ]);
  });

  test('what was collected in the room goes into it, once', async () => {
    await room.say('Seen: internetbadguys[.]com and 45.83.10[.]7');
    await room.idle();
    expect(await shown('casebook new Collected from room')).toMatch(/Observables: 2: 1 domain and 1 IP/i);
    const [id = ''] = made();
    expect(await shown('casebook add last room')).toMatch(/in it already/);
    expect(stored(id)['observables']).toHaveLength(2);
  });

  test('a lost answer is looked up instead of repeated', async () => {
    room.xdr.faults.next('casebook-create', TRUNCATED);
    expect(await shown('casebook new Lost and found')).toContain('made it');
    expect(made()).toHaveLength(1);
    expect(services()).toEqual(['casebook-create', 'casebook-external-id']);
  });

  test('what cannot be found after a lost answer is told as unknown, and not repeated', async () => {
    room.xdr.faults.next('casebook-create', RESET);
    const text = await shown('casebook new Lost');
    expect(text).toMatch(/Unknown: it is not known whether the casebook was made[\s\S]*casebook list/);
    expect(made()).toEqual([]);
    expect(services()).toEqual(['casebook-create', 'casebook-external-id']);
    expect((await audit()).at(-1)).toMatchObject({ event: 'casebook.created', outcome: 'unknown' });
  });

  test('a title of 1,024 characters is made whole, a longer one is refused', async () => {
    await ask(`casebook new ${'x'.repeat(1_024)}`);
    expect(stored(made()[0]!)['title']).toHaveLength(1_024);
    expect(await ask(`casebook new ${'x'.repeat(1_025)}`)).toMatchObject({ audience: 'asker' });
    expect(made()).toHaveLength(1);
  });

  test('from a room where nothing was collected nothing is made', async () => {
    expect(await ask('casebook new Collected from room')).toMatchObject({
      audience: 'asker',
      card: { data: { kind: 'refusal' } },
    });
    expect(services()).toEqual([]);
  });
});

describe('adding', () => {
  test('what is in it is not added again, and the card counts', async () => {
    const text = await shown(
      `casebook add ${seeded} see internetbadguys[.]com, hxxp://evil.example/a?b=1 and 45.83.10[.]7 45.83.10.7`,
    );
    expect(text).toMatch(/: \d added, 1 was in it already\./);
    expect(values(seeded).filter((value) => value === 'internetbadguys.com')).toHaveLength(1);
    expect(values(seeded).filter((value) => value === '45.83.10.7')).toHaveLength(1);
    expect(values(seeded)).toContain('http://evil.example/a?b=1');
    expect(text).toContain('hxxp://evil[.]example/a?b=1');
    expect(services()).toEqual(['casebook', 'casebook-observables']);
    const again = await shown('casebook add last 45.83.10.7 internetbadguys.com');
    expect(again).toContain('nothing added, all 2 were in it already');
    expect(services().filter((one) => one === 'casebook-observables')).toHaveLength(1);
  });

  test('two people at once do not make one twice', async () => {
    room.xdr.setLatency('casebook', 50);
    room.xdr.setLatency('casebook-observables', 50);
    const texts = await Promise.all([
      shown(`casebook add ${seeded} 45.83.10.7 198.51.100.9`),
      shown(`casebook add ${seeded} 45.83.10.7 203.0.113.5`),
      shown(`casebook add ${seeded} 45.83.10.7`),
    ]);
    expect(values(seeded).filter((value) => value === '45.83.10.7')).toHaveLength(1);
    expect(values(seeded)).toEqual(expect.arrayContaining(['198.51.100.9', '203.0.113.5']));
    expect(texts.filter((text) => /was in it already/.test(text))).toHaveLength(2);
  });

  test.each([
    ['after it was done, is looked up', TRUNCATED, /1 added/, 1],
    ['before anything was done, is told as unknown', RESET, /Unknown: it is not known whether the obs[\s\S]*show/, 0],
  ])('an answer lost %s, and not repeated', async (_, fault, told, count) => {
    room.xdr.faults.next('casebook-observables', fault);
    expect(await shown(`casebook add ${seeded} 45.83.10.7`)).toMatch(told);
    expect(values(seeded).filter((value) => value === '45.83.10.7')).toHaveLength(count);
    expect(services()).toEqual(['casebook', 'casebook-observables', 'casebook']);
    expect((await audit()).at(-1)).toMatchObject({
      event: 'casebook.added',
      outcome: count ? 'done' : 'unknown',
      details: { casebook: seeded, observables: 1 },
    });
  });

  test('what XDR refuses is a failure, and the next one has its turn at once', async () => {
    room.xdr.faults.next('casebook-observables', jsonAnswer(400));
    expect(await ask(`casebook add ${seeded} 45.83.10.7`)).toMatchObject({
      card: { data: { failure: 'bad-request' } },
    });
    expect((await audit()).at(-1)).toMatchObject({ outcome: 'failed: bad-request' });
    expect(await shown(`casebook add ${seeded} 45.83.10.7`)).toContain('1 added');
  });

  test('what cannot be audited is not done', async () => {
    await room.query('alter table audit rename to audit_away');
    try {
      expect(await ask(`casebook add ${seeded} 45.83.10.7`)).toMatchObject({ card: { data: { kind: 'failure' } } });
    } finally {
      await room.query('alter table audit_away rename to audit');
    }
    expect(services()).toEqual(['casebook']);
  });

  test('a long note is kept whole, in pieces that the store takes', async () => {
    const words = Array.from({ length: 1_900 }, (_, at) => `word${at}`).join(' ');
    expect(await shown(`casebook note ${seeded} ${words}`)).toContain('a note added');
    const texts = (stored(seeded)['texts'] as { type: string; text: string }[]).slice(1);
    expect(texts.map(({ text }) => text).join(' ')).toBe(words);
    expect(Math.max(...texts.map(({ text }) => text.length))).toBeLessThanOrEqual(5_000);
    expect(texts).toHaveLength(4);
  });

  test.each([
    'casebook',
    'casebook open',
    'casebook new',
    'casebook new from room',
    'casebook add',
    'casebook add last 45.83.10.7',
    `casebook add ${seeded}`,
    `casebook add ${seeded} nothing of note`,
    `casebook add ${seeded} room`,
    'casebook add 45.83.10.7',
    'casebook add https://evil.example/casebook/x 45.83.10.7',
    'casebook note last',
    `casebook link ${seeded}`,
    `casebook link ${seeded} nothing at all`,
    'casebook show',
    'casebook show INC-1042',
  ])('“%s” is answered to the asker, without a call', async (words) => {
    expect(await ask(words)).toMatchObject({ audience: 'asker', card: { data: { kind: 'refusal' } } });
    expect(services()).toEqual([]);
  });

  test('one that is not there is told so', async () => {
    for (const words of ['show', 'add', 'note']) {
      const reply = await ask(`casebook ${words} ${shortCasebookId(99)}${words === 'show' ? '' : ' 45.83.10.7'}`);
      expect(reply).toMatchObject({ audience: 'asker', card: { data: { kind: 'refusal' } } });
    }
    expect(services()).toEqual(['casebook', 'casebook', 'casebook']);
  });
});

describe('an incident room', () => {
  beforeEach(link);

  test('has a casebook of its own, made once and linked, whoever comes first', async () => {
    room.xdr.setLatency('casebook-create', 50);
    const texts = await Promise.all([shown('casebook add 45.83.10.7'), shown('casebook add 45.83.10.7 203.0.113.5')]);
    const [id = '', ...others] = made();
    expect(others).toEqual([]);
    expect(stored(id)['title']).toBe('Observables of INC-1042: Command and control traffic from ws-042');
    expect(values(id).toSorted()).toEqual(['203.0.113.5', '45.83.10.7']);
    expect(room.xdr.casebooks.links()).toHaveLength(1);
    expect(texts.join()).toContain('made, and linked to INC-1042; ');
    expect((await audit()).filter(({ outcome }) => outcome === 'done').map(({ event }) => event)).toEqual(
      expect.arrayContaining(['casebook.created', 'casebook.linked', 'casebook.added']),
    );
  });

  test('finds its casebook again when it is forgotten, and makes another when it is gone', async () => {
    await ask('casebook add 45.83.10.7');
    await room.query('delete from room_casebooks');
    await ask('casebook add 203.0.113.5');
    expect(made()).toHaveLength(1);
    expect(values(made()[0]!)).toHaveLength(2);
    room.xdr.reset();
    expect(await shown('casebook add 198.51.100.9')).toContain('1 added');
    expect(values(made()[0]!)).toEqual(['198.51.100.9']);
  });

  test('without the scope for links it is made, and says that it is not linked', async () => {
    shrink(`${reading} casebook private-intel/incident:read`);
    expect(await shown('casebook add 45.83.10.7')).toContain('not linked to INC-1042');
    expect(room.xdr.casebooks.links()).toEqual([]);
    expect(values(made()[0]!)).toEqual(['45.83.10.7']);
  });

  test('a casebook that is named goes before the one of the room', async () => {
    await ask(`casebook add ${seeded} 45.83.10.7`);
    expect(made()).toEqual([]);
    expect(values(seeded)).toContain('45.83.10.7');
  });
});

describe('linking', () => {
  test('a link is made once', async () => {
    expect(await shown(`casebook link ${seeded} INC-1042`)).toContain('linked to INC-1042');
    expect(await ask(`casebook link ${seeded} ${incident}`)).toMatchObject({ audience: 'asker' });
    expect(room.xdr.casebooks.links()).toMatchObject([{ tlp: 'amber', relationship_type: 'related-to' }]);
    expect((await audit()).map(({ event, outcome }) => `${event} ${outcome}`)).toEqual([
      'casebook.linked asked',
      'casebook.linked done',
    ]);
  });

  test.each([
    ['after it was made, is looked up', TRUNCATED, /linked to INC-1042/, 1],
    ['before it was made, is told as unknown', RESET, /Unknown: it is not known whether it was linked/, 0],
  ])('an answer lost %s, and not repeated', async (_, fault, told, count) => {
    room.xdr.faults.next('incident-link', fault);
    expect(await shown(`casebook link ${seeded} INC-1042`)).toMatch(told);
    expect(room.xdr.casebooks.links()).toHaveLength(count);
    expect(services().filter((one) => one === 'incident-link')).toHaveLength(1);
  });

  test('neither to an incident nor of a casebook that is not there', async () => {
    expect(await shown(`casebook link ${seeded} ${shortIncidentId(999)}`)).toContain('XDR knows no incident');
    expect(await shown(`casebook link ${shortCasebookId(99)} INC-1042`)).toContain('XDR knows no casebook');
    expect(services()).not.toContain('incident-link');
  });
});

describe('looking', () => {
  test('the list is one call, newest first, and a button shows one, whose observables have verdicts', async () => {
    const card = cardIn(await ask('casebook list'));
    expect(plainText(card)).toMatch(/3 casebooks[\s\S]*Phishing wave against finance[\s\S]*Old proxy logs/);
    expect(services()).toEqual(['casebook-search']);
    const one = cardIn(await room.press('Phishing wave', card, analyst));
    expect(plainText(one)).toMatch(/Observables: 2: 1 domain and 1 sha256[\s\S]*internetbadguys\[\.\]com/);
    expect(plainText(cardIn(await room.press('Verdicts', one, analyst)))).toContain('internetbadguys[.]com');
    expect(await shown('casebook list finance phishing')).toContain('1 casebook with “finance phishing”');
    expect(await shown('casebook list no such thing')).toContain('no casebook with');
  });

  test('markup, links and mentions in a casebook are shown as they are written, and are dead', async () => {
    const text = await shown(
      `casebook show https://visibility.amp.cisco.com/investigate?spid=${shortCasebookId(2).slice(9)}`,
    );
    expect(text).toContain('# Heading');
    expect(text).toContain('**bold**');
    expect(text).toContain('‹!channel>');
    expect(text).toContain('evil[.]example');
    expect(text).not.toMatch(/https?:\/\//);
    expect(text).toContain('1 entry more than once');
  });

  test('one of which XDR says only the id is shown', async () => {
    expect(await shown(`casebook show ${shortCasebookId(3)}`)).toContain('without a title');
  });
});

describe('who may', () => {
  test('a missing scope is named without a call; private-intel contains it', async () => {
    shrink(`${reading} casebook:read`);
    for (const words of ['new x', `add ${seeded} 45.83.10.7`, `note ${seeded} x`])
      expect(await ask(`casebook ${words}`)).toMatchObject({
        audience: 'asker',
        card: { data: { why: 'missing-scope', scopes: ['casebook:write'] } },
      });
    expect(await ask(`casebook link ${seeded} INC-1042`)).toMatchObject({
      card: { data: { scopes: ['private-intel/incident:read', 'private-intel/relationship'] } },
    });
    expect(services()).toEqual([]);
    expect(labels(cardIn(await ask('enrich 45.83.10.7')))).not.toContain('Add to casebook');
    shrink(`${reading} private-intel`);
    expect(await shown(`casebook add ${seeded} 45.83.10.7`)).toContain('1 added');
    shrink(reading);
    expect(await ask('casebook list')).toMatchObject({ card: { data: { scopes: ['casebook:read'] } } });
  });

  test('who is no analyst any more, as the platform says now, adds nothing', async () => {
    const form = formIn(await room.press('Add to casebook', cardIn(await ask('enrich internetbadguys.com')), analyst));
    room.setPerson({ ...analyst, standing: 'guest' });
    try {
      const refused = { audience: 'asker', card: { data: { why: 'not-permitted' } } };
      // The press says what the platform knew when the form was opened.
      const press = { person: analyst };
      expect(await room.submit(form, { casebook: 'new', title: 'Mine' }, analyst, press)).toMatchObject(refused);
      expect(await ask('casebook new Mine')).toMatchObject(refused);
      expect(made()).toEqual([]);
    } finally {
      room.setPerson(analyst);
    }
  });

  test('guests, strangers and those who are no analysts see nothing, by command or by an old button', async () => {
    const card = cardIn(await ask('enrich 45.83.10.7'));
    const list = cardIn(await ask('casebook list'));
    room.xdr.calls.clear();
    for (const person of [member('U2'), member('UG', { standing: 'guest' }), member('US', { standing: 'stranger' })]) {
      const refused = { audience: 'asker', card: { data: { why: 'not-permitted' } } };
      expect(await room.command('casebook list', { person })).toMatchObject(refused);
      expect(await room.press('Add to casebook', card, person)).toMatchObject(refused);
      expect(await room.press('Phishing wave', list, person)).toMatchObject(refused);
    }
    expect(services()).toEqual([]);
  });

  test('where outsiders may read, everything is for the asker alone', async () => {
    const place = { ...room.place(), outsiders: true };
    for (const words of ['list', 'new Quiet', 'add last 45.83.10.7', 'show last'])
      expect(await ask(`casebook ${words}`, { place })).toMatchObject({ audience: 'asker' });
    const card = cardIn(await ask('enrich 45.83.10.7', { place }));
    const form = formIn(await room.press('Add to casebook', card, analyst, { place }));
    expect(await room.submit(form, { casebook: seeded }, analyst, { place })).toMatchObject({ audience: 'asker' });
    expect(room.cards()).toEqual([]);
  });
});

describe('the button of verdict cards', () => {
  test('offers those used here, the newest of XDR and a new one, and adds once for one form', async () => {
    await ask('casebook new Of this room');
    const card = cardIn(await ask('enrich 45.83.10.7'));
    const form = formIn(await room.press('Add to casebook', card, analyst));
    const [choice] = form.fields;
    expect(choice?.field === 'choice' && choice.options.map(({ text }) => text.replace(/ \(.*/, ''))).toEqual([
      'Of this room',
      'Phishing wave against finance',
      'Old proxy logs ‹!channel> **look here**',
      'without a title',
      'A new casebook',
    ]);
    const key = { key: `k-${Math.random()}` };
    const reply = await room.submit(form, { casebook: seeded, note: 'seen **here**' }, analyst, key);
    expect(reply).toMatchObject({ audience: 'room' });
    expect(plainText(cardIn(reply))).toContain('1 added, with a note. Note: seen **here**');
    await room.submit(form, { casebook: seeded }, analyst, key);
    expect(values(seeded).filter((value) => value === '45.83.10.7')).toHaveLength(1);
    expect(services().filter((one) => one === 'casebook-observables')).toHaveLength(1);
  });

  test('makes a new one for several observables, which needs a title', async () => {
    const card = cardIn(await ask('enrich 45.83.10.7 internetbadguys.com'));
    const form = formIn(await room.press('Add to casebook', card, analyst));
    expect(formIn(await room.submit(form, { casebook: 'new' }, analyst)).fields[1]).toMatchObject({
      wrong: expect.anything(),
    });
    const reply = await room.submit(form, { casebook: 'new', title: 'From a card', note: 'why' }, analyst);
    expect(plainText(cardIn(reply))).toContain('made; a note added');
    expect(values(made()[0]!).toSorted()).toEqual(['45.83.10.7', 'internetbadguys.com']);
    expect(stored(made()[0]!)).toMatchObject({ title: 'From a card', texts: [{ type: 'note', text: 'why' }] });
  });

  test('takes along what a card has no room for, also when values are long', async () => {
    const urls = Array.from({ length: 4 }, (_, at) => `http://evil${at}.example/${'a'.repeat(600)}`);
    const long = formIn(await room.press('Add to casebook', cardIn(await ask(`enrich ${urls.join(' ')}`)), analyst));
    await room.submit(long, { casebook: seeded }, analyst);
    expect(values(seeded)).toEqual(expect.arrayContaining(urls));
    const many = Array.from({ length: 25 }, (_, at) => `198.51.100.${at + 1}`);
    const form = formIn(await room.press('Add to casebook', cardIn(await ask(`enrich ${many.join(' ')}`)), analyst));
    await room.submit(form, { casebook: seeded }, analyst);
    expect(values(seeded)).toEqual(expect.arrayContaining(many));
  });

  test('an old button whose scope is gone names the scope, without a call', async () => {
    const card = cardIn(await ask('enrich 45.83.10.7'));
    shrink(`${reading} casebook:read`);
    room.xdr.calls.clear();
    expect(await room.press('Add to casebook', card, analyst)).toMatchObject({
      card: { data: { why: 'missing-scope', scopes: ['casebook:write'] } },
    });
    expect(services()).toEqual([]);
  });

  test('when XDR gives no list, those used here can still be chosen', async () => {
    await ask('casebook new Of this room');
    const card = cardIn(await ask('enrich 45.83.10.7'));
    room.xdr.setLatency('casebook-search', 3_000);
    const form = formIn(await room.press('Add to casebook', card, analyst));
    expect(form.fields[0]?.field === 'choice' && form.fields[0].options).toHaveLength(2);
  });

  test('what takes longer than a form may wait is told in the room when it is known', async () => {
    const form = formIn(await room.press('Add to casebook', cardIn(await ask('enrich 45.83.10.7')), analyst));
    room.xdr.setLatency('casebook-observables', 2_600);
    expect(await room.submit(form, { casebook: seeded }, analyst)).toEqual({ kind: 'silence', reason: 'noted' });
    for (let tries = 0; tries < 200 && room.cards().length === 0; tries++)
      await new Promise((done) => setTimeout(done, 25));
    expect(room.texts()[0]).toContain('1 added');
  });
});
