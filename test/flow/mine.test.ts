import { jsonAnswer } from '../../demo/xdr/fault.ts';
import { shortIncidentId } from '../../demo/xdr/incident-documents.ts';
import { DEMO_USERS } from '../../demo/xdr/users.ts';
import type { FoundEmail } from '../../src/adapter.ts';
import { plainText } from '../../src/cards/plain-text.ts';
import { Failure } from '../../src/failure.ts';
import type { Log } from '../../src/log.ts';
import { removeDirectories } from '../support/database.ts';
import { cardIn, formIn, member, openRoom, type Room } from '../support/room.ts';

const userOf = (nick: string) => DEMO_USERS.find((user) => user.nick === nick)!;
const [ana, vera] = [userOf('ana'), userOf('vera')];
const id = shortIncidentId(42);
/** Each test has an analyst of his own, since who is who is remembered for minutes. */
let people = 0;
let analyst = member('UANALYST');
let room: Room;
let logged = '';
const keep = (facts: unknown, what: string) => {
  logged += `${JSON.stringify(facts)} ${what}\n`;
};
const log: Log = { debug: keep, info: keep, warn: keep, error: keep };
const names = Array.from({ length: 60 }, (_, at) => `UANALYST${at}`);
beforeAll(async () => {
  const CHATOPS_ANALYSTS = names.map((name) => `slack:${name}`).join(',');
  room = await openRoom({ client: 'everything', log, environment: { CHATOPS_ANALYSTS } });
});
beforeEach(() => {
  room.fresh();
  analyst = member(names[people++]!, { name: 'Anna' });
  room.setEmail(analyst.id, { email: 'Ana@Example.com' });
});
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
const assignees = () => room.xdr.incidents.read(id)!.document['assignees'];
const user = (more: Record<string, unknown> = {}) => ({
  'user-id': ana.id,
  'user-name': ana.name,
  'user-email': ana.email,
  'org-id': '00000000-0000-4000-8000-0000000000f0',
  'enabled?': true,
  ...more,
});

describe('mine', () => {
  test('what is open and mine is listed, worst first, and who I am is asked once in some minutes', async () => {
    const reply = await ask('incidents mine');
    expect(reply).toMatchObject({ kind: 'card', audience: 'room' });
    expect(plainText(cardIn(reply))).toMatch(
      /2 open incidents of yours\n {2}High {2}INC-1040[\s\S]*Medium {2}INC-1039/,
    );
    expect(calls()).toEqual(['user-search', 'whoami', 'incident-search']);
    room.xdr.calls.clear();
    expect(await shown('incidents mine')).toContain('2 open incidents of yours');
    expect(calls()).toEqual(['incident-search']);
  });

  test('what is closed is not among them, and who has none is told so', async () => {
    await ask('incident status INC-1040 closed');
    expect(await shown('incidents mine')).toMatch(/1 open incident of yours[\s\S]*INC-1039/);
    room.setEmail(analyst.id, { email: vera.email });
    room.pass(6 * 60_000);
    expect(await shown('incidents mine')).toContain('none that is open is yours');
  });

  test.each<[string, FoundEmail, string, string[]]>([
    ['has no address', { lacks: 'address' }, 'no confirmed e-mail address', []],
    ['is no full member any more', { lacks: 'member' }, 'only full members', []],
    [
      'is where addresses may not be read',
      { lacks: 'permission', permission: 'users:read.email' },
      'users:read.email',
      [],
    ],
    ['is not known to XDR', { email: 'nobody@example.com' }, 'no active user', ['user-search']],
    ['has left in XDR', { email: 'lee@example.com' }, 'no active user', ['user-search']],
    ['has the end of another address', { email: 'a@example.com' }, 'no active user', ['user-search']],
  ])('who %s is told what helps, alone, and nothing is listed', async (_, email, words, asked) => {
    room.setEmail(analyst.id, email);
    const reply = await ask('incidents mine');
    expect(reply).toMatchObject({ audience: 'asker', card: { data: { kind: 'refusal', why: 'not-now' } } });
    const text = plainText(cardIn(reply));
    expect(text).toContain(words);
    expect(text).toContain('incidents open');
    expect(calls()).toEqual(asked);
  });

  test.each([
    ['two with the same address', [user(), user({ 'user-id': vera.id })], 'several users'],
    ['one of another organisation', [user({ 'org-id': 'another' })], 'no active user'],
    ['one with another address', [user({ 'user-email': 'banana@example.com' })], 'no active user'],
    ['none', [], 'no active user'],
  ])('where XDR finds %s, nobody is taken', async (_, found, words) => {
    room.xdr.faults.next('user-search', jsonAnswer(200, found));
    expect(await shown('incidents mine')).toContain(words);
    expect(room.xdr.calls.count('incident-search')).toBe(0);
  });

  test('of two with one address the one of our organisation, who is not disabled, is taken', async () => {
    const others = [user({ 'org-id': 'another', 'user-id': vera.id }), user({ 'enabled?': false, 'user-id': 'gone' })];
    room.xdr.faults.next('user-search', jsonAnswer(200, [...others, user()]));
    expect(await shown('incidents mine')).toContain('2 open incidents of yours');
  });

  test('a missing scope is named before anything is asked, the address included', async () => {
    const { id: client } = room.xdr.client('everything');
    room.xdr.setScopes(client, 'inspect:read enrich:read private-intel');
    room.xdr.revokeTokens();
    room.pass(11 * 60_000);
    room.failLookUps(new Failure('platform-unavailable', 'not to be asked'));
    const lacking = { audience: 'asker', card: { data: { why: 'missing-scope', scopes: ['users:read'] } } };
    expect(await ask('incidents mine')).toMatchObject(lacking);
    room.failLookUps(undefined);
    // Who changes something is looked up anew before all else.
    expect(await ask('incident assign INC-1042 me')).toMatchObject(lacking);
    expect(calls()).toEqual([]);
  });

  test('when the platform does not answer it is a failure, and nobody is taken for unknown', async () => {
    room.failLookUps(new Failure('platform-unavailable', 'Slack is away'));
    expect(await ask('incidents mine')).toMatchObject({ card: { data: { kind: 'failure' } } });
    room.failLookUps(undefined);
    expect(await shown('incidents mine')).toContain('of yours');
  });
});

