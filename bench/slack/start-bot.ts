import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { signingSecret } from './signed-event.ts';
import { type MemoryWatch, watchMemory } from './watch-memory.ts';

export type Running = Readonly<{
  port: number;
  child: ChildProcess;
  memory: MemoryWatch;
  stop: () => Promise<void>;
}>;

/** The bot as it is run, on a free port with an embedded database of its own. */
export async function startBot(environment: Readonly<Record<string, string>>): Promise<Running> {
  const port = await freePort();
  const script = fileURLToPath(new URL('../../bin/start.mjs', import.meta.url));
  const directory = await mkdtemp(join(tmpdir(), 'xdr-bench-'));
  const running = await start(script, port, {
    PORT: String(port),
    HOST: '127.0.0.1',
    LOG_LEVEL: 'error',
    SLACK_BOT_TOKEN: 'xoxb-made-up',
    SLACK_SIGNING_SECRET: signingSecret,
    DATA_DIR: directory,
    ...environment,
  });
  const stop = async () => {
    await running.stop();
    await rm(directory, { recursive: true, force: true });
  };
  return { ...running, stop };
}

/** A Bolt app that only acknowledges: what this machine can do at most. */
export async function startBareBolt(): Promise<Running> {
  const port = await freePort();
  return start(fileURLToPath(new URL('bare-bolt.ts', import.meta.url)), port, { PORT: String(port) }, []);
}

async function start(
  script: string,
  port: number,
  environment: Readonly<Record<string, string>>,
  flags?: readonly string[],
): Promise<Running> {
  const child = spawn(process.execPath, ['--no-warnings', ...(flags ?? (await flagsOfStart())), script], {
    env: { PATH: process.env['PATH'], ...environment },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const memory = watchMemory(child.pid!);
  // Whatever happens here, nothing of ours goes on running.
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  let ended = false;
  const end = new Promise<void>((done) =>
    child.on('close', () => {
      ended = true;
      done();
    }),
  );
  for (;;) {
    if (ended) throw new Error('the bot ended before it was ready');
    const answer = await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => undefined);
    if (answer) break;
    await new Promise((done) => setTimeout(done, 100));
  }
  return {
    port,
    child,
    memory,
    stop: async () => {
      child.kill('SIGTERM');
      await end;
      memory.stop();
      process.off('exit', kill);
    },
  };
}

/** What `npm start` gives to node. */
async function flagsOfStart(): Promise<string[]> {
  const { scripts } = JSON.parse(await readFile(new URL('../../package.json', import.meta.url), 'utf8')) as {
    scripts: { start: string };
  };
  return scripts.start.split(' ').filter((word) => word.startsWith('--'));
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as { port: number };
  await new Promise((done) => server.close(done));
  return port;
}
