import { removeDirectories } from '../support/database.ts';
import { type PostgresServer, startPostgres } from '../support/postgres.ts';
import { findPostgres } from '../support/postgres-binaries.ts';
import { endProcesses } from '../support/process.ts';
import { actions } from './actions.ts';
import { actionsTwice } from './actions-twice.ts';
import { databaseAway } from './database.ts';
import { kill } from './kill.ts';
import { longOutage } from './long-outage.ts';
import { duplicates, start } from './replicas.ts';
import { type Fault, isGood, type Row } from './support/fault.ts';
import { outage } from './xdr.ts';

/** The short form of `npm run test:faults`, which runs all of them, longer and on both databases. */
const kills = 3;

async function expectNothingLost(fault: Fault, server: PostgresServer | undefined): Promise<void> {
  const rows: Row[] = [];
  for await (const row of fault.run({ server, kills, short: true })) rows.push(row);
  expect(rows.filter((row) => !isGood(row))).toEqual([]);
  expect(rows.map(({ messages }) => messages > 0)).toContain(true);
}

afterEach(endProcesses);
afterAll(removeDirectories);

describe('on the embedded database, nothing is lost and nothing doubled', () => {
  test.each([kill, actions, outage, longOutage])('$name', (fault) => expectNothingLost(fault, undefined), 120_000);
});

// A server of its own: it is stopped and started.
const describeWithServer = findPostgres() ? describe : describe.skip;
describeWithServer('on PostgreSQL, nothing is lost and nothing doubled', () => {
  let server: PostgresServer | undefined;
  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(() => server?.close());

  test.each([start, kill, duplicates, actionsTwice, databaseAway])(
    '$name',
    (fault) => expectNothingLost(fault, server),
    120_000,
  );
});
