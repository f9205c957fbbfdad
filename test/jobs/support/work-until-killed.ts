/**
 * Enqueues jobs as fast as they are stored and works them, in the data directory of its first argument, until killed.
 * Appends one line per fact to the file of its second argument: `stored <id>`, `done <id>`. With `drain` as the third,
 * it enqueues nothing, works what is left, and ends.
 */
import { openSync, writeSync } from 'node:fs';
import { createJobs } from '../../../src/jobs/jobs.ts';
import { silentLog } from '../../../src/log.ts';
import { openDatabase } from '../../../src/store/database.ts';

const [dataDir = '', facts = '', what] = process.argv.slice(2);
const file = openSync(facts, 'a');
const database = await openDatabase({ url: process.env['DATABASE_URL'], dataDir, log: silentLog });
const jobs = await createJobs({ database, log: silentLog, names: ['work'] });
await jobs.work<object>(
  'work',
  async ({ id }) => {
    await new Promise((done) => setTimeout(done, Math.random() * 20));
    writeSync(file, `done ${id}\n`);
  },
  { concurrency: 20, onGivenUp: async () => {} },
);
if (what === 'drain') {
  const left = () => database.query<{ n: number }>('select count(*) as n from pgboss.job');
  while (((await left())[0]?.n ?? 0) > 0) await new Promise((done) => setTimeout(done, 50));
  await jobs.stop();
  await database.close();
} else {
  console.log('working');
  const enqueueForever = async (line: number) => {
    for (let n = 0; ; n += 1) {
      const id = `${process.pid}-${line}-${n}`;
      await jobs.enqueue({ name: 'work', id, data: { n } });
      writeSync(file, `stored ${id}\n`);
    }
  };
  for (let line = 0; line < 10; line += 1) enqueueForever(line);
}
