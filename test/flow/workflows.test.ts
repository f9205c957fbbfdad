import { jsonAnswer, TRUNCATED } from '../../demo/xdr/fault.ts';
import type { Form } from '../../src/cards/form.ts';
import { plainText } from '../../src/cards/plain-text.ts';
import type { Log } from '../../src/log.ts';
import { openRespondingRoom, people, type RespondingRoom } from '../support/responding-room.ts';
import { cardIn, formIn } from '../support/room.ts';

const logged: string[] = [];
const note = (...given: unknown[]) => void logged.push(JSON.stringify(given));
const log: Log = { debug: note, info: note, warn: note, error: note };

let room: RespondingRoom;
const runs = () => room.xdr.automation.runs();
const starts = () => room.xdr.calls.list().filter(({ service }) => service === 'workflow-start');

beforeAll(async () => {
  room = await openRespondingRoom({ log });
});
afterAll(() => room.stop());
beforeEach(() => room.fresh());

/** Asks for a workflow by its name and opens its form. */
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
/** Lets time go by until a card says so. */
const until = async (said: string, step = 2_000) => {
  for (let tries = 0; tries < 300; tries++) {
    if (room.texts().some((text) => text.includes(said))) return;
    room.pass(step);
    await new Promise((done) => setTimeout(done, 100));
  }
  throw new Error(`not said: ${said}; but ${room.texts().join('\n---\n')}`);
};
const events = async () => (await room.audit()).map(({ event }) => event);
const refusedIn = async (words: string, person = people.anna) =>
  plainText(cardIn(await room.command(words, { person })));

