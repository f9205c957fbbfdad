import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { jsonAnswer } from '../../demo/xdr/fault.ts';
import { emptyDirectory } from '../support/database.ts';
import { type Fault, play, type Row, type Setting } from './support/fault.ts';

const preload = fileURLToPath(new URL('./support/shift-clock.mjs', import.meta.url));
const hour = 3_600_000;

/**
 * The clock of the process (and of the embedded database with it; PostgreSQL keeps the true time) steps by an hour and
 * back. Over HTTP Slack's signatures are older or younger than the 300 s that its contract allows: they are refused with
 * 401, and Slack repeats; what is still refused after the last repetition is never heard of. Socket Mode has no such
 * time in it: there nothing may be missed.
 */
export const clock: Fault = {
  name: 'clock',
  databases: ['embedded', 'postgres'],
  run: async function* (setting) {
    const ways = setting.short
      ? [{ hours: 1, socket: true }]
      : [1, -1].flatMap((hours) => [true, false].map((socket) => ({ hours, socket })));
    for (const way of ways) yield await step(setting, way);
  },
};

async function step(setting: Setting, { hours, socket }: { hours: number; socket: boolean }): Promise<Row> {
  const file = join(await emptyDirectory(), 'ahead');
  await writeFile(file, '0');
  const environment = { NODE_OPTIONS: `--import=${preload}`, SHIFTED_CLOCK: file };
  const name = `clock ${hours > 0 ? '+' : '−'}1 h and back, ${socket ? 'Socket Mode' : 'HTTP'}`;
  const away = setting.short ? 3_000 : 10_000;
  const parts = { socket, environment, retryDelaysMs: [100, away, 2 * away] };
  return play(name, setting, parts, async (stage) => {
    const talk = stage.stream((away / 1000) * 12 + 20, 5);
    await pause(700);
    for (const ahead of [hours * hour, 0]) {
      // What waits for another try is caught by the step, too.
      stage.xdr.faults.always('*', jsonAnswer(503));
      await pause(1_300);
      await writeFile(file, String(ahead));
      await pause(500);
      stage.xdr.faults.clear();
      if (ahead !== 0) await pause(away);
    }
    await talk;
    await stage.settle(90_000);
    return { note: socket ? '' : 'signatures refused meanwhile: 401, repeated by Slack' };
  });
}
