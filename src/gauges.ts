import type { Adapter } from './adapter.ts';
import type { Budget } from './budget/budget.ts';
import type { Jobs } from './jobs/jobs.ts';
import type { Metrics, Sample } from './metrics.ts';
import type { Database } from './store/database.ts';
import type { Xdr } from './xdr/xdr.ts';

/** How things stand when somebody reads the metrics: budget, queue, circuits, platforms, database. */
export function registerGauges(
  { gauge }: Pick<Metrics, 'gauge'>,
  {
    budget,
    jobs,
    xdr,
    database,
    adapters,
  }: Readonly<{
    budget: Budget;
    jobs: Pick<Jobs, 'depth'>;
    xdr: Pick<Xdr, 'circuits'>;
    database: Pick<Database, 'pool'>;
    adapters: readonly Adapter[];
  }>,
): void {
  gauge('budget_calls', 'Calls to XDR of the last 60 minutes, all replicas, by what they are.', ['what'], async () => {
    await budget.refresh().catch(() => {}); // then as last seen
    const { perHour, used, watchingUsed, bulk, reserved, orgRemaining } = budget.snapshot();
    const organisation = orgRemaining === undefined ? {} : { 'organisation-remaining': orgRemaining };
    return samples('what', {
      limit: perHour,
      used,
      watching: watchingUsed,
      'bulk-left': bulk.left,
      reserved,
      ...organisation,
    });
  });
  gauge('budget_rooms_over', 'Rooms that have had their part of watching for this hour.', [], async () => [
    { value: budget.snapshot().roomsOver },
  ]);
  // Both gauges of the queue are read at the same moment: the database is asked once.
  let asked: ReturnType<typeof jobs.depth> | undefined;
  const depth = () => {
    asked ??= jobs.depth().finally(() => {
      asked = undefined;
    });
    return asked;
  };
  gauge('queue_jobs', 'Jobs that wait: due, or put off to a time of theirs.', ['name', 'what'], async () =>
    (await depth()).flatMap(({ name, waiting, putOff }) => [
      { labels: { name, what: 'due' }, value: waiting },
      { labels: { name, what: 'put-off' }, value: putOff },
    ]),
  );
  gauge('queue_oldest_seconds', 'How long the oldest waiting job has waited.', ['name'], async () =>
    (await depth()).map(({ name, oldestAgeSeconds }) => ({ labels: { name }, value: oldestAgeSeconds })),
  );
  gauge('circuit_open', '1 while a service of XDR is left alone, 0.5 while it is tried.', ['service'], async () =>
    Object.entries(xdr.circuits()).map(([service, { state }]) => ({
      labels: { service },
      value: { closed: 0, 'half-open': 0.5, open: 1 }[state],
    })),
  );
  gauge('platform_ok', '1 while a platform is well.', ['platform'], async () =>
    adapters.map(({ platform, state }) => ({ labels: { platform }, value: state().state === 'ok' ? 1 : 0 })),
  );
  const { pool } = database;
  if (pool)
    gauge('database_connections', 'Connections of the pool, and requests that wait for one.', ['what'], async () =>
      samples('what', pool()),
    );
}

const samples = (label: string, values: Readonly<Record<string, number>>): Sample[] =>
  Object.entries(values).map(([name, value]) => ({ labels: { [label]: name }, value }));
