import { jsonAnswer, RESET, TRUNCATED } from '../../demo/xdr/fault.ts';
import { shortIncidentId } from '../../demo/xdr/incident-documents.ts';
import { DEMO_USERS } from '../../demo/xdr/users.ts';
import type { Card } from '../../src/cards/card.ts';
import { plainText } from '../../src/cards/plain-text.ts';
import { removeDirectories } from '../support/database.ts';
import { cardIn, formIn, member, openRoom, type Room } from '../support/room.ts';

const analyst = member('UANALYST', { name: 'Anna' });
const id = shortIncidentId(42);
const uuid = id.replace('incident-', '');
let room: Room;
beforeAll(async () => {
  room = await openRoom({ client: 'everything' });
});
beforeEach(() => room.fresh());
afterAll(async () => {
  await room.stop();
  await removeDirectories();
});

const ask = (words: string, more: Parameters<Room['command']>[1] = {}) =>
  room.command(words, { person: analyst, ...more });
const shown = async (words: string, more?: Parameters<Room['command']>[1]) => plainText(cardIn(await ask(words, more)));
const calls = () =>
  room.xdr.calls
    .list()
    .filter(({ service }) => service !== 'token')
    .map(({ service }) => service);
const stored = (field: string) => room.xdr.incidents.read(id)!.document[field];
const audit = async () =>
  (await room.query<{ entry: string }>("select entry from audit where entry like '%\"incident.%' order by seq")).map(
    ({ entry }) =>
      JSON.parse(entry) as { event: string; outcome: string; reason?: string; details: Record<string, string> },
  );
const labels = ({ parts }: Card) =>
  parts.flatMap((part) => (part.part === 'buttons' ? part.buttons.map(({ text }) => text) : []));
const shrink = (scopes: string) => {
  room.xdr.setScopes(room.xdr.client('everything').id, scopes);
  room.xdr.revokeTokens();
  room.pass(11 * 60_000);
};
const reading = 'inspect:read enrich:read private-intel:read';

