import { networkInterfaces } from 'node:os';
import {
  type Heard,
  havePlayground,
  people,
  rooms,
  type Said,
  startTeamsPlayground,
  type TeamsPlayground,
} from '../support/agents-playground.ts';
import { dataDirectory, removeDirectories } from '../support/database.ts';
import { endProcesses, freePort, type Started, startProcess } from '../support/process.ts';
import { startSimulatedXdr } from '../support/simulated-xdr.ts';
import { filledIn, formIn } from '../support/teams-form.ts';

/** The real process with the real Teams adapter, Microsoft's own look-alike of Teams, a simulated XDR. */
const cli = await havePlayground();
let xdr: Awaited<ReturnType<typeof startSimulatedXdr>> | undefined;
let teams: TeamsPlayground | undefined;
let bot: Started;
let port: number;

/** On a machine without the Playground each says so instead of passing in silence. */
function scene(name: string, play: (teams: TeamsPlayground) => Promise<void>): void {
  if (cli) test(name, () => play(teams!), 60_000);
  else
    test(`${name} (skipped: no Agents Playground; AGENTS_PLAYGROUND=fetch fetches it)`, () =>
      console.warn('skipped: the Agents Playground is not here'));
}

beforeAll(async () => {
  if (!cli) return;
  xdr = await startSimulatedXdr();
  port = await freePort();
  const { id, password } = xdr.xdr.client('reader');
  const responder = xdr.xdr.client('responder');
  bot = startProcess({
    XDR_CLIENT_ID: id,
    XDR_CLIENT_PASSWORD: password,
    XDR_RESPONSE_CLIENT_ID: responder.id,
    XDR_RESPONSE_CLIENT_PASSWORD: responder.password,
    XDR_VISIBILITY_URL: xdr.url,
    XDR_PRIVATE_INTEL_URL: xdr.url,
    XDR_GLOBAL_INTEL_URL: xdr.globalUrl,
    CHATOPS_APPROVALS: '1',
    CHATOPS_RESPONDERS: `teams:${people.ana.aadObjectId},teams:${people.mia.aadObjectId}`,
    CHATOPS_APPROVERS: `teams:${people.ana.aadObjectId},teams:${people.mia.aadObjectId}`,
    TEAMS_LOCAL: '1',
    CHATOPS_ANALYSTS: `teams:${people.ana.aadObjectId}`,
    CHATOPS_ADMINS: `teams:${people.adam.aadObjectId}`,
    PORT: String(port),
    HOST: '127.0.0.1',
    DATA_DIR: await dataDirectory(),
  });
  await bot.ready(port);
  teams = await startTeamsPlayground(cli, `http://127.0.0.1:${port}/api/messages`);
}, 60_000);

afterAll(async () => {
  endProcesses();
  await teams?.stop();
  await xdr?.stop();
  await removeDirectories();
});

/** What the bot shows: all of its words, as they stand in the card or the text. */
const words = ({ text, cards }: Heard) => `${text}\n${JSON.stringify(cards)}`;
const until = async <T>(what: string, look: () => T | undefined | false): Promise<T> => {
  for (let tries = 0; tries < 300; tries++) {
    const found = look();
    if (found) return found;
    await new Promise((done) => setTimeout(done, 50));
  }
  const heard = teams!.heard().map((one) => `${one.how} ${one.conversation} ${words(one).slice(0, 300)}`);
  throw new Error(`it did not come to pass: ${what}\nheard:\n${heard.join('\n')}\nbot:\n${bot.output().slice(-2000)}`);
};
/** Waits for something heard in this conversation, later than all that was heard when it was asked. */
const answer = (conversation: string, pattern: RegExp, after: number) =>
  until(`${pattern} in ${conversation}`, () =>
    teams!
      .heard()
      .slice(after)
      .find((one) => one.conversation === conversation && pattern.test(words(one))),
  );
const quiet = () => new Promise((done) => setTimeout(done, 1500));

type Action = Readonly<{ type: string; title: string; verb?: string; data: unknown; fallback?: Action }>;
/** The buttons of a card, wherever in it they stand. */
function actions(value: unknown): Action[] {
  if (Array.isArray(value)) return value.flatMap(actions);
  if (typeof value !== 'object' || value === null) return [];
  const inner = Object.entries(value).flatMap(([name, each]) => (name === 'fallback' ? [] : actions(each)));
  const { type } = value as { type?: unknown };
  return typeof type === 'string' && type.startsWith('Action.') ? [value as Action, ...inner] : inner;
}
const button = (heard: Heard, title: RegExp) => {
  const found = actions(heard.cards).find((action) => title.test(action.title));
  if (!found) throw new Error(`no button ${title} among ${actions(heard.cards).map((action) => action.title)}`);
  return found;
};

let card: Heard;

scene('nobody but this machine can reach the Playground', async (teams) => {
  const addresses = Object.values(networkInterfaces()).flatMap((each) => each ?? []);
  for (const { address } of addresses.filter(({ family, internal }) => family === 'IPv4' && !internal))
    await expect(fetch(teams.url.replace('127.0.0.1', address))).rejects.toThrow();
  expect((await fetch(teams.url)).status).toBe(200);
});

