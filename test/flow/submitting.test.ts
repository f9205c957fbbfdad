import { createHash } from 'node:crypto';
import { serveSimulatedThreatGrid } from '../../demo/threat-grid/serve-simulated-threat-grid.ts';
import { HANG, jsonAnswer, RESET } from '../../demo/xdr/fault.ts';
import type { Card } from '../../src/cards/card.ts';
import type { Form } from '../../src/cards/form.ts';
import { plainText } from '../../src/cards/plain-text.ts';
import { Failure } from '../../src/failure.ts';
import type { Reply } from '../../src/reply.ts';
import { dataDirectory, removeDirectories } from '../support/database.ts';
import { openRespondingRoom, people, type RespondingRoom } from '../support/responding-room.ts';
import { cardIn, formIn, member } from '../support/room.ts';

const url = 'http://pay.new.example.net/invoice?id=7';
const { anna, carl } = people;
let room: RespondingRoom;
beforeAll(async () => {
  room = await openRespondingRoom({
    client: 'everything',
    threatGrid: true,
    environment: { CHATOPS_ANALYSTS: 'slack:UANNA,slack:UBEN,slack:UCARL' },
  });
});
beforeEach(async () => {
  await room.idle();
  room.fresh();
});
afterAll(async () => {
  await room.stop();
  await removeDirectories();
});

const label = 'Submit to the sandbox…';
const look = (words: string, person = anna) => room.command(`sandbox ${words}`, { person });
const offered = ({ parts }: Card) =>
  parts.some((part) => part.part === 'buttons' && part.buttons.some(({ text }) => text === label));
let forms = 0;
/** Of a URL of its own: what became of the same before is told, and goes on while it is followed. */
const openForm = async (value = `${url}-${++forms}`, person = anna): Promise<Form> =>
  formIn(await room.press(label, cardIn(await look(value)), person));
const send = (form: Form, fields: Record<string, string> = {}, person = anna): Promise<Reply> =>
  room.submit(form, { reason: 'an invoice that nobody expected', inputa: 'o0', ...fields }, person);
/** The last card here; those of earlier tests are still followed. */
const last = () => {
  const here = room.cards().filter(({ ref }) => ref.place.channel === room.place().channel);
  const card = here.at(-1)?.card;
  return card ? plainText(card) : '';
};
const settled = async () => {
  await room.idle();
  return last();
};
const sent = () => room.grid.calls('submit');
const nameOf = (field: Form['fields'][number]) => field.name;

test('nothing found of a URL: button, form, private at first, sent once, followed to its score', async () => {
  const card = cardIn(await look(url));
  expect(card.headline).toMatch(/^Not found: hxxp/);
  const form = formIn(await room.press(label, card, anna));
  expect(form.fields.map(nameOf)).toEqual(['inputa', 'reason']);
  expect(form.fields[0]).toMatchObject({
    label: 'Who may see the report',
    initial: 'o0',
    options: [{ text: expect.stringMatching(/^Private/) }, { text: expect.stringMatching(/^Public/) }],
  });
  room.grid.submissions.setRun({ lastsMs: 30_000 });
  expect(await send(form)).toEqual({ kind: 'silence', reason: 'noted' });
  expect(await settled()).toMatch(/Threat Grid has taken it for analysis/);
  expect(sent()).toMatchObject([{ fields: { url, private: 'true', tags: 'xdr-chatops' } }]);

  room.pass(15_000);
  await room.until(() => /Threat Grid says “(?:Running|Being prepared)”/.test(last()));
  room.pass(60_000);
  await room.until(() => /Threat score 95 of 100/.test(last()));
  expect(last()).toMatch(/“Finished”/);
  expect(last()).toMatch(/ransomware-backup-deletion/);
  expect(sent()).toHaveLength(1);
  const [made] = room.grid.submissions.list().slice(-1);
  expect(made).toMatchObject({ url, private: true });
  expect((await room.audit()).map(({ event }) => event)).toEqual(
    expect.arrayContaining(['action.executing', 'action.done', 'action.ended']),
  );
});