describe('looking', () => {
  test('the list is one call, worst first, and a button shows one', async () => {
    const card = cardIn(await ask('incidents'));
    expect(plainText(card)).toMatch(/Incidents: 9 open incidents\n {2}Critical {2}INC-1042/);
    expect(calls()).toEqual(['incident-search']);
    const reply = await room.press('INC-1041', card, analyst);
    expect(reply).toMatchObject({ kind: 'card', audience: 'asker', dialog: true });
    expect(plainText(cardIn(reply))).toContain('Assigned to: Alex Analyst, Robin Responder');
    expect(calls()).toEqual(['incident-search', 'incident-summary', 'users']);
    expect(await shown('incidents new')).toContain('4 new incidents');
  });

  test.each([
    ['its id', id],
    ['its uuid', uuid],
    ['its short id', 'INC-1042'],
    ['its address in the store', `https://private.intel.amp.cisco.com:443/ctia/incident/${id}`],
    ['the link of its page', `https://xdr.us.security.cisco.com/incidents/${id}`],
    ['the link of the old page', `https://visibility.amp.cisco.com/incidents?q=id:${id}#summary`],
  ])('by %s one incident is shown for one call', async (_, ref) => {
    const reply = await ask(`incident ${ref}`);
    expect(reply).toMatchObject({ audience: 'room' });
    expect(plainText(cardIn(reply))).toContain('Command and control traffic from ws-042');
    expect(calls()).toEqual(['incident-summary']);
  });

  test.each([
    'incident',
    'incident open',
    'incident https://evil.example/incidents/x',
    'incident INC-1 INC-2',
    'incident status INC-1042',
    'incident status INC-1042 done',
    'incidents all',
    'incidents mine',
  ])('“%s” is answered to the asker, without a call', async (words) => {
    expect(await ask(words)).toMatchObject({ audience: 'asker', card: { data: { kind: 'refusal' } } });
    expect(calls()).toEqual([]);
  });

  test('the verdicts of its observables are a press away', async () => {
    const card = cardIn(await ask('incident INC-1042'));
    const text = plainText(cardIn(await room.press('Verdicts', card, analyst)));
    expect(text).toContain('internetbadguys[.]com');
    expect(text).toContain('45.83.10[.]7');
  });

  test('a missing scope is named without a call, and its buttons are absent', async () => {
    shrink('inspect:read enrich:read');
    for (const words of ['incidents', 'incident INC-1042', 'incident status INC-1042 closed'])
      expect((await ask(words)) as object).toMatchObject({
        audience: 'asker',
        card: { data: { why: 'missing-scope', scopes: ['private-intel/incident:read'] } },
      });
    expect(calls()).toEqual([]);
    shrink(`${reading} private-intel/note:write`);
    const card = cardIn(await ask('incident INC-1041'));
    expect(labels(card)).toEqual(['Add note …', 'Verdicts']);
    // Names are another scope's: ids stand in their place.
    expect(calls()).toEqual(['incident-summary']);
    expect(plainText(card)).toMatch(/Assigned to: (XDR user|Alex)/);
    const refused = cardIn(await ask('incident status INC-1042 closed'));
    expect(refused.data).toMatchObject({ why: 'missing-scope', scopes: ['private-intel/incident:write'] });
    expect(calls()).toEqual(['incident-summary']);
  });

  test('an old button whose scope is gone names the scope, without a call', async () => {
    const card = cardIn(await ask('incident INC-1042'));
    const form = formIn(await room.press('Add note', card, analyst));
    shrink(reading);
    room.xdr.calls.clear();
    const lacking = { card: { data: { why: 'missing-scope', scopes: ['private-intel/note:write'] } } };
    expect(await room.press('Add note', card, analyst)).toMatchObject(lacking);
    expect(await room.submit(form, { text: 'x' }, analyst)).toMatchObject(lacking);
    expect(calls()).toEqual([]);
  });

  test('guests, strangers and those who are no analysts see nothing, by command or by an old button', async () => {
    const card = cardIn(await ask('incident INC-1042'));
    room.xdr.calls.clear();
    for (const person of [member('U2'), member('UG', { standing: 'guest' }), member('US', { standing: 'stranger' })]) {
      expect(await room.command('incident INC-1042', { person })).toMatchObject({
        card: { data: { why: 'not-permitted' } },
      });
      for (const button of ['Change status', 'Assign', 'Add note'])
        expect(await room.press(button, card, person)).toMatchObject({
          audience: 'asker',
          card: { data: { why: 'not-permitted' } },
        });
    }
    expect(calls()).toEqual([]);
  });

  test('who is no analyst any more, as the platform says now, changes nothing: by words, or by a form that was open', async () => {
    const form = formIn(await room.press('Change status', cardIn(await ask('incident INC-1042')), analyst));
    room.xdr.calls.clear();
    room.setPerson({ ...analyst, standing: 'guest' });
    try {
      const refused = { audience: 'asker', card: { data: { why: 'not-permitted' } } };
      // The press says what the platform knew when the form was opened.
      expect(await room.submit(form, { status: 'Open' }, analyst, { person: analyst })).toMatchObject(refused);
      expect(await ask('incident status INC-1042 open')).toMatchObject(refused);
      expect(calls()).toEqual([]);
    } finally {
      room.setPerson(analyst);
    }
  });

  test('where outsiders may read, everything is for the asker alone', async () => {
    const place = { ...room.place(), outsiders: true };
    for (const words of ['incidents', 'incident INC-1042', 'incident note INC-1042 seen'])
      expect(await ask(words, { place })).toMatchObject({ audience: 'asker' });
    const card = cardIn(await ask('incident INC-1042', { place }));
    const form = formIn(await room.press('Add note', card, analyst, { place }));
    expect(await room.submit(form, { text: 'x' }, analyst, { place })).toMatchObject({ audience: 'asker' });
  });

  test('a hostile incident stays text', async () => {
    const text = await shown('incident INC-1035');
    expect(text).toContain('fdp[.]exe');
    expect(text).not.toMatch(/<[!@/a-z]|https?:\/\/hostile|\u202e/);
    expect(await shown('incidents')).not.toMatch(/<[!@/a-z]|https?:\/\/hostile|\u202e/);
  });
});