describe('a run', () => {
  test('is found in the list, confirmed in a form, started once, and followed to its end', async () => {
    const list = cardIn(await room.command('workflow list block', { person: people.anna }));
    expect(plainText(list)).toContain('1 · Block address at the firewall');
    const form = formIn(await room.press('Run: Block address', list, people.anna));
    expect(form.fields.map(({ label }) => label)).toEqual(['address', 'Reason']);
    await room.submit(form, { reason: 'scanning us', inputa: '192.0.2.7' }, people.anna);
    await until('Succeeded');
    expect(room.cards()).toHaveLength(1);
    expect(room.last()).toContain('address: 192.0.2[.]7');
    expect(room.last()).toContain('XDR Automation says “success”.\nresult: blocked 192.0.2[.]7\n');
    expect(runs()).toEqual([expect.objectContaining({ given: { address: '192.0.2.7' } })]);
    expect((await events()).slice(-4)).toEqual(['action.confirmed', 'action.executing', 'action.done', 'action.ended']);
    const updates = room.cards()[0]!.updates;
    room.pass(600_000);
    await room.careOnce();
    expect(room.cards()[0]!.updates).toBe(updates);
    // List, workflow and configuration for the form; configuration and start; looks.
    const calls = room.xdr.calls.list().map(({ service }) => service);
    expect(calls.filter((one) => !['token', 'instance'].includes(one))).toEqual([
      'workflows',
      'workflow',
      'start-config',
      'start-config',
      'workflow-start',
    ]);
    const [{ id } = { id: '' }] = runs();
    expect(room.xdr.calls.list().filter(({ path }) => path.endsWith(`/instances/${id}`)).length).toBeLessThanOrEqual(4);
  });

  test('is started once when the form is sent twice, and when two send forms for the same', async () => {
    const form = await formOf('block address');
    const other = await formOf('block address', people.ben);
    const fields = { reason: 'because', inputa: '192.0.2.8' };
    const replies = await Promise.all([
      room.submit(form, fields, people.anna),
      room.submit(form, fields, people.anna),
      room.submit(other, fields, people.ben),
    ]);
    expect(replies.filter(({ kind }) => kind === 'silence')).toHaveLength(1);
    await until('Succeeded');
    expect(starts()).toHaveLength(1);
  });

  test('with other inputs is another, which nothing holds up', async () => {
    await run('block address', { inputa: '192.0.2.9' });
    await run('block address', { inputa: '192.0.2.10' });
    await until('blocked 192.0.2[.]9');
    await until('blocked 192.0.2[.]10');
    expect(runs().map(({ given }) => given['address'])).toEqual(['192.0.2.9', '192.0.2.10']);
  });

  test('whose answer is lost is unknown, and not started again', async () => {
    room.xdr.faults.next('workflow-start', TRUNCATED);
    await run('block address', { inputa: '192.0.2.11' });
    await until('Outcome unknown');
    expect(room.last()).toContain('Look in XDR Automation whether it was done');
    room.pass(300_000);
    await room.careOnce();
    expect(starts()).toHaveLength(1);
  });

  test('whose process died at the call is unknown, and not started again', async () => {
    room.xdr.setLatency('workflow-start', 1_500);
    await run('block address', { inputa: '192.0.2.12' });
    await room.until(() => room.texts().some((text) => text.includes('Starting')));
    // As if another process had stored that it makes the call, and had died.
    await room.query(
      `update action_requests set facts = facts || '{"executor":"another"}', changed_at = $1
      where state = 'executing'`,
      [new Date(room.now() - 30 * 60_000)],
    );
    await until('Outcome unknown', 60_000);
    await new Promise((done) => setTimeout(done, 2_000));
    expect(room.last()).toContain('Outcome unknown');
    expect(runs().length).toBeLessThanOrEqual(1);
  });

  test('that fails says why, and can be asked for again with what was given before', async () => {
    await run('quarantine switch port', { inputa: 'Gi1/0/7', typed: 'Quarantine switch port' });
    await until('Failed');
    expect(room.last()).toContain('The switch did not answer: connection timed out');
    expect((await room.audit()).at(-1)).toMatchObject({
      event: 'action.ended',
      outcome: expect.stringContaining('failed'),
    });
    const form = formIn(await room.press('Ask again', room.card(), people.ben));
    expect(form.fields[0]).toMatchObject({ initial: 'Gi1/0/7' });
    const fields = { reason: 'again', inputa: 'Gi1/0/7', typed: 'quarantine switch port' };
    expect(await room.submit(form, fields, people.ben)).toEqual({ kind: 'silence', reason: 'noted' });
    await room.until(() => runs().length === 2);
  });

  test('that takes long is looked at with growing waits', async () => {
    await run('full disk scan', { inputa: 'ws-042' });
    await until('Running');
    await until('Succeeded', 20_000);
    expect(room.last()).toContain('findings: 0');
    const [{ id } = { id: '' }] = runs();
    const looks = room.xdr.calls.list().filter(({ path }) => path.endsWith(`/instances/${id}`));
    expect(looks.length).toBeLessThan(20);
  });

  test('with a long output shows its beginning', async () => {
    const lines = Array.from({ length: 30 }, (_, at) => `step ${at + 1}`).join('\n');
    room.xdr.automation.add({
      ...room.xdr.automation.workflows()[0]!,
      id: 'definition_workflow_02LONG',
      name: 'Collect logs',
      variables: [],
      course: { endsAfter: 6_000, ends: 'success', output: () => [['log', lines]] },
    });
    await run('collect logs');
    await until('Succeeded');
    expect(room.last()).toMatch(/log: step 1[\s\S]*lines more, in XDR Automation/);
  });

  test('is refused by XDR: nothing was done, and its words are told', async () => {
    room.xdr.faults.next('workflow-start', jsonAnswer(412, { code: 412, message: 'No', description: 'it is locked' }));
    await run('block address', { inputa: '192.0.2.13' });
    await until('Not run');
    expect(room.last()).toContain('It says: No: it is locked');
    expect(runs()).toEqual([]);
  });

  test('needs the scope', async () => {
    room.xdr.setScopes(room.xdr.client('responder').id, 'response');
    room.xdr.revokeTokens();
    expect(await refusedIn('workflow list')).toContain('ao:read');
    room.xdr.setScopes(room.xdr.client('responder').id, undefined);
  });
});