test('public only when it is chosen', async () => {
  await send(await openForm(), { inputa: 'o1' });
  await settled();
  expect(sent()).toMatchObject([{ fields: { private: 'false' } }]);
});

test('a double click sends once', async () => {
  const form = await openForm();
  const [one, two] = await Promise.all([send(form), send(form)]);
  await settled();
  expect(sent()).toHaveLength(1);
  expect([one.kind, two.kind]).toContain('silence');
});

test('the same URL twice at once: the second is told that it is under way', async () => {
  const twice = `${url}-twice`;
  const first = await openForm(twice);
  room.grid.faults.always('submit', HANG);
  await send(first);
  await room.until(() => sent().length === 1);
  const second = await room.press(label, cardIn(await look(twice)), people.ben);
  const reply = second.kind === 'form' ? await send(second.form, {}, people.ben) : second;
  expect(plainText(cardIn(reply))).toMatch(/under way|already/i);
  room.grid.faults.clear();
  await settled();
  expect(sent()).toHaveLength(1);
});

test('an analyst sees the button, and is told that he may not; nothing is kept or sent', async () => {
  const card = cardIn(await look(url, carl));
  expect(offered(card)).toBe(true);
  const reply = await room.press(label, card, carl);
  expect(reply).toMatchObject({ kind: 'card', audience: 'asker', card: { data: { why: 'not-permitted' } } });
  expect(await room.refused()).toContain('not-permitted');
});

test('offered for URLs that nothing is known of, and for nothing else', async () => {
  for (const value of [
    'internetbadguys.com',
    'nobody-knows.example.net',
    `${'a'.repeat(63)}1`,
    'http://internetbadguys.com/pay/invoice.exe',
  ])
    expect(offered(cardIn(await look(value)))).toBe(false);
});

test('not offered where outsiders read', async () => {
  const reply = await room.command(`sandbox ${url}`, { person: anna, place: { ...room.place(), outsiders: true } });
  expect(offered(cardIn(reply))).toBe(false);
  const card = cardIn(await look(url));
  const pressed = await room.press(label, card, anna, { place: { ...room.place(), outsiders: true } });
  expect(pressed).toMatchObject({ kind: 'card', card: { data: { kind: 'refusal' } } });
  expect(sent()).toEqual([]);
});

test('no submissions left today: said with the time, and nothing is sent', async () => {
  const form = await openForm();
  room.grid.setQuota(0, 3_600);
  await send(form);
  expect(await settled()).toMatch(
    /Nothing was done\. Threat Grid takes nothing more just now; ask again after \d{4}-\d\d-\d\d \d\d:\d\d UTC/,
  );
  const anew = await room.press(label, cardIn(await look('http://pay.newer.example.net/')), anna);
  expect(plainText(cardIn(anew))).toMatch(/Threat Grid takes no more submissions today.*Try again after/s);
  expect(sent()).toEqual([]);
});

test('the quota cannot be asked: it is tried, and what Threat Grid says counts', async () => {
  room.grid.faults.always('rate-limit', jsonAnswer(500));
  await send(await openForm());
  expect(await settled()).toMatch(/Threat Grid has taken it for analysis/);
  expect(sent()).toHaveLength(1);
});

test.each([
  ['refused (400)', jsonAnswer(400, { error: { message: 'Invalid url' } }), /Nothing was done/],
  ['429', jsonAnswer(429, {}, { 'retry-after': '120' }), /Nothing was done\. Threat Grid takes nothing more/],
  ['401', jsonAnswer(401), /Nothing was done\. Threat Grid does not accept the key/],
  ['500', jsonAnswer(500), /no clear answer came/],
  ['a reset', RESET, /no clear answer came/],
])('%s: told as what it is, never sent again', async (_, fault, words) => {
  room.grid.faults.always('submit', fault);
  await send(await openForm());
  expect(await settled()).toMatch(words);
  expect(sent()).toHaveLength(1);
  room.pass(10 * 60_000);
  await room.careOnce();
  expect(sent()).toHaveLength(1);
});

