/**
 * A process of its own that makes an empty PostgreSQL cluster in the directory of its argument, and ends: `initdb` leaves
 * hundreds of megabytes behind in the process that runs it.
 */
import { PGlite } from '@electric-sql/pglite';

const [directory] = process.argv.slice(2);
if (!directory) throw new Error('usage: make-cluster <directory>');
const pg = await PGlite.create({ dataDir: directory });
await pg.close();
