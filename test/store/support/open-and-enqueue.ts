/** Opens the database at the address of its argument and enqueues one job; prints `stored` or `known`. */
import { createJobs } from '../../../src/jobs/jobs.ts';
import { silentLog } from '../../../src/log.ts';
import { openDatabase } from '../../../src/store/database.ts';

const database = await openDatabase({ url: process.argv[2], dataDir: '', log: silentLog });
const jobs = await createJobs({ database, log: silentLog, names: ['one', 'two'] });
console.log(await jobs.enqueue({ name: 'one', id: 'a', data: {} }));
await jobs.stop();
await database.close();
