import { TRUNCATED } from '../../demo/xdr/fault.ts';
import { plainText } from '../../src/cards/plain-text.ts';
import { cardIn, formIn } from '../support/room.ts';
import { openRespondingRoom, people, type RespondingRoom } from '../support/responding-room.ts';

let room: RespondingRoom;
const started = () => room.xdr.automation.runs();

beforeAll(async () => {
  room = await openRespondingRoom();
});
afterAll(() => room.stop());
beforeEach(() => room.fresh());

/** Asks for a workflow by name and opens its form. */
const formOf = async (name: string, person = people.anna) => {
  const card = cardIn(await room.command(`workflow run ${name}`, { person }));
  return formIn(await room.press('Run:', card, person));
};
const run = async (name: string, fields: Readonly<Record<string, string>> = {}, person = people.anna) => {
  const form = await formOf(name, person);
  const reply = await room.submit(form, { reason: 'because', ...fields }, person);
  expect(reply).toEqual({ kind: 'silence', reason: 'noted' });
  return form;
};
/** Lets time go by until the last card says so. */
const until = async (said: string | RegExp, step = 2_000) => {
  for (let tries = 0; tries < 200; tries++) {
    if (room.cards().length > 0 && (typeof said === 'string' ? room.last().includes(said) : said.test(room.last()))) return;
    room.pass(step);
    await new Promise((done) => setTimeout(done, 100));
  }
  throw new Error(`not said: ${said}; but ${room.last()}`);
};

test('a workflow is listed, its form opened, started once, and followed to its end', async () => {
  const list = cardIn(await room.command('workflow list block', { person: people.anna }));
  expect(plainText(list)).toContain('1 · Block address at the firewall');
  const form = formIn(await room.press('Run: Block address', list, people.anna));
  expect(form.fields.map(({ label }) => label)).toEqual(['address', 'Reason']);
  await room.submit(form, { reason: 'scanning us', inputa: '192.0.2.7' }, people.anna);
  await until('Succeeded');
  expect(room.cards()).toHaveLength(1);
  expect(room.last()).toContain('result: blocked 192.0.2[.]7');
  expect(room.last()).toContain('address');
  expect(started()).toEqual([expect.objectContaining({ given: { address: '192.0.2.7' } })]);
  expect((await room.audit()).map(({ event }) => event).slice(-4)).toEqual([
    'action.confirmed',
    'action.executing',
    'action.done',
    'action.ended',
  ]);
});

test('truncated answer: unknown', async () => {
  room.xdr.faults.next('workflow-start', TRUNCATED);
  await run('block address', { inputa: '192.0.2.8' });
  await until('Outcome unknown');
  expect(started()).toHaveLength(1);
});