describe('ten starts a minute', () => {
  test('the eleventh waits visibly, and begins by itself, once', async () => {
    const list = cardIn(await room.command('workflow list block', { person: people.anna }));
    const forms: Form[] = [];
    const of = (at: number) => (at < 6 ? people.anna : people.ben);
    for (let at = 0; at < 11; at++) {
      forms.push(formIn(await room.press('Run:', list, of(at))));
      room.pass(20_000);
    }
    await Promise.all(
      forms.map((form, at) => room.submit(form, { reason: 'because', inputa: `198.51.100.${at + 1}` }, of(at))),
    );
    await room.until(() => room.texts().filter((text) => /^SIMULATED\n(?:Started|Running)/.test(text)).length === 10);
    await room.until(() => room.texts().some((text) => text.includes('this one begins at')));
    expect(starts()).toHaveLength(10);
    expect(room.texts().filter((text) => text.includes('Waiting for XDR Automation'))).toHaveLength(1);
    await until('blocked 198.51.100[.]11', 10_000);
    expect(runs()).toHaveLength(11);
    expect(starts().every(({ status }) => status === 202)).toBe(true);
  });

  test('the ninth of one person waits, and somebody else begins at once', async () => {
    const list = cardIn(await room.command('workflow list block', { person: people.anna }));
    const forms: Form[] = [];
    for (let at = 1; at <= 9; at++) {
      forms.push(formIn(await room.press('Run:', list, people.anna)));
      room.pass(20_000);
    }
    await Promise.all(
      forms.map((form, at) => room.submit(form, { reason: 'because', inputa: `198.51.100.${at + 1}` }, people.anna)),
    );
    await room.until(() => room.texts().some((text) => text.includes('one person gets 8 of them; this one begins at')));
    await room.until(() => runs().length === 8);
    await run('block address', { inputa: '198.51.100.99' }, people.ben);
    await room.until(() => runs().length === 9);
    expect(runs().at(-1)).toMatchObject({ given: { address: '198.51.100.99' } });
    await until('blocked 198.51.100[.]9\n', 10_000);
  });
});

test('a sixth waiting start of one person is refused, with a sentence', async () => {
  const list = cardIn(await room.command('workflow list block', { person: people.anna }));
  const forms: Form[] = [];
  for (let at = 1; at <= 14; at++) {
    forms.push(formIn(await room.press('Run:', list, people.anna)));
    room.pass(20_000);
  }
  await Promise.all(
    forms.map((form, at) => room.submit(form, { reason: 'because', inputa: `198.51.100.${at + 1}` }, people.anna)),
  );
  await room.until(() => room.texts().some((text) => text.includes('You have 5 starts that wait already')));
  await room.until(() => room.texts().filter((text) => text.includes('this one begins at')).length === 5);
  for (let tries = 0; runs().length < 13 && tries < 300; tries++) {
    room.pass(10_000);
    await new Promise((done) => setTimeout(done, 100));
  }
  expect(runs()).toHaveLength(13);
});