test('a failed analysis is told as one', async () => {
  room.grid.submissions.setRun({ lastsMs: 10, ends: 'fail' });
  await send(await openForm());
  await settled();
  await room.until(() => {
    room.pass(1_000);
    return /“Failed”/.test(last());
  });
});

describe('a posted file', () => {
  const bytes = Buffer.from('MZ this is an invoice');
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const file = { handle: 'F1-secret-handle', name: 'invoice.exe', size: bytes.length };
  const ask = (more = {}) => room.command('sandbox', { person: anna, from: 'mention', files: [file], ...more });
  beforeEach(() => room.setFile(file.handle, bytes));

  test('is looked up by its hash, and then submitted as it is, from its platform', async () => {
    const card = cardIn(await ask());
    expect(card.headline).toContain(sha256);
    const form = formIn(await room.press(label, card, anna));
    expect(plainText(form.card)).toMatch(/Submit the file “invoice\[\.\]exe” to the sandbox/);
    await send(form);
    expect(await settled()).toMatch(/Threat Grid has taken it for analysis/);
    expect(sent()).toMatchObject([{ fields: { sample: `invoice.exe: ${bytes.length} bytes`, private: 'true' } }]);
    expect(room.grid.submissions.list().at(-1)).toMatchObject({ sha256 });
  });

  test('which the sandbox knows is shown, and not offered', async () => {
    room.grid.submissions.submit({ file: { name: 'x', bytes }, private: false, tags: [] });
    room.pass(60_000);
    const card = cardIn(await ask());
    expect(card.headline).toMatch(/^Threat score.*\(file invoice\.exe\)$/);
    expect(offered(card)).toBe(false);
  });

  test('of one person is read one at a time', async () => {
    room.setFile(file.handle, Buffer.alloc(20 * 1024 * 1024, 1)); // for longer than it takes to ask again
    const answers = (await Promise.all([ask(), ask()])).map(cardIn);
    expect(answers.filter(({ data }) => data?.kind === 'refusal')).toHaveLength(1);
    expect(cardIn(await ask()).data?.kind).not.toBe('refusal');
  });

  test('that is gone when it is to be sent is not sent, with a sentence', async () => {
    const form = formIn(await room.press(label, cardIn(await ask()), anna));
    room.setFile(file.handle, new Failure('place-gone', 'deleted'));
    await send(form);
    expect(await settled()).toMatch(/Nothing was done\. The file is not there any more; post it again/);
    expect(sent()).toEqual([]);
  });

  test('that was replaced since it was confirmed is not submitted, also when the new one was read meanwhile', async () => {
    const form = formIn(await room.press(label, cardIn(await ask()), anna));
    room.setFile(file.handle, Buffer.from('MZ this is something else'));
    await ask({ person: people.ben });
    const before = room.grid.submissions.list().length;
    await send(form);
    expect(await settled()).toMatch(
      /Nothing was done\. The file is not the one any more that was confirmed: nothing was submitted/,
    );
    expect(room.grid.submissions.list()).toHaveLength(before);
  });

  test('is offered for a day, and in its own conversation alone', async () => {
    const card = cardIn(await ask());
    const elsewhere = await room.press(label, card, anna, { place: { ...room.place(), channel: 'COTHER' } });
    expect(elsewhere).toMatchObject({ kind: 'card', card: { data: { why: 'expired' } } });
    room.pass(25 * 60 * 60_000);
    const late = await room.press(label, card, anna);
    expect(late).toMatchObject({ kind: 'card', card: { data: { why: 'expired' } } });
  });

  test('its handle stands nowhere in the database as it is', async () => {
    const form = formIn(await room.press(label, cardIn(await ask()), anna));
    await send(form);
    await settled();
    const tables = await room.query<{ name: string }>(
      "select schemaname || '.' || tablename as name from pg_tables where schemaname in ('public', 'pgboss')",
    );
    for (const { name } of tables) {
      const rows = await room.query<{ row: string }>(`select t::text as row from ${name} t`);
      expect([name, rows.some(({ row }) => row.includes(file.handle))]).toEqual([name, false]);
    }
  });

  test('that is posted in the room is offered on its card', async () => {
    room.xdr.setVerdict('Secure Endpoint', { type: 'sha256', value: sha256 }, { disposition: 'Malicious' });
    await room.say('who knows this?', { files: [file] });
    await room.until(() => room.cards().some(({ card }) => offered(card)));
    const card = room.cards().find((one) => offered(one.card))!.card;
    const form = formIn(await room.press(label, card, anna));
    await send(form);
    expect(await settled()).toMatch(/Threat Grid has taken it for analysis/);
    expect(room.grid.submissions.list().at(-1)).toMatchObject({ sha256 });
  });

  test('two at once are one too many', async () => {
    expect(cardIn(await ask({ files: [file, { ...file, handle: 'F2' }] })).data).toMatchObject({ kind: 'refusal' });
  });
});

