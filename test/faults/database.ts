import { execFile } from 'node:child_process';
import { appendFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { PostgresServer } from '../support/postgres.ts';
import { type Fault, play, type Row, type Setting } from './support/fault.ts';

type Outage = Readonly<{ name: string; away: (server: PostgresServer, ms: number) => Promise<void> }>;

const stopped = (how: 'fast' | 'immediate'): Outage => ({
  name: `stopped (${how})`,
  away: async (server, ms) => {
    await server.stop(how);
    await pause(ms);
    await server.start();
  },
});
const outages: readonly Outage[] = [
  stopped('fast'),
  stopped('immediate'),
  {
    name: 'killed',
    away: async (server, ms) => {
      await server.kill();
      await pause(ms);
      await startAgain(server);
    },
  },
  {
    name: 'frozen',
    away: async (server, ms) => {
      const thaw = await server.freeze();
      await pause(ms);
      thaw();
    },
  },
];

/** Backends that outlive a killed postmaster hold its memory for a moment, and the next one refuses to start. */
async function startAgain(server: PostgresServer): Promise<void> {
  for (let tries = 0; ; tries++) {
    try {
      return await server.start();
    } catch (error) {
      if (tries > 20) throw error;
      await pause(250);
    }
  }
}

/** PostgreSQL goes away and comes back in mid-stream: what was not stored is not acknowledged, and Slack brings it again. */
export const databaseAway: Fault = {
  name: 'database-away',
  databases: ['postgres'],
  run: async function* (setting) {
    const server = setting.server!;
    const awayMs = setting.short ? 3_000 : 10_000;
    for (const { name, away } of setting.short ? outages.slice(1, 2) : outages) {
      const parts = { replicas: 2, retryDelaysMs: [100, awayMs, 2 * awayMs] };
      yield await play(`PostgreSQL ${name} for ${awayMs / 1000} s`, setting, parts, async (stage) => {
        const talk = stage.stream(setting.short ? 60 : 150, 10);
        await pause(1_500);
        const gone = away(server, awayMs);
        await pause(awayMs / 2);
        const during = await stage.replicas[0]!.readiness();
        await gone;
        await talk;
        await stage.settle(120_000);
        const after = await stage.replicas[0]!.readiness();
        return {
          note: `/readyz ${during} meanwhile, ${after} afterwards`,
          problems: during === 503 && after === 200 ? [] : [`/readyz was ${during} meanwhile and ${after} afterwards`],
        };
      });
    }
  },
};

/** The disk under the embedded database fills up and is freed again. Needs the right to mount. */
export const diskFull: Fault = {
  name: 'disk-full',
  databases: ['embedded'],
  run: async function* (setting) {
    const disk = await mountSmallDisk();
    if (!disk) {
      console.log('disk-full: skipped, a small disk cannot be mounted here');
      return;
    }
    try {
      yield await fillUp(disk, setting);
    } finally {
      await promisify(execFile)('umount', ['-l', disk]);
      await rm(disk, { recursive: true, force: true });
    }
  },
};

async function fillUp(disk: string, setting: Setting): Promise<Row> {
  const parts = { dataDir: disk, retryDelaysMs: [100, 8_000, 16_000] };
  return play('disk of the embedded database full', setting, parts, async (stage) => {
    const replica = stage.replicas[0]!;
    await stage.stream(20, 10);
    await fill(join(disk, 'ballast'));
    // Large ones: small ones find room in what the database has set aside.
    for (let i = 0; i < (setting.short ? 20 : 60); i++) {
      stage.say({ beside: 150 });
      await pause(100);
    }
    await pause(2_000);
    const refused = stage.ledger.refusals();
    const lived = replica.running();
    await rm(join(disk, 'ballast'));
    // Whoever runs it starts it again when it ends; what it then does with its directory is what counts.
    if (!lived) await replica.start();
    await stage.stream(20, 10);
    await stage.settle(60_000);
    return {
      note: `${refused} deliveries refused; ${lived ? 'it lived' : 'it ended and was started again'}`,
      problems: refused > 0 ? [] : ['the disk was never too full to store'],
    };
  });
}

/** Writes until nothing more fits. */
async function fill(path: string): Promise<void> {
  for (let piece = Buffer.alloc(1024 * 1024); piece.length > 0; ) {
    await appendFile(path, piece).catch(() => {
      piece = piece.subarray(0, Math.floor(piece.length / 2));
    });
  }
}

async function mountSmallDisk(): Promise<string | undefined> {
  const folder = await mkdtemp(join(tmpdir(), 'xdr-small-disk-'));
  try {
    await promisify(execFile)('mount', ['-t', 'tmpfs', '-o', 'size=160m', 'tmpfs', folder]);
    return folder;
  } catch {
    await rm(folder, { recursive: true, force: true });
    return undefined;
  }
}