describe('inputs', () => {
  const secret = 'hunter2-Zx9!token';
  const good = { inputa: 'ws-042', inputb: '3', inputc: 'o1', inputd: 'no', inpute: secret, typed: 'Isolate host' };

  const formOfHost = async () => {
    const list = cardIn(await room.command('workflow list isolate host', { person: people.anna }));
    return formIn(await room.press('Run: Isolate host', list, people.anna));
  };

  test('are asked for by their types, checked, kept when something is wrong; a secret is never given back', async () => {
    const form = await formOfHost();
    expect(form.fields.map(({ field, name, label }) => `${field} ${name} ${label}`)).toEqual([
      'text inputa hostname',
      'text inputb days',
      'choice inputc severity',
      'choice inputd notify owner (optional)',
      'text inpute console token',
      'text reason Reason',
      'text typed Type its name to confirm: Isolate host',
    ]);
    const wrong = { ...good, inputa: ' ', inputb: '1.5', inputc: '', typed: 'isolate', reason: 'malware' };
    const again = formIn(await room.submit(form, wrong, people.anna));
    expect(again.fields.map((field) => field.wrong ?? '')).toEqual([
      'This is needed.',
      'Write a whole number, such as 12.',
      'This is needed.',
      '',
      '',
      '',
      expect.stringContaining('not the name'),
    ]);
    expect(again.fields[1]).toMatchObject({ initial: '1.5' });
    expect(again.fields[3]).toMatchObject({ initial: 'no' });
    expect(JSON.stringify(again)).not.toContain(secret);
    expect(runs()).toEqual([]);
  });

  test('reach XDR as their types; a secret stands nowhere else, and is forgotten', async () => {
    const form = await formOfHost();
    room.xdr.setLatency('start-config', 800);
    await room.submit(form, { ...good, reason: 'malware' }, people.anna);
    const kept = await room.query<{ sealed: string }>('select sealed from action_secrets');
    expect(kept).toHaveLength(1);
    const everything = async () => {
      const tables = await room.query<{ name: string }>(
        `select quote_ident(table_schema) || '.' || quote_ident(table_name) as name from information_schema.tables
         where table_schema in ('public', 'pgboss') and table_type = 'BASE TABLE'`,
      );
      const rows = await Promise.all(tables.map(({ name }) => room.query(`select t::text as row from ${name} t`)));
      return JSON.stringify(rows);
    };
    expect(await everything()).not.toContain(secret);
    await until('Succeeded');
    expect(runs()).toEqual([
      expect.objectContaining({
        given: { hostname: 'ws-042', days: 3, severity: 'medium', 'notify owner': false, 'console token': secret },
      }),
    ]);
    expect(await room.query('select 1 from action_secrets')).toEqual([]);
    const said = [await everything(), JSON.stringify(room.cards()), logged.join('\n')];
    for (const one of said) expect(one).not.toContain('hunter2');
    expect(room.last()).toContain('console token: given, and not shown');
    expect(room.last()).toContain('severity: medium');
    // What it wrote into its output may be the secret in other writing.
    expect(room.last()).toContain('What XDR said is left out, since a secret was sent with it.');
    expect(room.last()).not.toMatch(/isolated|log: step/);
    const [confirmed] = (await room.audit()).filter(({ event }) => event === 'action.confirmed').slice(-1);
    expect(confirmed).toMatchObject({
      details: { 'input hostname': 'ws-042', 'input severity': 'medium', 'input console token': '(secret)' },
    });
  });

  test('that an error of XDR may quote in whatever writing leave its words out, when one is secret', async () => {
    const echo = `token ${encodeURIComponent(`${secret}"`).slice(0, 12)}`;
    room.xdr.faults.next('workflow-start', jsonAnswer(400, { message: 'bad value', description: echo }));
    await room.submit(await formOfHost(), { ...good, reason: 'malware' }, people.anna);
    await until('Not run');
    expect(room.last()).toContain('an input does not fit. What XDR said is left out, since a secret was sent with it.');
    expect(room.last()).not.toContain('bad value');
    expect(JSON.stringify([room.cards(), await room.audit()])).not.toContain('hunter2');
    expect(logged.join('\n')).not.toContain('hunter2');
    expect(await room.query('select 1 from action_secrets')).toEqual([]);
    // Asked for again, it is asked for anew.
    const form = formIn(await room.press('Ask again', room.card(), people.anna));
    expect(form.fields[0]).toMatchObject({ initial: 'ws-042' });
    expect(form.fields[4]).not.toHaveProperty('initial');
    const { inpute: _, ...without } = good;
    const reply = formIn(await room.submit(form, { ...without, reason: 'r' }, people.anna));
    expect(reply.fields[4]).toMatchObject({ wrong: 'This is needed.' });
  });

  test('that have changed in XDR since the form was opened are not sent', async () => {
    const form = await formOf('block address');
    const { id } = room.xdr.automation.workflows()[0]!;
    room.xdr.faults.next(
      'start-config',
      jsonAnswer(200, { id, input_variables: [{ id: 'other', type: 'datatype.string', properties: { name: 'x' } }] }),
    );
    await room.submit(form, { reason: 'because', inputa: '192.0.2.14' }, people.anna);
    await until('Its inputs have changed since');
    expect(starts()).toEqual([]);
  });
});

