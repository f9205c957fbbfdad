import { type Log, silentLog } from '../../src/log.ts';
import { type Database, openDatabase } from '../../src/store/database.ts';
import { testDatabase } from './database.ts';
import { ask, createDatabase } from './postgres.ts';

/** From postgres-for-tests, which says so when there is none. */
const server = process.env['TEST_DATABASE_URL'];

/** Opens an empty database of its own; close it, and call `removeDirectories` after all. */
export type OpenDatabase = (log?: Log) => Promise<Database>;

/**
 * A suite on both kinds of database: `describeDatabases((open) => { beforeAll(async () => { database = await open(); }) … })`.
 * Without a server the second is skipped, and counted so.
 */
export function describeDatabases(tests: (open: OpenDatabase, kind: Database['kind']) => void): void {
  describe('on the embedded database', () => tests(testDatabase, 'embedded'));
  describePostgres('on PostgreSQL', () => tests(testPostgres, 'postgres'));
}

/** Tests that need a PostgreSQL server: skipped, and counted so, where there is none. */
export const describePostgres = server ? describe : describe.skip;

/** An empty database on the server. */
export const testPostgres: OpenDatabase = async (log = silentLog) =>
  openDatabase({ url: await postgresUrl(), dataDir: '', log });

/** Two replicas: connections of their own to one empty database, and the same one where it takes a single process. */
export async function openReplicas(kind: Database['kind']): Promise<readonly [Database, Database]> {
  if (kind === 'embedded') {
    const one = await testDatabase();
    return [one, one];
  }
  const there = { url: await postgresUrl(), dataDir: '', log: silentLog };
  return [await openDatabase(there), await openDatabase(there)];
}

const made: string[] = [];

/** The address of an empty database on the server, for replicas that share it. */
export async function postgresUrl(): Promise<string> {
  if (!server) throw new Error('there is no PostgreSQL server: use describePostgres');
  const url = await createDatabase(server);
  made.push(new URL(url).pathname.slice(1));
  return url;
}

afterAll(async () => {
  for (const name of made.splice(0)) await ask(server!, `drop database ${name} with (force)`);
});