scene('added to a channel it says in two sentences what it reads and sends where', async (teams) => {
  await teams.join(rooms.channel);
  const hello = await answer(rooms.channel, /I read the messages here/, 0);
  expect(words(hello)).toMatch(/watch off/);
  expect(teams.heard()).toHaveLength(1);
});

scene('in the personal chat a command is answered with a card, its value defanged', async (teams) => {
  const before = teams.heard().length;
  await teams.say(rooms.personal, 'enrich 45.83.10[.]7');
  card = await answer(rooms.personal, /45\.83\.10\[\.\]7/, before);
  const shown = JSON.stringify(card.cards, (name, value) =>
    name === 'data' || name === 'fallback' ? undefined : value,
  );
  expect(shown).not.toContain('45.83.10.7');
  expect(shown).not.toMatch(/Looking/);
});

scene(
  'pressing Details (Execute) shows them in place of the card to who pressed, and Back shows the card',
  async (teams) => {
    const before = teams.heard().length;
    const { verb = '', data } = button(card, /Details/);
    const details = await teams.execute(card, verb, data);
    expect(JSON.stringify(details)).toMatch(/Judgements/);
    const back = actions(details).find(({ title }) => title === 'Back');
    const again = await teams.execute(card, back?.verb ?? '', back?.data);
    expect(again).toMatchObject({ value: card.cards[0] });
    // Beside the view in place nothing is said but the picture, which is too large for it.
    const said = teams.heard().slice(before);
    expect(said.every(({ cards }) => JSON.stringify(cards).includes('"Image"'))).toBe(true);
    expect(said.length).toBeLessThanOrEqual(1);
  },
);

scene('pressing Details (Submit, in a client that knows no other) answers too', async (teams) => {
  const before = teams.heard().length;
  const pressed = button(card, /Details/);
  await teams.submit(card, (pressed.fallback ?? pressed).data);
  expect(await answer(rooms.personal, /Judgements/, before)).toBeTruthy();
});

scene('a forged button does nothing', async (teams) => {
  const before = teams.heard().length;
  const { verb = '' } = button(card, /Details/);
  const said = JSON.stringify(await teams.execute(card, verb, { press: 'forged' }).catch(String));
  await quiet();
  expect(said).not.toMatch(/Judgements/);
  expect(
    teams
      .heard()
      .slice(before)
      .some((one) => /Judgements/.test(words(one))),
  ).toBe(false);
});

scene('a mention in a channel is answered in the thread of its post, and so is a reply there', async (teams) => {
  const before = teams.heard().length;
  const post = await teams.say(rooms.channel, 'enrich internetbadguys[.]com', { mention: true });
  expect(post.conversation).toMatch(/^19:.*;messageid=/);
  await answer(post.conversation, /internetbadguys\[\.\]com/, before);
  const then = teams.heard().length;
  await teams.say(post.conversation, 'enrich disputed.example.net', { mention: true });
  await answer(post.conversation, /disputed\[\.\]example\[\.\]net/, then);
});

scene('a mention in a group chat is answered there', async (teams) => {
  const before = teams.heard().length;
  await teams.say(rooms.group, 'enrich internetbadguys[.]com', { mention: true });
  await answer(rooms.group, /internetbadguys\[\.\]com/, before);
});

scene('a second user is somebody else: a reader, whose verdicts all see, but no analyst', async (teams) => {
  const before = teams.heard().length;
  await teams.say(rooms.group, 'enrich 198.51.100.23', { mention: true, from: people.mia });
  await answer(rooms.group, /198\.51\.100\[\.\]23/, before);
  const then = teams.heard().length;
  await teams.say(rooms.group, 'details 198.51.100.23', { mention: true, from: people.mia });
  await until('a refusal', () => /"person":"[^"]*a2","outcome":"refusal"/.test(bot.output()));
  await quiet();
  // It went to her own chat, which the page of another cannot show.
  expect(teams.heard().slice(then).map(words)).toEqual([]);
});

scene('help, asked in a channel, is answered in the personal chat', async (teams) => {
  const before = teams.heard().length;
  await teams.say(rooms.channel, 'help', { mention: true });
  await answer(rooms.personal, /enrich/, before);
  const places = teams.heard().slice(before);
  expect(places.map(({ conversation }) => conversation)).toEqual([rooms.personal]);
});

/** Of the file that anti-virus programs are tried with. */
const testFile = '275a021bbfb6489e54d471899f7db9d1663fc695ec2fe2a2c4538aabf651fd0f';
let watched: Said;

scene('a message without a mention is watched: the verdict stands in its thread', async (teams) => {
  const before = teams.heard().length;
  watched = await teams.say(rooms.channel, `seen today: ${testFile}`);
  card = await answer(watched.conversation, new RegExp(testFile.slice(0, 20)), before);
});