describe('what is meant', () => {
  test.each([
    ['a name that two have', 'workflow run notify owner', '“notify owner” names 2 workflows'],
    ['words that several hold', 'workflow run isolate', 'names 2 workflows'],
    ['a name in quotation marks', 'workflow run “Notify owner”', 'names 2 workflows'],
    ['a name that none has', 'workflow run reboot everything', 'has no workflow “reboot everything”'],
    ['an id that none has', 'workflow run 02NOBODY0KNOWS0THIS0WORKFLOW0', 'has no workflow'],
    ['one that needs a target', 'workflow run restart sensor', 'needs a target to be chosen (endpoint[.]target)'],
    ['one that needs a table', 'workflow run import indicators', 'of a type that cannot be asked for here (table)'],
    ['one that is not valid', 'workflow run isolate host (draft)', 'is not valid'],
    ['nothing', 'workflow run', 'workflow run <name or id>'],
    ['another word', 'workflow stop', 'workflow list [text]'],
  ])('%s', async (_, words, said) => {
    expect(await refusedIn(words)).toContain(said);
    expect(starts()).toEqual([]);
  });

  test('in a conversation with one person as well, under the policy as everywhere', async () => {
    const place = { ...room.place(), channel: 'DANNA', kind: 'direct' as const };
    const list = cardIn(await room.command('workflow list full disk', { person: people.anna, place }));
    const form = formIn(await room.press('Run:', list, people.anna, { place }));
    expect(form.card.headline).toContain('Full disk scan');
  });

  test('by its id, whatever it is called', async () => {
    const { id, name } = room.xdr.automation.workflows()[1]!;
    expect(await refusedIn(`workflow run ${id}`)).toContain(`Workflow: ${name}`);
  });

  test('nothing is for who may not: not the list, not the button, not the form of another', async () => {
    expect(await refusedIn('workflow list', people.carl)).toContain('is for responders');
    const list = cardIn(await room.command('workflow list block', { person: people.anna }));
    expect(plainText(cardIn(await room.press('Run:', list, people.carl)))).toContain('is for responders');
    const form = await formOf('block address');
    expect(plainText(cardIn(await room.submit(form, { reason: 'r', inputa: 'x' }, people.carl)))).toContain(
      'Not permitted',
    );
    expect(plainText(cardIn(await room.submit(form, { reason: 'r', inputa: 'x' }, people.ben)))).toContain('Not yours');
    expect(runs()).toEqual([]);
  });

  test('where outsiders may read nothing is run', async () => {
    const place = { ...room.place(), outsiders: true };
    const list = cardIn(await room.command('workflow list block', { person: people.anna, place }));
    const reply = cardIn(await room.press('Run:', list, people.anna, { place }));
    expect(plainText(reply)).toContain('Not here');
  });
});

describe('where the policy wants an approval', () => {
  let strict: RespondingRoom;
  beforeAll(async () => {
    strict = await openRespondingRoom({
      policy: 'version: 1\ncategories: { workflow: { approvals: 1 }, isolation: { allow: false } }\n',
    });
  });
  afterAll(() => strict.stop());

  test('a second person approves before it is started, who asked cannot', async () => {
    const list = cardIn(await strict.command('workflow list', { person: people.anna }));
    expect(plainText(list)).toContain('Block address at the firewall  1 approval');
    expect(plainText(list)).toContain('Isolate host  Forbidden by the policy');
    const form = formIn(await strict.press('Run: Block address', list, people.anna));
    await strict.submit(form, { reason: 'scanning us', inputa: '192.0.2.20' }, people.anna);
    await strict.until(() => strict.texts().some((text) => text.includes('Waiting for 1 approval')));
    expect(strict.last()).toContain('address: 192.0.2[.]20');
    expect(plainText(cardIn(await strict.press('Approve', strict.card(), people.anna)))).toContain('somebody else has');
    expect(strict.xdr.automation.runs()).toEqual([]);
    await strict.press('Approve', strict.card(), people.ben);
    await strict.until(() => strict.xdr.automation.runs().length === 1);
    await strict.until(() => strict.last().includes('XDR Automation started the workflow'));
    expect(strict.xdr.automation.runs()[0]).toMatchObject({ given: { address: '192.0.2.20' } });
  });

  test('answers to tasks want it too', async () => {
    const form = async () => {
      const tasks = cardIn(await strict.command('workflow tasks', { person: people.ben }));
      return formIn(await strict.press('Approve', tasks, people.ben));
    };
    const { id } = strict.xdr.automation.workflows()[2]!;
    const card = cardIn(await strict.command(`workflow run ${id}`, { person: people.anna }));
    const start = formIn(await strict.press('Run:', card, people.anna));
    await strict.submit(start, { reason: 'r', inputa: 'vera@example.com' }, people.anna);
    await strict.until(() => strict.last().includes('Waiting for 1 approval'));
    await strict.press('Approve', strict.card(), people.ben);
    await strict.until(() => strict.xdr.automation.runs().length === 2);
    strict.pass(5_000);
    await strict.submit(await form(), { reason: 'asked her' }, people.ben);
    await strict.until(() => /Waiting for 1 approval: Approve/.test(strict.last()));
    expect(strict.xdr.automation.tasks()[0]).not.toHaveProperty('answered');
    await strict.press('Approve', strict.card(), people.anna);
    await strict.until(() => strict.xdr.automation.tasks()[0]?.answered?.response === 'Approve');
  });
});

