import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { stringify } from 'yaml';

/**
 * The Microsoft 365 Agents Playground: a look-alike of Teams with a page of its own. Its licence lets anyone install and
 * use it to try it out, and not hand it on; so it is no dependency, and comes from the registry when somebody asks for it.
 */
const name = '@microsoft/m365agentsplayground';
const version = '0.2.28';
/** Of exactly this version, as the registry had it when it was tried: nothing else is installed or run. */
const integrity = 'sha512-EevhYW8xtEATwNg5eiFqTgZT0P5gjfCsLBwBWESSrB6+0lr9Yi9R27HJwjNGUlT3JQlxoWMgnvEQunUuyI/+2Q==';

const cache = fileURLToPath(new URL('../.tmp/agents-playground/', import.meta.url));
const program = join(cache, 'node_modules', name, 'cli.js');

/** What to type to have it. */
export const howToGetPlayground = 'npm run demo:teams -- --install';

/** Where its program is; undefined where it was not fetched. */
export const findPlayground = (): string | undefined => (existsSync(program) ? program : undefined);

/** Fetches it from the registry into a folder that git ignores (15 MB). Rejects when the registry cannot be reached. */
export async function fetchPlayground(): Promise<string> {
  const wanted = { [name]: version };
  mkdirSync(cache, { recursive: true });
  writeFileSync(join(cache, 'package.json'), JSON.stringify({ private: true, dependencies: wanted }));
  writeFileSync(
    join(cache, 'package-lock.json'),
    JSON.stringify({
      lockfileVersion: 3,
      requires: true,
      packages: { '': { dependencies: wanted }, [`node_modules/${name}`]: { version, integrity } },
    }),
  );
  const npm = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error', '--fetch-retries=1'];
  await promisify(execFile)('npm', npm, { cwd: cache, timeout: 120_000 });
  return program;
}

/** A person of the Playground's tenant. */
export type PlaygroundPerson = Readonly<{ id: string; name: string; aadObjectId: string }>;

const person = (index: number, name: string): PlaygroundPerson => ({
  id: `29:${name.toLowerCase().replaceAll(' ', '-')}`,
  name,
  aadObjectId: `00000000-0000-4000-8000-0000000000a${index}`,
});
/** Who is there: one at the keyboard, and five more, as many as it insists on. */
export const playgroundPeople = {
  ana: person(0, 'Ana Reyes'),
  adam: person(1, 'Adam Okafor'),
  mia: person(2, 'Mia Lindqvist'),
  ravi: person(3, 'Ravi Menon'),
  zoe: person(4, 'Zoe Martin'),
  tom: person(5, 'Tom Baker'),
} as const;

/** The conversations that are there, by what they are, with Teams' kind of ids. */
export const playgroundRooms = {
  personal: 'a:personal-chat',
  group: '19:war-room@thread.v2',
  general: '19:security@thread.tacv2',
  channel: '19:incidents@thread.tacv2',
} as const;
export const playgroundBot = { id: '28:xdr-chatops', name: 'XDR ChatOps' } as const;
export const playgroundTenant = '11111111-1111-4111-8111-111111111111';

const account = ({ id, name, aadObjectId }: PlaygroundPerson) => {
  const [givenName = name, surname = name] = name.split(' ');
  const email = `${givenName.toLowerCase()}@example.com`;
  return { id, name, aadObjectId, givenName, surname, email, userPrincipleName: email };
};

/** Its configuration file; it ends when anything is missing here or misspelt otherwise than it does itself. */
function configuration(): string {
  const [current, ...others] = Object.values(playgroundPeople).map(account);
  return stringify({
    version: '0.1.1',
    tenantId: playgroundTenant,
    bot: playgroundBot,
    currentUser: current,
    users: others,
    personalChat: { id: playgroundRooms.personal },
    groupChat: { id: playgroundRooms.group, name: 'War room' },
    team: {
      id: playgroundRooms.general,
      name: 'Security',
      aadGroupId: '00000000-0000-4000-8000-0000000000f0',
      channels: [{ id: playgroundRooms.channel, name: 'incidents' }],
    },
  });
}

/**
 * It listens on every interface and has no option for that; it shall find no host but this machine, and end with whoever
 * started it, however he ends: then its standard input does.
 */
const preload = `
process.stdin.on('end', () => process.exit()).resume();
const net = require('node:net');
const { listen } = net.Server.prototype;
net.Server.prototype.listen = function (...given) {
  if (typeof given[0] === 'object') given[0] = { ...given[0], host: '127.0.0.1' };
  else given.splice(1, typeof given[1] === 'string' ? 1 : 0, '127.0.0.1');
  return listen.apply(this, given);
};
const dns = require('node:dns');
const { lookup } = dns;
dns.lookup = (host, ...rest) =>
  ['localhost', '127.0.0.1', '::1'].includes(host)
    ? lookup(host, ...rest)
    : process.nextTick(rest.at(-1), Object.assign(new Error('no such host: ' + host), { code: 'ENOTFOUND' }));
`;

export type RunningPlayground = Readonly<{
  /** The page, with a slash at its end. */
  url: string;
  /** Milliseconds pass, then it is dead and its files are gone. */
  stop: () => Promise<void>;
}>;

/**
 * Starts it on loopback at this port (the next free one if it is taken), with its telemetry off. `endpoint` is the bot's
 * `…/api/messages`. Rejects with what it said when it does not come up.
 */
export async function startPlayground(cli: string, endpoint: string, port: number): Promise<RunningPlayground> {
  const home = mkdtempSync(join(tmpdir(), 'agents-playground-'));
  writeFileSync(join(home, 'playground.yml'), configuration());
  writeFileSync(join(home, 'loopback.cjs'), preload);
  const words = ['start', '-p', String(port), '-e', endpoint, '-c', 'msteams', '--disable-telemetry'];
  const child = spawn(process.execPath, [cli, ...words], {
    cwd: home,
    env: {
      PATH: process.env['PATH'],
      HOME: home,
      NODE_OPTIONS: `--require ${join(home, 'loopback.cjs')}`,
      TEAMSAPPTESTER_BROWSER: 'none',
      APPLICATION_INSIGHTS_NO_STATSBEAT: '1',
      M365_AGENTS_PLAYGROUND_CONFIG_PATH: join(home, 'playground.yml'),
      M365_AGENTS_PLAYGROUND_LOGFILE: join(home, 'playground.log'),
    },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const stop = async () => {
    child.kill('SIGKILL');
    await ended;
    rmSync(home, { recursive: true, force: true });
  };
  try {
    return { url: `http://127.0.0.1:${await listening(child)}/`, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The port it tells of, once it answers there: a bad configuration ends it after it has said that it listens. */
async function listening(child: ChildProcess): Promise<number> {
  let said = '';
  for (const stream of [child.stdout!, child.stderr!]) stream.on('data', (chunk: Buffer) => (said += chunk));
  for (let tries = 0; tries < 300; tries++) {
    if (child.exitCode !== null) break;
    const port = Number(/Listening on (\d+)/.exec(said)?.[1]);
    const answer = port ? await fetch(`http://127.0.0.1:${port}/_debug/ping`).catch(() => undefined) : undefined;
    if (answer?.ok) return port;
    await new Promise((done) => setTimeout(done, 100));
  }
  throw new Error(`The Agents Playground did not start:\n${said}`);
}
