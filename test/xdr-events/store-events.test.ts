import type { Database } from '../../src/store/database.ts';
import { createStoreEvents, pruneXdrEvents } from '../../src/xdr-events/store-events.ts';
import type { XdrEventJob } from '../../src/xdr-events/xdr-event.ts';
import { removeDirectories } from '../support/database.ts';
import { describeDatabases } from '../support/databases.ts';

const incidents = ['incident-00000000-0000-4000-8000-000000001042'];
const created = (id: string) => ({ id, type: 'private-intel/incident/created', incidents });

describeDatabases((open) => {
  let database: Database;
  beforeAll(async () => {
    database = await open();
  }, 60_000);
  beforeEach(() => database.query('delete from xdr_events'));
  afterAll(async () => {
    await database.close();
    await removeDirectories();
  });

  const storing = (enqueue: (id: string, job: XdrEventJob) => Promise<unknown> = async () => {}) => {
    const jobs: string[] = [];
    const store = createStoreEvents({
      query: database.query,
      enqueue: async (id, job) => {
        await enqueue(id, job);
        jobs.push(id);
      },
      now: Date.now,
    });
    return {
      jobs,
      outcomes: async (...events: Parameters<typeof store>[0]) => (await store(events)).map(({ outcome }) => outcome),
    };
  };

  test('each event leaves one job, whatever is delivered again; what is none of ours leaves none', async () => {
    const { jobs, outcomes } = storing();
    expect(await outcomes(created('a'), created('a'), created('b'))).toEqual(['stored', 'stored']);
    expect(await outcomes(created('b'))).toEqual(['known']);
    expect(
      await outcomes(
        { id: 'c', type: 'auto/workflow/errored', incidents: [] },
        { id: 'd', type: 'made/up', incidents },
        { id: 'e', type: 'private-intel/incident/updated', incidents: [] },
      ),
    ).toEqual(['counted', 'ignored', 'ignored']);
    expect(await outcomes({ id: 'c', type: 'auto/workflow/errored', incidents: [] })).toEqual(['known']);
    expect(jobs).toEqual(['event/a', 'event/b']);
  });

  test('an event whose job could not be stored is not done with: the next delivery makes up for it', async () => {
    const failing = storing(() => Promise.reject(new Error('away')));
    await expect(failing.outcomes(created('a'))).rejects.toThrow('away');
    const { jobs, outcomes } = storing();
    expect(await outcomes(created('a'))).toEqual(['stored']);
    expect(await outcomes(created('a'))).toEqual(['known']);
    expect(jobs).toEqual(['event/a']);
  });

  test('the same lists at once do not hold each other up', async () => {
    const { outcomes } = storing();
    const list = Array.from({ length: 50 }, (_, at) => created(`e${at}`));
    await Promise.all(Array.from({ length: 8 }, (_, at) => outcomes(...(at % 2 ? list : list.toReversed()))));
    expect(await database.query('select id from xdr_events where queued')).toHaveLength(50);
  });

  test('after 30 days an event is forgotten', async () => {
    await storing().outcomes(created('a'));
    await pruneXdrEvents(database.query, Date.now() + 29 * 24 * 60 * 60_000);
    expect(await database.query('select id from xdr_events')).toHaveLength(1);
    await pruneXdrEvents(database.query, Date.now() + 31 * 24 * 60 * 60_000);
    expect(await database.query('select id from xdr_events')).toHaveLength(0);
  });
});
