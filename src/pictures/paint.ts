import { Worker } from 'node:worker_threads';
import type { Drawn } from './draw-graph.ts';
import type { FromPainter, ToPainter } from './picture-thread.ts';

/** A drawing as pixels: PNG, whole and in slices. */
export type Painted = Omit<Extract<FromPainter, { png: Uint8Array }>, 'id'>;

/** Resolves with undefined when it cannot be painted, or not in time; the answer then goes without it. Never rejects. */
export type Paint = (drawn: Drawn) => Promise<Painted | undefined>;

/** Two pixels a unit: sharp on a phone, and no wider than 780. */
const scale = 2;
/** Milliseconds without work after which the thread ends and its memory is given back. */
const lingers = 10_000;
/** Pictures that may wait; somebody who asks beyond gets the text at once. */
const mostWaiting = 8;

/** Paints in a thread that lives while there is something to paint. `told` hears why something could not be painted. */
export function createPaint({
  told = () => {},
  within = 6_000,
  linger = lingers,
}: {
  told?: (reason: string) => void;
  /** Milliseconds that a picture may take, its wait for others included. */
  within?: number;
  linger?: number;
} = {}): Paint & Readonly<{ close: () => Promise<void> }> {
  type Waiting = { settle: (painted: Painted | undefined) => void };
  const waiting = new Map<number, Waiting>();
  let thread: Worker | undefined;
  let idle: NodeJS.Timeout | undefined;
  let last = 0;

  const end = (reason: string | undefined): Promise<unknown> => {
    const ending = thread;
    thread = undefined;
    clearTimeout(idle);
    if (reason) told(reason);
    for (const { settle } of [...waiting.values()]) settle(undefined);
    return ending ? ending.terminate() : Promise.resolve();
  };

  const begin = (): Worker => {
    const one = new Worker(new URL('./picture-thread.ts', import.meta.url), {
      resourceLimits: { maxOldGenerationSizeMb: 128 },
    });
    one.unref(); // a picture keeps no process alive
    one.on('message', (message: FromPainter) => {
      const { id, ...rest } = message;
      if ('error' in rest) told(rest.error);
      waiting.get(id)?.settle('error' in rest ? undefined : rest);
    });
    const lost = (reason: string) => {
      if (thread === one) void end(reason);
    };
    one.on('error', (error) => lost(error.message));
    one.on('exit', (code) => lost(`the thread ended with ${code}`));
    return one;
  };

  const paint: Paint = ({ svg, width }) => {
    if (waiting.size >= mostWaiting) return Promise.resolve(undefined);
    clearTimeout(idle);
    thread ??= begin();
    const id = ++last;
    return new Promise((resolve) => {
      // One that hangs would hold all who come after.
      const late = setTimeout(() => void end('painting took too long'), within);
      const settle = (painted: Painted | undefined): void => {
        if (!waiting.delete(id)) return;
        clearTimeout(late);
        resolve(painted);
        if (waiting.size > 0 || !thread) return;
        idle = setTimeout(() => void end(undefined), linger).unref();
      };
      waiting.set(id, { settle });
      const wish: ToPainter = { id, svg, width: width * scale };
      thread!.postMessage(wish);
    });
  };
  return Object.assign(paint, { close: async () => void (await end(undefined)) });
}
