import { Worker } from 'node:worker_threads';
import { Failure } from '../failure.ts';
import type { FromThread, ToThread } from './embedded-thread.ts';
import type { Outcome, SendStatements } from './statement-queue.ts';

/** The embedded database in its thread. `ended` resolves with the reason when it dies by itself, never after `close`. */
export type EmbeddedThread = Readonly<{ send: SendStatements; close: () => Promise<void>; ended: Promise<string> }>;

/** Starts the thread; resolves when the database is open, rejects when it cannot be opened. */
export function startThread(
  cluster: string,
  onNotification: (channel: string, payload: string) => void,
): Promise<EmbeddedThread> {
  // Its chatter on standard output and error is dropped: it may quote statements.
  const worker = new Worker(new URL('./embedded-thread.ts', import.meta.url), {
    workerData: { directory: cluster },
    execArgv: ['--no-warnings'],
    stdout: true,
    stderr: true,
  });
  const pending = new Map<number, { resolve: (outcomes: Outcome[]) => void; reject: (error: unknown) => void }>();
  let lastId = 0;
  let closing = false;
  let dead: string | undefined;

  const ask = (
    message: { do: 'run'; statements: Parameters<SendStatements>[0] } | { do: 'close' },
  ): Promise<Outcome[]> =>
    new Promise((resolve, reject) => {
      if (dead !== undefined) return reject(new Failure('store-unavailable', `the embedded database ended: ${dead}`));
      lastId += 1;
      pending.set(lastId, { resolve, reject });
      worker.postMessage({ id: lastId, ...message } satisfies ToThread);
    });

  return new Promise((resolveOpen, rejectOpen) => {
    let tellEnded: (why: string) => void = () => {};
    const ended = new Promise<string>((resolve) => {
      tellEnded = resolve;
    });
    const end = (why: string) => {
      if (dead !== undefined) return;
      dead = why;
      for (const { reject } of pending.values())
        reject(new Failure('store-unavailable', 'the embedded database ended'));
      pending.clear();
      rejectOpen(new Error(why));
      if (!closing) tellEnded(why);
      worker.terminate();
    };
    const close = async () => {
      closing = true;
      if (dead === undefined) await ask({ do: 'close' }).catch(() => {}); // it died instead: closed as well
      await worker.terminate();
    };
    worker.on('message', (message: FromThread) => {
      if (message.is === 'open') resolveOpen({ send: (statements) => ask({ do: 'run', statements }), close, ended });
      if (message.is === 'broken') end(message.message);
      if (message.is === 'notification') onNotification(message.channel, message.payload);
      if (message.is === 'outcomes') {
        pending.get(message.id)?.resolve([...message.outcomes]);
        pending.delete(message.id);
      }
    });
    worker.on('error', (error) => end(error.message));
    worker.on('exit', (code) => end(`its thread ended with code ${code}`));
  });
}