test('a guest who presses is refused', async () => {
  const guest = member('UGUEST', { standing: 'guest' });
  room.setPerson(guest);
  const reply = await room.press(label, cardIn(await look(url)), guest);
  expect(reply).toMatchObject({ card: { data: { why: 'not-permitted' } } });
});

test('the policy forbids submissions: nothing is offered, and a button from before leads nowhere', async () => {
  const strict = await openRespondingRoom({
    client: 'everything',
    threatGrid: true,
    policy: 'version: 1\ncategories:\n  submission: { allow: false }\n',
    environment: { CHATOPS_ANALYSTS: 'slack:UANNA' },
  });
  try {
    const card = cardIn(await strict.command(`sandbox ${url}`, { person: anna }));
    expect(card.headline).toMatch(/^Not found/);
    expect(offered(card)).toBe(false);
    const before = cardIn(await look(url));
    expect(offered(before)).toBe(true);
    const pressed = await strict.press(label, before, anna);
    expect(plainText(cardIn(pressed))).toMatch(/policy/i);
    expect(strict.grid.calls('submit')).toEqual([]);
  } finally {
    await strict.stop();
  }
});

test('with an approval: sent when somebody else has approved', async () => {
  const two = await openRespondingRoom({
    client: 'everything',
    threatGrid: true,
    policy: 'version: 1\ncategories:\n  submission: { approvals: 1 }\n',
    environment: { CHATOPS_ANALYSTS: 'slack:UANNA' },
  });
  try {
    const card = cardIn(await two.command(`sandbox ${url}`, { person: anna }));
    const form = formIn(await two.press(label, card, anna));
    await two.submit(form, { reason: 'because', inputa: 'o0' }, anna);
    expect(await two.settled()).toMatch(/1 approval still needed/);
    expect(two.grid.calls('submit')).toEqual([]);
    await two.press('Approve', two.card(), people.ben);
    expect(await two.settled()).toMatch(/Threat Grid has taken it for analysis/);
    expect(two.grid.calls('submit')).toHaveLength(1);
  } finally {
    await two.stop();
  }
});

test('followed over a restart, and sent once', async () => {
  const served = await serveSimulatedThreatGrid();
  const environment = {
    CHATOPS_ANALYSTS: 'slack:UANNA',
    DATA_DIR: await dataDirectory(),
    THREATGRID_API_KEY: served.threatGrid.key,
    THREATGRID_URL: served.threatGrid.origin,
  };
  const first = await openRespondingRoom({ client: 'everything', environment });
  const card = cardIn(await first.command(`sandbox ${url}`, { person: anna }));
  const form = formIn(await first.press(label, card, anna));
  await first.submit(form, { reason: 'because', inputa: 'o0' }, anna);
  expect(await first.settled()).toMatch(/Threat Grid has taken it/);
  await first.stop();

  const second = await openRespondingRoom({ client: 'everything', environment });
  try {
    second.pass(3_600_000);
    const ended = () => second.texts().some((text) => /Threat Grid says/.test(text));
    await second.until(ended);
    expect(served.grid.calls('submit')).toHaveLength(1);
  } finally {
    await second.stop();
    await served.close();
  }
});