scene('ordinary chat gets no answer and costs no call', async (teams) => {
  const before = [teams.heard().length, xdr!.xdr.calls.count('inspect')];
  await teams.say(rooms.channel, 'we ship v2.4.1 after lunch', { from: people.ravi });
  await quiet();
  expect([teams.heard().length, xdr!.xdr.calls.count('inspect')]).toEqual(before);
});

scene('an edit updates the card that is there', async (teams) => {
  const before = teams.heard().length;
  await teams.edit(watched, 'seen today: 45.83.10[.]7');
  const updated = await answer(watched.conversation, /45\.83\.10\[\.\]7/, before);
  expect([updated.how, updated.id]).toEqual(['updated', card.id]);
  expect(words(updated)).not.toContain(testFile.slice(0, 20));
});

scene('a deletion withdraws it (here the client refuses to delete, so the card says so)', async (teams) => {
  const before = teams.heard().length;
  await teams.remove(watched);
  const updated = await answer(watched.conversation, /withdrawn/i, before);
  expect([updated.how, updated.id]).toEqual(['updated', card.id]);
  expect(words(updated)).not.toContain('45.83.10');
});

scene('the message extension answers with a card to insert', async (teams) => {
  const said = JSON.stringify(await teams.query('internetbadguys[.]com'));
  expect(said).toMatch(/internetbadguys\[\.\]com/);
  expect(said).toMatch(/composeExtension/);
});

scene('its action on a message answers with what that message names', async (teams) => {
  const said = JSON.stringify(await teams.check('<p>from <b>45.83.10[.]7</b>&nbsp;today</p>'));
  expect(said).toMatch(/45\.83\.10\[\.\]7/);
});

/** The card of the request, as it stands in the thread. */
let request: Heard;
let thread: Said;

scene('response actions are offered, chosen and confirmed in a form that only the presser sees', async (teams) => {
  const before = teams.heard().length;
  thread = await teams.say(rooms.channel, 'respond 45.83.10[.]7', { mention: true });
  const offers = await answer(thread.conversation, /response actions? for/, before);
  const press = async (heard: Heard, { verb = '', data }: Pick<Action, 'verb' | 'data'>) => {
    const answered = await teams.execute(heard, verb, data);
    return { answered, form: formIn(answered) };
  };
  const chosen = await press(offers, button(offers, /^\d+ · Isolate/));
  expect(chosen.form).toBeDefined();
  const send = (form: unknown, fields: Record<string, string>) => {
    const { verb } = actions(form).find(({ title }) => /approval/.test(title))!;
    return press(offers, { verb: verb ?? '', data: filledIn(form, fields) });
  };
  const wrong = await send(chosen.form, { reason: ' ' });
  expect(JSON.stringify(wrong.form)).toMatch(/Please write why/);
  const then = teams.heard().length;
  const confirmed = await send(wrong.form, { reason: 'seen in two logs', typed: '45.83.10.7' });
  expect(confirmed.answered).toMatchObject({ value: offers.cards[0] });
  request = await answer(thread.conversation, /seen in two logs/, then);
  expect(xdr!.xdr.executionCount()).toBe(0);
});

scene('who asked may not approve; another may, and it is run once', async (teams) => {
  const approve = button(request, /^Approve/);
  const own = JSON.stringify(await teams.execute(request, approve.verb ?? '', approve.data));
  expect(own).toMatch(/another person|yourself|your own/i);
  expect(xdr!.xdr.executionCount()).toBe(0);
  const before = teams.heard().length;
  await teams.execute(request, approve.verb ?? '', approve.data, people.mia);
  const done = await answer(thread.conversation, /Done|Triggered/, before);
  expect([done.how, done.id]).toEqual(['updated', request.id]);
  expect(words(done)).toContain(people.mia.name);
  await teams.execute(request, approve.verb ?? '', approve.data, people.mia);
  await quiet();
  expect(xdr!.xdr.executionCount()).toBe(1);
});

scene('anybody’s words stand neither in the log nor in /readyz and /metrics, which know of Teams', async (teams) => {
  await teams.say(rooms.group, 'the launch code is swordfish and 45.83.10.7', { from: people.zoe });
  await quiet();
  const [readyz, metrics] = await Promise.all(
    ['readyz', 'metrics'].map(async (path) => (await fetch(`http://127.0.0.1:${port}/${path}`)).text()),
  );
  for (const text of [bot.output(), readyz!, metrics!])
    for (const kept of ['swordfish', '45.83.10', 'internetbadguys', people.ana.name]) expect(text).not.toContain(kept);
  expect(JSON.parse(readyz!)).toMatchObject({ ready: true, teams: { state: 'ok' } });
  expect(metrics).toMatch(/^xdr_chatops_platform_calls_total\{platform="teams",.*outcome="ok"\} [1-9]/m);
});

scene('SIGTERM ends the bot with 0', async () => {
  bot.child.kill('SIGTERM');
  expect(await bot.ended).toBe(0);
});
