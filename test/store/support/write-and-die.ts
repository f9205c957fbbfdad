/** Writes rows into the data directory of its argument and kills itself while writing; prints how many were confirmed. */
import { writeSync } from 'node:fs';
import { silentLog } from '../../../src/log.ts';
import { openDatabase } from '../../../src/store/database.ts';

const database = await openDatabase({ dataDir: process.argv[2] ?? '', log: silentLog });
await database.query('create table written (id int)');
let confirmed = 0;
for (let id = 0; ; id += 1) {
  const written = database.query('insert into written values ($1)', [id]).then(() => {
    confirmed += 1;
    if (confirmed < 500) return;
    writeSync(1, String(confirmed));
    process.kill(process.pid, 'SIGKILL');
  });
  if (id % 50 === 0) await written;
}
