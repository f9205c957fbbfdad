import {
  type Heard,
  havePlayground,
  people,
  rooms,
  startTeamsPlayground,
  type TeamsPlayground,
} from '../support/agents-playground.ts';
import { dataDirectory, removeDirectories } from '../support/database.ts';
import { endProcesses, freePort, type Started, startProcess } from '../support/process.ts';
import { startSimulatedXdr } from '../support/simulated-xdr.ts';

/** An incident worked from a channel of Teams: the real process, Microsoft's own look-alike of Teams, a simulated XDR. */
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
  const { id, password } = xdr.xdr.client('everything');
  bot = startProcess({
    XDR_CLIENT_ID: id,
    XDR_CLIENT_PASSWORD: password,
    XDR_VISIBILITY_URL: xdr.url,
    XDR_PRIVATE_INTEL_URL: xdr.url,
    XDR_GLOBAL_INTEL_URL: xdr.globalUrl,
    TEAMS_LOCAL: '1',
    CHATOPS_ANALYSTS: `teams:${people.ana.aadObjectId}`,
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

/** What is said with a mention, and the answer in its thread. */
const ask = async (what: string, pattern: RegExp): Promise<Heard> => {
  const before = teams!.heard().length;
  const { conversation } = await teams!.say(rooms.channel, what, { mention: true });
  return answer(conversation, pattern, before);
};

let roomCard: Heard;

scene('a channel becomes the room of an incident, whose card stands in it', async (teams) => {
  await teams.join(rooms.channel);
  await answer(rooms.channel, /I read the messages here/, 0);
  const before = teams.heard().length;
  await ask('incident link INC-1042', /this channel is now the room of INC-1042/);
  roomCard = await answer(rooms.channel, /This channel is its room/, before);
  expect(words(roomCard)).toMatch(/Command and control traffic from ws-042/);
});

scene('what is pasted there gets a card and is collected, and leaves as a file in the personal chat', async (teams) => {
  const before = teams.heard().length;
  const pasted = await teams.say(rooms.channel, 'Seen: internetbadguys[.]com and 45.83.10[.]7');
  await answer(pasted.conversation, /1 malicious, 1 suspicious/, before);
  expect(words(await ask('room observables', /2 observables collected here/))).toContain('internetbadguys[.]com');
  await ask('casebook add room', /made, and linked to INC-1042; 2 added/);
  expect(xdr!.xdr.casebooks.list().some(({ title }) => /^Observables of INC-1042/.test(String(title)))).toBe(true);
  const asked = teams.heard().length;
  await ask('room export csv', /observables as CSV, 2 observables/);
  // The question whether he takes it, whose card the Playground does not show as one.
  await answer(rooms.personal, /^/, asked);
});

scene('a change by words is told, and the card of the room shows it', async (teams) => {
  const before = teams.heard().length;
  await ask('incident status INC-1042 open because looking', /changed the status from New to Open/);
  const updated = await until('the card of the room is changed', () =>
    teams
      .heard()
      .slice(before)
      .find(({ id, how }) => id === roomCard.id && how === 'updated'),
  );
  expect(words(updated)).toMatch(/This channel is its room/);
  await ask('room timeline', /Incident status/);
  await ask('room summary', /2 observables in 2 mentions/);
  await ask('incidents mine', /2 open incidents of yours/);
});
