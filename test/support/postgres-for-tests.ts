import { type PostgresServer, startPostgres } from './postgres.ts';

let server: PostgresServer | undefined;

/** Before all tests: one server for them all, unless TEST_DATABASE_URL names one on which databases may be created. */
export async function setUp(): Promise<void> {
  if (process.env['TEST_DATABASE_URL']) return;
  server = await startPostgres();
  if (server) process.env['TEST_DATABASE_URL'] = server.url('postgres');
  else console.log('PostgreSQL tests are skipped: no server found');
}

export async function tearDown(): Promise<void> {
  await server?.close();
}
