import { type Started, startProcess } from '../../support/process.ts';

/** One replica of the bot: a real process that can be ended in every way and started again at the same port. */
export type Replica = Readonly<{
  port: number;
  /** Starts it; resolves when it is ready. */
  start: () => Promise<void>;
  /** Starts it without waiting. */
  launch: () => void;
  /** kill -9. */
  kill: () => Promise<void>;
  /** SIGTERM; resolves with the exit code and the milliseconds it took. */
  terminate: () => Promise<Readonly<{ code: number | string; ms: number }>>;
  /** SIGSTOP; resolves with SIGCONT. */
  freeze: () => () => void;
  running: () => boolean;
  /** The status of `GET /readyz`; 0 when nobody answers. */
  readiness: () => Promise<number>;
  /** The last lines that it wrote. */
  lastWords: () => string;
  /** All that it wrote, in all of its lives. */
  allWords: () => string;
}>;

/** A replica that is not ready within this is a fault of its own. */
const readyWithin = 180_000;

export function createReplica(port: number, environment: Readonly<Record<string, string>>): Replica {
  let its: Started | undefined;
  const lives: Started[] = [];
  let ended = true;
  const launch = () => {
    const started = startProcess({ ...environment, PORT: String(port) });
    its = started;
    lives.push(started);
    ended = false;
    void started.ended.then(() => {
      if (its === started) ended = true;
    });
  };
  /** Starts it; false when it ended since the database could not be reached in time: whoever runs it starts it again. */
  const ready = async (): Promise<boolean> => {
    launch();
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`not ready in time:\n${its?.output().slice(-2000)}`)), readyWithin);
    });
    try {
      await Promise.race([its!.ready(port), late]);
      return true;
    } catch (error) {
      if (!/PostgreSQL cannot be/.test(its?.output() ?? '')) throw error;
      return false;
    } finally {
      clearTimeout(timer);
    }
  };
  return {
    port,
    launch,
    start: async () => {
      for (let again = 0; again < 30; again++) if (await ready()) return;
      throw new Error(`not started:\n${its?.output().slice(-2000)}`);
    },
    kill: async () => {
      its?.child.kill('SIGKILL');
      await its?.ended;
    },
    terminate: async () => {
      const began = performance.now();
      its?.child.kill('SIGTERM');
      const code = (await its?.ended) ?? 0;
      return { code, ms: performance.now() - began };
    },
    freeze: () => {
      its?.child.kill('SIGSTOP');
      return () => its?.child.kill('SIGCONT');
    },
    running: () => !ended,
    readiness: () =>
      fetch(`http://127.0.0.1:${port}/readyz`, { signal: AbortSignal.timeout(5_000) }).then(
        ({ status }) => status,
        () => 0,
      ),
    lastWords: () => its?.output().slice(-2000) ?? '',
    allWords: () => lives.map(({ output }) => output()).join('\n'),
  };
}
