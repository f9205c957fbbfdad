import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describePostgres, postgresUrl } from '../support/databases.ts';
import { ask } from '../support/postgres.ts';
import { endProcesses, startProcess } from '../support/process.ts';

const script = fileURLToPath(new URL('./support/open-and-enqueue.ts', import.meta.url));
const migrations = readdirSync(new URL('../../src/store/migrations', import.meta.url)).sort();

afterAll(endProcesses);

describePostgres('several replicas on PostgreSQL', () => {
  test('four that start at once on an empty database make its tables once, and one job of theirs is one', async () => {
    for (let round = 0; round < 2; round += 1) {
      const url = await postgresUrl();
      const replicas = [1, 2, 3, 4].map(() => startProcess({}, script, [url]));
      const codes = await Promise.all(replicas.map(({ ended }) => ended));
      expect({ codes, said: replicas.map(({ output }) => output().trim()).sort() }).toEqual({
        codes: [0, 0, 0, 0],
        said: ['known', 'known', 'known', 'stored'],
      });
      expect(await ask(url, 'select name from migrations order by name')).toEqual(migrations.map((name) => ({ name })));
      expect(await ask(url, 'select count(*)::int as jobs from pgboss.job')).toEqual([{ jobs: 1 }]);
    }
  }, 120_000);
});