describe('changing', () => {
  test('a status by command: one write, told to the room, audited with who and why', async () => {
    const before = (await audit()).length;
    const reply = await ask('incident status INC-1042 false positive because our own scanner --private');
    expect(reply).toMatchObject({ audience: 'room' });
    expect(plainText(cardIn(reply))).toContain(
      'Anna changed the status from New to Closed: False Positive. Reason: our own scanner',
    );
    expect(stored('status')).toBe('Closed: False Positive');
    expect(calls()).toEqual(['incident-summary', 'incident-status']);
    expect((await audit()).slice(before)).toMatchObject(
      ['asked', 'done'].map((outcome) => ({
        event: 'incident.status',
        outcome,
        by: { id: 'UANALYST', name: 'Anna' },
        reason: 'our own scanner',
        client: room.xdr.client('everything').id,
        details: { incident: id, from: 'New', to: 'Closed: False Positive' },
      })),
    );
    expect(await ask('incident status INC-1042 false positive')).toMatchObject({ audience: 'asker' });
    expect(room.xdr.calls.count('incident-status')).toBe(1);
  });

  test('a status by form', async () => {
    const card = cardIn(await ask('incident INC-1042'));
    const form = formIn(await room.press('Change status', card, analyst));
    expect(form.fields.map(({ name }) => name)).toEqual(['status', 'reason']);
    const reply = await room.submit(form, { status: 'Hold: Legal', reason: 'lawyers' }, analyst);
    expect(reply).toMatchObject({ kind: 'card', audience: 'room' });
    expect(plainText(cardIn(reply))).toContain('INC-1042 is now Hold: Legal');
    expect(stored('status')).toBe('Hold: Legal');
  });

  test('it is assigned by address, by id, to nobody; by name it is not, nor who has no address here', async () => {
    const robin = DEMO_USERS[1]!;
    expect(await shown('incident assign INC-1042 Robin@example.com')).toContain('Assigned to: Robin Responder');
    expect(stored('assignees')).toEqual([robin.id]);
    expect(calls()).toEqual(['user-search', 'incident-summary', 'incident-patch']);
    expect(await shown(`incident assign INC-1042 ${DEMO_USERS[2]!.id}`)).toContain('Sam Shift');
    expect(await shown('incident assign INC-1042 nobody')).toContain('Assigned to: nobody');
    room.xdr.calls.clear();
    for (const [words, more] of [
      ['me', {}],
      ['@robin', { mentioned: ['U7'] }],
      ['Robin Responder', {}],
      ['nobody@example.com', {}],
      ['00000000-0000-4000-8000-00000000dead', {}],
    ] as const)
      expect(await ask(`incident assign INC-1042 ${words}`, more)).toMatchObject({ audience: 'asker' });
    expect(room.xdr.calls.count('incident-patch')).toBe(0);
    expect(stored('assignees')).toEqual([]);
  });

  test('it is assigned by form, which says what is wrong and keeps what was typed', async () => {
    const card = cardIn(await ask('incident INC-1041'));
    const form = formIn(await room.press('Assign', card, analyst));
    const again = formIn(await room.submit(form, { who: 'robin' }, analyst));
    expect(again.fields[1]).toMatchObject({ initial: 'robin', wrong: expect.stringContaining('no single user') });
    expect(await room.submit(again, { who: 'sam@example.com' }, analyst)).toMatchObject({ audience: 'room' });
    expect(room.xdr.incidents.read(shortIncidentId(41))!.document['assignees']).toEqual([DEMO_USERS[2]!.id]);
  });

  test('a note stands in the worklog with its author, and once for one form', async () => {
    expect(await shown('incident note INC-1042 user confirmed **the click**\nhost isolated')).toContain(
      'has a new note',
    );
    const card = cardIn(await ask('incident INC-1042'));
    const form = formIn(await room.press('Add note', card, analyst));
    expect(formIn(await room.submit(form, { text: ' ' }, analyst)).fields[0]).toMatchObject({
      wrong: expect.anything(),
    });
    const twice = { key: `k-${Math.random()}` };
    await room.submit(form, { text: 'second' }, analyst, twice);
    await room.submit(form, { text: 'second' }, analyst, twice);
    const notes = room.xdr.notes.of(id);
    expect(notes.map(({ content }) => content)).toEqual([
      'user confirmed **the click**\nhost isolated\n\n(Anna (slack:UANALYST), by xdr-chatops)',
      'second\n\n(Anna (slack:UANALYST), by xdr-chatops)',
    ]);
    expect(notes[0]).toMatchObject({ tlp: 'amber', external_ids: [expect.stringMatching(/^xdr-chatops:note:/)] });
    expect(await ask(`incident note INC-1042 ${'x'.repeat(5_000)}`)).toMatchObject({ audience: 'asker' });
  });

  test.each([
    ['before anything was done', RESET, 'New'],
    ['after it was done', TRUNCATED, 'Closed'],
  ])('an answer lost %s is told as unknown, with how to check, and not repeated', async (_, fault, status) => {
    room.xdr.faults.next('incident-status', fault);
    const reply = await ask('incident status INC-1042 closed');
    expect(reply).toMatchObject({ audience: 'room' });
    expect(plainText(cardIn(reply))).toMatch(
      /Unknown: it is not known whether the status was changed[\s\S]*incident incident-/,
    );
    expect([room.xdr.calls.count('incident-status'), stored('status')]).toEqual([1, status]);
    expect((await audit()).at(-1)).toMatchObject({ outcome: 'unknown' });
  });

  test('what cannot be audited is not done', async () => {
    await room.query('alter table audit rename to audit_away');
    try {
      expect(await ask('incident status INC-1042 closed')).toMatchObject({ card: { data: { kind: 'failure' } } });
    } finally {
      await room.query('alter table audit_away rename to audit');
    }
    expect([room.xdr.calls.count('incident-status'), stored('status')]).toEqual([0, 'New']);
  });

  test('what XDR refuses is a failure, and stands in the audit as one', async () => {
    room.xdr.faults.next('note', jsonAnswer(400));
    expect(await ask('incident note INC-1042 x')).toMatchObject({
      card: { data: { kind: 'failure', failure: 'bad-request' } },
    });
    expect((await audit()).at(-1)).toMatchObject({ event: 'incident.noted', outcome: 'failed: bad-request' });
  });

  test('what takes longer than a form may wait is told in the room when it is known', async () => {
    const card = cardIn(await ask('incident INC-1042'));
    const form = formIn(await room.press('Change status', card, analyst));
    room.xdr.setLatency('incident-status', 2_600);
    expect(await room.submit(form, { status: 'Open' }, analyst)).toEqual({ kind: 'silence', reason: 'noted' });
    for (let tries = 0; tries < 200 && room.cards().length === 0; tries++)
      await new Promise((done) => setTimeout(done, 25));
    expect(room.texts()[0]).toContain('INC-1042 is now Open');
  });
});
