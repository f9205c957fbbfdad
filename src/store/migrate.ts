import { readdir, readFile } from 'node:fs/promises';
import { Failure } from '../failure.ts';
import type { Log } from '../log.ts';
import type { SqlDriver } from './sql-driver.ts';

const folder = new URL('./migrations/', import.meta.url);

/** One number for all processes of this program that start on one PostgreSQL at once. */
const migrationLock = 7_310_250_126;
/** Milliseconds: an index over a large table takes its time, and so does waiting for the replica that makes it. */
const longestMigration = 10 * 60 * 1000;

/** Applies what is missing of `migrations/*.sql`, in order of their names, all or nothing. */
export async function migrate(driver: SqlDriver, log: Log): Promise<void> {
  const known = (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort();
  await driver.transaction(async (run) => {
    await run('set local statement_timeout = 0; set local lock_timeout = 0');
    await run('select pg_advisory_xact_lock($1::bigint)', [migrationLock]);
    await run('create table if not exists migrations (name text primary key, applied_at timestamptz not null)');
    const applied = (await run('select name from migrations')).map(({ name }) => String(name));
    const unknown = applied.filter((name) => !known.includes(name));
    if (unknown.length > 0)
      throw new Failure(
        'store-unavailable',
        `The database was written by a newer version of xdr-chatops (it knows ${unknown.join(', ')}). Start that version, or restore a backup from before the upgrade.`,
      );
    for (const name of known.filter((name) => !applied.includes(name))) {
      await run(await readFile(new URL(name, folder), 'utf8'));
      await run('insert into migrations values ($1, now())', [name]);
      log.info({ migration: name }, 'database migrated');
    }
  }, longestMigration);
}
