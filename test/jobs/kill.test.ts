import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { dataDirectory, removeDirectories } from '../support/database.ts';
import { describeDatabases, postgresUrl } from '../support/databases.ts';

afterAll(removeDirectories);

const script = fileURLToPath(new URL('./support/work-until-killed.ts', import.meta.url));
const start = (environment: Readonly<Record<string, string>>, ...args: string[]) =>
  spawn(process.execPath, ['--no-warnings', script, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { PATH: process.env['PATH'], ...environment },
  });

/** KILL_ROUNDS makes it longer. */
const rounds = Number(process.env['KILL_ROUNDS'] ?? 5);

describeDatabases((_open, kind) => {
  test('no job that was called stored is lost by kill -9, at whatever moment it comes', async () => {
    const dataDir = await dataDirectory();
    const environment: Record<string, string> = kind === 'postgres' ? { DATABASE_URL: await postgresUrl() } : {};
    const facts = join(dataDir, 'facts');
    for (let round = 0; round < rounds; round += 1) {
      const child = start(environment, dataDir, facts);
      await once(child.stdout, 'data');
      await new Promise((done) => setTimeout(done, Math.random() * 1000));
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
    const last = start(environment, dataDir, facts, 'drain');
    expect(await once(last, 'exit')).toEqual([0, null]);

    const lines = (await readFile(facts, 'utf8')).trim().split('\n');
    const of = (what: string) =>
      lines.filter((line) => line.startsWith(what)).map((line) => line.slice(what.length + 1));
    const stored = of('stored');
    const done = of('done');
    const times = new Map<string, number>();
    for (const id of done) times.set(id, (times.get(id) ?? 0) + 1);
    const lost = stored.filter((id) => !times.has(id));
    const repeated = [...times.values()].filter((count) => count > 1).length;
    if (process.env['KILL_ROUNDS']) console.log({ kind, rounds, stored: stored.length, lost: lost.length, repeated });
    expect(stored.length).toBeGreaterThan(0);
    expect(lost).toEqual([]);
    // What was running at a kill runs again: at most as many as run at once.
    expect(repeated).toBeLessThanOrEqual(rounds * 20 * 2);
  }, 600_000);
});
