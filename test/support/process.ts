import { type ChildProcess, spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const start = fileURLToPath(new URL('../../bin/start.mjs', import.meta.url));

/** The bot as it is run: a process of its own, with nothing of ours in its environment. */
export type Started = Readonly<{
  child: ChildProcess;
  output: () => string;
  /** Resolves when the output matches; rejects when the process ends before. */
  says: (pattern: RegExp) => Promise<RegExpExecArray>;
  /** Resolves with the exit code, or the signal's name. */
  ended: Promise<number | string>;
  /** Resolves when `GET /readyz` is 200. */
  ready: (port: number) => Promise<void>;
}>;

const running = new Set<ChildProcess>();

export function startProcess(
  environment: Readonly<Record<string, string>>,
  script = start,
  args: readonly string[] = [],
): Started {
  const child = spawn(process.execPath, ['--no-warnings', script, ...args], {
    env: { PATH: process.env['PATH'] ?? '', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    cwd: environment['DATA_DIR'] ?? process.cwd(),
  });
  running.add(child);
  let output = '';
  const listeners = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      for (const listener of listeners) listener();
    });
  const ended = once(child, 'close').then(([code, signal]) => {
    running.delete(child);
    for (const listener of listeners) listener();
    return (code ?? signal) as number | string;
  });
  return {
    child,
    output: () => output,
    ended,
    says: (pattern) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const found = pattern.exec(output);
          if (found) resolve(found);
          else if (!running.has(child)) reject(new Error(`it ended without saying ${pattern}:\n${output}`));
          else return;
          listeners.delete(look);
        };
        listeners.add(look);
        look();
      }),
    ready: async (port) => {
      for (;;) {
        if (!running.has(child)) throw new Error(`it ended before it was ready:\n${output}`);
        const answer = await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => undefined);
        if (answer?.status === 200) return;
        await new Promise((done) => setTimeout(done, 50));
      }
    },
  };
}

/** Ends what a failed test has left running. */
export function endProcesses(): void {
  for (const child of running) child.kill('SIGKILL');
}

/**
 * A loopback port that nobody listens on just now. It is none of those that the system gives to connections (from 32768, or
 * 49152 elsewhere): one of these could be taken before it is used, or while what listens on it begins anew.
 */
export async function freePort(): Promise<number> {
  const { createServer } = await import('node:net');
  for (;;) {
    const port = randomInt(15_000, 32_000);
    const server = createServer().listen(port, '127.0.0.1');
    const free = await once(server, 'listening').catch(() => undefined);
    if (!free) continue;
    server.close();
    await once(server, 'close');
    return port;
  }
}
