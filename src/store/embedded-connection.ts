import { Worker } from 'node:worker_threads';
import { Failure } from '../failure.ts';
import type { FromThread, ToThread } from './embedded-thread.ts';
import type { Outcome, SendStatements } from './statement-queue.ts';

/** The embedded database in its thread. `ended` resolves with the reason when it dies by itself, never after `close`. */
export type EmbeddedThread = Readonly<{ send: SendStatements; close: () => Promise<void>; ended: Promise<string> }>;

export type ThreadParts = Readonly<{
  cluster: string;
  /**
   * A thread that leaves statements without an answer for so many milliseconds is ended. What it has committed is safe;
   * after an error of the disk the database has been seen to run in a circle.
   */
  patience: number;
  onNotification: (channel: string, payload: string) => void;
}>;

type Asked = { do: 'run'; statements: Parameters<SendStatements>[0] } | { do: 'close' };
type Pending = { resolve: (outcomes: Outcome[]) => void; reject: (error: unknown) => void; timer: NodeJS.Timeout };

/** Opening replays what was written since the last checkpoint: at most 64 MB of log. */
const longestOpening = 120_000;

/** Starts the thread; resolves when the database is open, rejects when it cannot be opened. */
export function startThread({ cluster, patience, onNotification }: ThreadParts): Promise<EmbeddedThread> {
  const worker = new Worker(new URL('./embedded-thread.ts', import.meta.url), {
    workerData: { directory: cluster },
    execArgv: ['--no-warnings'],
    stdout: true,
    stderr: true,
  });
  // Its chatter is dropped: it may quote statements.
  worker.stdout.resume();
  worker.stderr.resume();
  const pending = new Map<number, Pending>();
  const opening = Promise.withResolvers<EmbeddedThread>();
  const ended = Promise.withResolvers<string>();
  const openTimer = setTimeout(() => end(`not open within ${longestOpening} ms`), longestOpening);
  let lastId = 0;
  let closing = false;
  let dead = false;

  const end = (why: string) => {
    if (dead) return;
    dead = true;
    clearTimeout(openTimer);
    for (const { reject, timer } of pending.values()) {
      clearTimeout(timer);
      reject(notRunning());
    }
    pending.clear();
    opening.reject(new Error(why));
    if (!closing) ended.resolve(why);
    worker.terminate();
  };

  const ask = (asked: Asked): Promise<Outcome[]> =>
    new Promise((resolve, reject) => {
      if (dead) return reject(notRunning());
      lastId += 1;
      worker.postMessage({ id: lastId, ...asked } satisfies ToThread); // throws for what cannot be cloned
      const timer = setTimeout(() => end(`no answer within ${patience} ms`), patience);
      pending.set(lastId, { resolve, reject, timer });
      worker.ref();
    });

  const close = async () => {
    closing = true;
    await ask({ do: 'close' }).catch(() => {}); // it died before: closed as well
    await worker.terminate();
  };

  worker.on('message', (message: FromThread) => {
    if (message.is === 'broken') end(message.message);
    if (message.is === 'notification') onNotification(message.channel, message.payload);
    if (message.is === 'open') {
      clearTimeout(openTimer);
      opening.resolve({ send: (statements) => ask({ do: 'run', statements }), close, ended: ended.promise });
    }
    if (message.is === 'outcomes') {
      const answered = pending.get(message.id);
      pending.delete(message.id);
      clearTimeout(answered?.timer);
      answered?.resolve([...message.outcomes]);
    }
    if (pending.size === 0) worker.unref(); // an idle database keeps no process alive
  });
  worker.on('error', (error) => end(error.message));
  worker.on('exit', (code) => end(`its thread ended with code ${code}`));
  return opening.promise;
}

export const notRunning = () => new Failure('store-unavailable', 'the embedded database is not running');
