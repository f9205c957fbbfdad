/**
 * Runs in a worker thread of its own: the embedded PostgreSQL (PGlite), whose work would otherwise block the event loop.
 * Talks to open-embedded by messages.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { PGlite } from '@electric-sql/pglite';
import { createRunPrepared } from './prepared.ts';
import { runGroup } from './run-group.ts';
import type { Outcome, Statement } from './statement-queue.ts';

export type ToThread =
  | Readonly<{ id: number; do: 'run'; statements: readonly Statement[] }>
  | Readonly<{ id: number; do: 'close' }>;
export type FromThread =
  | Readonly<{ is: 'open' }>
  | Readonly<{ is: 'broken'; message: string }>
  | Readonly<{ is: 'outcomes'; id: number; outcomes: readonly Outcome[] }>
  | Readonly<{ is: 'notification'; channel: string; payload: string }>;

const port = parentPort;
if (!port) throw new Error('embedded-thread runs as a worker thread only');
const tell = (message: FromThread) => port.postMessage(message);

/** Refusals that are not the statement's own fault: no room, an error of the disk, an odd state. */
const isGrave = (outcome: Outcome) => 'error' in outcome && /^(24|53|58|XX)/.test(outcome.error.code ?? 'XX');

try {
  const pg = await PGlite.create({
    dataDir: workerData.directory,
    startParams: [
      ...PGlite.defaultStartParams,
      ...['-c', 'shared_buffers=8MB'], // it is memory of this process; the default 128 MB is never given back
      ...['-c', 'max_wal_size=64MB', '-c', 'min_wal_size=32MB'],
      ...['-c', 'jit=off'],
      ...['-c', 'plan_cache_mode=force_generic_plan'], // planning takes longer here than running
    ],
  });
  pg.onNotification((channel, payload) => tell({ is: 'notification', channel, payload }));
  const runPrepared = createRunPrepared(pg);
  // After a write that failed halfway it has been seen to refuse every statement from then on; opened again, it is well.
  const works = () =>
    runPrepared('select $1::int', [1]).then(
      () => true,
      () => false,
    );
  port.on('message', async (message: ToThread) => {
    const outcomes: Outcome[] = [];
    if (message.do === 'run') outcomes.push(...(await runGroup(pg, runPrepared, message.statements)));
    if (message.do === 'close') await pg.close();
    tell({ is: 'outcomes', id: message.id, outcomes });
    if (message.do === 'close') port.close();
    else if (outcomes.some(isGrave) && !(await works())) tell({ is: 'broken', message: 'it refuses everything' });
  });
  tell({ is: 'open' });
} catch (error) {
  tell({ is: 'broken', message: error instanceof Error ? error.message : String(error) });
}
