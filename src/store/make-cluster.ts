/**
 * A process of its own that puts an empty PostgreSQL cluster into the directory of its argument, and ends: making one
 * leaves hundreds of megabytes behind in the process that does it. The cluster is the one that PGlite's authors publish
 * for exactly this version (both are pinned together); running `initdb` would take three times as long.
 */
import { PGlite } from '@electric-sql/pglite';
import { dataDir } from '@electric-sql/pglite-prepopulatedfs';

const [directory] = process.argv.slice(2);
if (!directory) throw new Error('usage: make-cluster <directory>');
const pg = await PGlite.create({ dataDir: directory, loadDataDir: await dataDir() });
await pg.close();