describe('me', () => {
  test('an incident is assigned to me, and to somebody who is mentioned, by their addresses', async () => {
    expect(await shown('incident assign INC-1042 me')).toContain('Assigned to: Ana Reyes');
    expect(assignees()).toEqual([ana.id]);
    // The name is known by the way.
    expect(room.xdr.calls.count('users')).toBe(0);
    room.setEmail('UVERA', { email: 'vera@example.com' });
    expect(await shown('incident assign INC-1042 @vera', { mentioned: ['UVERA'] })).toContain('Vera Lindqvist');
    expect(assignees()).toEqual([vera.id]);
  });

  test('a guest is nobody in XDR, whatever his address; nor are two people one', async () => {
    room.setPerson(member('UGUS', { standing: 'guest' }));
    room.setEmail('UGUS', { email: 'gus@example.com' });
    room.setEmail('UVERA', { email: 'vera@example.com' });
    expect(await shown('incident assign INC-1042 @gus', { mentioned: ['UGUS'] })).toContain('only full members');
    expect(await shown('incident assign INC-1042 @gus @vera', { mentioned: ['UGUS', 'UVERA'] })).toContain('several');
    expect(assignees()).toEqual([]);
    expect(calls()).toEqual([]);
  });

  test('by form: me, somebody who is written, nobody', async () => {
    const card = cardIn(await ask('incident INC-1042'));
    const form = formIn(await room.press('Assign', card, analyst));
    expect(form.fields[0]).toMatchObject({ field: 'choice', name: 'to', initial: 'me' });
    expect(await room.submit(form, { to: 'me', who: '' }, analyst)).toMatchObject({ audience: 'room' });
    expect(assignees()).toEqual([ana.id]);
    // What is written is meant, also when the choice was left alone.
    await room.submit(form, { to: 'me', who: 'vera@example.com' }, analyst);
    expect(assignees()).toEqual([vera.id]);
    const again = formIn(await room.submit(form, { to: 'other', who: ' ' }, analyst));
    expect(again.fields.slice(0, 2)).toMatchObject([{ initial: 'other' }, { wrong: 'Please write who.' }]);
    await room.submit(form, { to: 'nobody' }, analyst);
    expect(assignees()).toEqual([]);
    room.setEmail(analyst.id, { lacks: 'address' });
    room.pass(6 * 60_000);
    const unknown = formIn(await room.submit(form, { to: 'me' }, analyst));
    expect(unknown.fields[1]).toMatchObject({ wrong: expect.stringContaining('no confirmed e-mail address') });
  });
});

test('addresses of people stand in no log, no answer and no table', async () => {
  for (const words of ['incidents mine', 'incident assign INC-1042 me'])
    expect(JSON.stringify(await ask(words))).not.toMatch(/ana@example/i);
  room.setEmail(analyst.id, { email: 'hidden.person@example.com' });
  room.pass(6 * 60_000);
  expect(JSON.stringify(await ask('incidents mine'))).not.toContain('hidden.person');
  expect(logged).toContain('user-search'.slice(0, 4));
  expect(logged).not.toMatch(/ana@example|hidden\.person/i);
  const entries = await room.query<{ entry: string }>('select entry from audit');
  expect(JSON.stringify(entries)).not.toMatch(/ana@example/i);
});
