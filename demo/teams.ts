import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  fetchPlayground,
  findPlayground,
  howToGetPlayground,
  playgroundPeople,
  startPlayground,
} from './agents-playground.ts';

/** Where the page is, unless that port is taken: then the next free one. */
const pagePort = 56150;

const notThere = `The Microsoft 365 Agents Playground is not here. It is a tool of Microsoft's that shows a bot as Teams would, under
pre-release terms of its own (LICENSE in the package @microsoft/m365agentsplayground), so it is not installed along.
To fetch it (15 MB) and start:

  ${howToGetPlayground}
`;

/** A loopback port that nobody listens on just now. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  return port;
}

/** The page has one person at the keyboard, and nobody approves what he asked for himself. */
const policyOfOne = 'version: 1\ndefault:\n  approvals: 0\n';

/** The bot as people run it, in an empty folder, listening to whoever speaks Teams on this machine. */
function startBot(port: number, settings: Readonly<Record<string, string>>) {
  const home = mkdtempSync(join(tmpdir(), 'demo-teams-'));
  const policy = join(home, 'policy.yaml');
  writeFileSync(policy, policyOfOne);
  const child = spawn(
    process.execPath,
    ['--liftoff-only', fileURLToPath(new URL('../bin/start.mjs', import.meta.url)), '--demo'],
    {
      cwd: home, // no `.env` of the developer is read
      env: {
        PATH: process.env['PATH'],
        HOME: home,
        DATA_DIR: join(home, 'data'),
        LOG_LEVEL: process.env['LOG_LEVEL'] ?? 'warn',
        HOST: '127.0.0.1',
        PORT: String(port),
        TEAMS_LOCAL: '1',
        CHATOPS_POLICY: policy,
        ...settings,
      },
      stdio: ['ignore', 'ignore', 'inherit'],
    },
  );
  const ended = once(child, 'close');
  const stop = async () => {
    child.kill('SIGTERM');
    await ended;
    rmSync(home, { recursive: true, force: true });
  };
  const ready = async () => {
    while (child.exitCode === null && child.signalCode === null) {
      const answer = await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => undefined);
      if (answer?.ok) return;
      await new Promise((done) => setTimeout(done, 100));
    }
    throw new Error('The bot did not start.');
  };
  return { ready, stop, ended };
}

type Started = { stop: () => Promise<void>; ended?: Promise<unknown> };

/** The bot (with a simulated XDR) and the Playground, which needs it; `started` holds what there is to stop, also if one fails. */
async function start(cli: string, started: Started[]): Promise<string> {
  const port = await freePort();
  const { ana, adam } = playgroundPeople;
  const bot = startBot(port, {
    CHATOPS_ANALYSTS: `teams:${ana.aadObjectId}`,
    CHATOPS_ADMINS: `teams:${adam.aadObjectId}`,
    CHATOPS_RESPONDERS: `teams:${ana.aadObjectId}`,
    CHATOPS_APPROVERS: `teams:${adam.aadObjectId}`,
  });
  started.push(bot);
  await bot.ready();
  const playground = await startPlayground(cli, `http://127.0.0.1:${port}/api/messages`, pagePort);
  started.push(playground);
  return playground.url;
}

/** `npm run demo:teams [-- --install]`: until stopped. */
async function main(words: readonly string[]): Promise<void> {
  if (words.some((word) => word !== '--install')) {
    console.error(`Usage: npm run demo:teams [-- --install]`);
    process.exitCode = 2;
    return;
  }
  const cli = findPlayground() ?? (words.includes('--install') ? await fetchPlayground() : undefined);
  if (!cli) {
    console.error(notThere);
    process.exitCode = 1;
    return;
  }
  const started: Started[] = [];
  const told = Promise.race(['SIGINT', 'SIGTERM'].map((signal) => once(process, signal)));
  try {
    const url = await Promise.race([start(cli, started), told.then(() => undefined)]);
    if (url === undefined) return;
    console.log(`
  xdr-chatops is ready to try in a look-alike of Teams, against a SIMULATED Cisco XDR:  ${url}

  In the personal chat just write:  enrich 45.83.10[.]7
  What can be done about it:             respond 45.83.10[.]7
  In the channel and the group chat mention the bot first. Ctrl-C ends it all.
`);
    const bot = started.flatMap(({ ended }) => ended ?? []);
    await Promise.race([told, ...bot.map((ended) => ended.then(() => Promise.reject(new Error('The bot ended.'))))]);
  } finally {
    for (const { stop } of started.toReversed()) await stop();
  }
}

if (import.meta.main) {
  await main(process.argv.slice(2)).catch((error: Error) => {
    console.error(error.message);
    process.exitCode = 1;
  });
  // What was still starting when it was interrupted ends with us.
  process.exit();
}
