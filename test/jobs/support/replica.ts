/**
 * Works the queue `work` on the PostgreSQL server of its first argument until its jobs are told to end by SIGUSR2, or at
 * once with `quick` as the third. Appends one line per fact to the file of its second argument, with its process id:
 * `<pid> began|aborted|done <id>`. SIGTERM stops it gracefully.
 */
import { appendFileSync } from 'node:fs';
import { createJobs } from '../../../src/jobs/jobs.ts';
import { silentLog } from '../../../src/log.ts';
import { openDatabase } from '../../../src/store/database.ts';

const [url, facts = '', how] = process.argv.slice(2);
const told = Promise.withResolvers<void>();
process.on('SIGUSR2', told.resolve);
if (how === 'quick') told.resolve();

const say = (what: string, id: string) => appendFileSync(facts, `${process.pid} ${what} ${id}\n`);
const database = await openDatabase({ url, dataDir: '', log: silentLog });
const jobs = await createJobs({ database, log: silentLog, names: ['work'] });
await jobs.work<object>(
  'work',
  async ({ id, signal }) => {
    say('began', id);
    signal.addEventListener('abort', () => say('aborted', id));
    await told.promise;
    say('done', id);
  },
  { concurrency: 10, onGivenUp: async () => {} },
);
process.on('SIGTERM', async () => {
  await jobs.stop();
  await database.close();
  process.exit(0);
});
console.log('working');