describe('tasks', () => {
  const waiting = async (name: string, fields: Readonly<Record<string, string>>) => {
    await run(name, fields);
    await until('It may wait for an answer');
    return cardIn(await room.command('workflow tasks', { person: people.ben }));
  };

  test.each([
    ['Approve', 'Succeeded', 'result: rule deleted'],
    ['Reject', 'Failed', 'The approval was rejected'],
  ])('%s: the answer goes to XDR once, with the reason, and the run goes on', async (answer, word, said) => {
    const tasks = await waiting('delete mailbox rule', { inputa: 'vera@example.com' });
    expect(plainText(tasks)).toContain('1 · Approve: Delete mailbox rule');
    // What is approved is read before, in the list and above the form.
    expect(plainText(tasks)).toContain('vera[@]example[.]com');
    const form = formIn(await room.press(answer, tasks, people.ben));
    const asked = plainText(form.card);
    expect(asked).toContain(`Confirm: ${answer} “Approve: Delete mailbox rule”`);
    expect(asked).toContain('It says: Deletes a rule when a person has approved it.');
    expect(asked).toContain('The answer is sent at once when you confirm');
    const sent = { reason: 'asked her' };
    const replies = await Promise.all([room.submit(form, sent, people.ben), room.submit(form, sent, people.ben)]);
    expect(replies.filter(({ kind }) => kind === 'silence')).toHaveLength(1);
    await until('Answered');
    await until(word);
    expect(room.texts().join('\n')).toContain(said);
    expect(room.xdr.automation.tasks()).toEqual([
      expect.objectContaining({ answered: expect.objectContaining({ response: answer, message: 'asked her' }) }),
    ]);
    expect(room.xdr.calls.list().filter(({ service }) => service === 'task-answer')).toHaveLength(1);
    expect(await refusedIn('workflow tasks')).toContain('no workflow waits for an answer');
    // Whoever comes later, with the list or a form from before, is told who has answered, and sends nothing.
    const late = plainText(cardIn(await room.press(answer === 'Approve' ? 'Reject' : 'Approve', tasks, people.ben)));
    expect(late).toContain('Answered already: this task has been answered from here');
    expect(late).toContain(`${answer} “Approve: Delete mailbox rule” (XDR Automation), asked for by Ben`);
    expect(room.xdr.calls.list().filter(({ service }) => service === 'task-answer')).toHaveLength(1);
    expect((await room.refused()).at(-1)).toBe('answered');
  });

  test('two decide with both forms open: the first decides, the other is told who, and not what was typed', async () => {
    const tasks = await waiting('open change ticket', {});
    const others = cardIn(await room.command('workflow tasks', { person: people.anna }));
    const first = formIn(await room.press('Answer', tasks, people.ben));
    const second = formIn(await room.press('Answer', others, people.anna));
    await room.submit(first, { inputa: 'o1', inputb: 'tonight', reason: 'as agreed' }, people.ben);
    const sent = { inputa: 'o0', inputb: 'now', reason: 'mine' };
    const early = plainText(cardIn(await room.submit(second, sent, people.anna)));
    expect(early).toMatch(/answered once|has been answered from here/);
    await until('ticket: CHG0000042');
    const late = plainText(cardIn(await room.submit(second, sent, people.anna)));
    expect(late).toContain('Answered already');
    for (const told of [early, late]) {
      expect(told).toContain('Answer “Which team? (Open change ticket)” (XDR Automation), asked for by Ben');
      expect(told).not.toMatch(/tonight|as agreed/);
    }
    expect(room.xdr.calls.list().filter(({ service }) => service === 'task-answer')).toHaveLength(1);
  });

  test('what somebody has answered in XDR meanwhile is told as that', async () => {
    const tasks = await waiting('delete mailbox rule', { inputa: 'vera@example.com' });
    const [{ id } = { id: '' }] = room.xdr.automation.tasks();
    room.xdr.automation.answer(id, { response: 'Reject', message: 'no' });
    await room.submit(formIn(await room.press('Approve', tasks, people.ben)), { reason: 'r' }, people.ben);
    await until('Somebody has answered it before: “Reject”. This answer was not taken.');
    expect(room.texts().join('\n')).toContain('Nothing was done.');
  });

  test('a question is answered by what it asks for', async () => {
    const tasks = await waiting('open change ticket', {});
    const form = formIn(await room.press('Answer', tasks, people.ben));
    expect(form.fields.map(({ label }) => label)).toEqual(['Team', 'Window', 'Reason']);
    await room.submit(form, { inputa: 'o1', inputb: 'tonight', reason: 'as agreed' }, people.ben);
    await until('ticket: CHG0000042');
    expect(room.xdr.automation.tasks()[0]).toMatchObject({
      answered: { prompt: { Team: 'Endpoint', Window: 'tonight' }, message: 'as agreed' },
    });
  });

  test('who began the run may reject, and is neither offered nor allowed to approve', async () => {
    const tasks = await waiting('delete mailbox rule', { inputa: 'vera@example.com' });
    const own = cardIn(await room.command('workflow tasks', { person: people.anna }));
    expect(plainText(own)).toContain('who asked for this list began the run, somebody else approves it');
    expect(() => room.press('Approve', own, people.anna)).toThrow('no button');
    expect(formIn(await room.press('Reject', own, people.anna)).fields).toHaveLength(1);
    // Whose list it is not is told which command brings his own.
    expect(plainText(cardIn(await room.press('Reject', own, people.ben)))).toContain('/xdr workflow tasks');
    // As if it had become known only after the list, and then after the form, that he has begun it.
    const form = formIn(await room.press('Approve', tasks, people.ben));
    await room.query(
      `update action_requests set facts = jsonb_set(facts, '{requester,id}', '"UBEN"')
       where facts->'result'->>'made' is not null`,
    );
    const refused = cardIn(await room.press('Approve', tasks, people.ben));
    expect(plainText(refused)).toContain('Who began the run does not approve what it waits for');
    await room.submit(form, { reason: 'r' }, people.ben);
    await until('Not run');
    expect(room.texts().join('\n')).toContain('Who began the run does not approve what it waits for');
    expect(room.xdr.calls.list().filter(({ service }) => service === 'task-answer')).toEqual([]);
  });

  test('what XDR asks of a run that was given a secret is left out: it may quote it', async () => {
    await waiting('delete mailbox rule', { inputa: 'vera@example.com' });
    await room.query(`update action_requests set facts = jsonb_set(facts, '{hidden}', '["mailbox"]')`);
    const tasks = plainText(cardIn(await room.command('workflow tasks', { person: people.ben })));
    expect(tasks).toContain('What XDR said is left out');
    expect(tasks).not.toContain('vera');
  });

  test('two different answers to one question are not under way together', async () => {
    const tasks = await waiting('open change ticket', {});
    const [one, other] = [
      formIn(await room.press('Answer', tasks, people.ben)),
      formIn(await room.press('Answer', tasks, people.ben)),
    ];
    room.xdr.setLatency('task-answer', 1_500);
    await room.submit(one, { inputa: 'o1', inputb: 'tonight', reason: 'r' }, people.ben);
    const reply = await room.submit(other, { inputa: 'o0', inputb: 'now', reason: 'r' }, people.ben);
    expect(reply.kind).not.toBe('silence');
    await until('Answered');
    expect(room.xdr.calls.list().filter(({ service }) => service === 'task-answer')).toHaveLength(1);
  });

  test('an answer that is lost is unknown, and sent by nobody again before somebody has looked', async () => {
    const tasks = await waiting('delete mailbox rule', { inputa: 'vera@example.com' });
    room.xdr.faults.next('task-answer', TRUNCATED);
    await room.submit(formIn(await room.press('Approve', tasks, people.ben)), { reason: 'r' }, people.ben);
    await until('Outcome unknown');
    const answers = () => room.xdr.calls.list().filter(({ service }) => service === 'task-answer').length;
    const { card } = room.cards().find(({ card }) => card.headline.startsWith('Outcome unknown'))!;
    expect(plainText(card)).toContain('Nobody sends it again from here. Look in XDR Automation whether');
    expect(() => room.press('Ask again', card, people.ben)).toThrow('no button');
    const other = cardIn(await room.press('Reject', tasks, people.ben));
    expect(plainText(other)).toContain('an answer to this task was sent, or may have been, and no clear answer came');
    expect(plainText(other)).toContain('Look in XDR Automation whether the task is answered.');
    expect(answers()).toBe(1);
    const what = formIn(await room.press('What happened', card, people.ben));
    await room.submit(what, { as: 'not-done', reason: 'it stands open there' }, people.ben);
    await until('Closed as not done');
    expect(formIn(await room.press('Reject', tasks, people.ben)).fields).toHaveLength(1);
  });
});
