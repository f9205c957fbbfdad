import type { OptionalPart } from './cards/status-facts.ts';
import type { Route } from './listener.ts';

/**
 * `GET /healthz`: the process lives. `GET /readyz`: started, not stopping, and the database is usable; how XDR and the
 * platforms are stands in its body.
 */
export function routeHealth(
  route: Route,
  {
    isServing,
    store,
    parts,
  }: {
    isServing: () => boolean;
    store: () => Promise<Readonly<{ usable: boolean; reason?: string }>>;
    parts: () => Readonly<Record<string, OptionalPart>>;
  },
): void {
  route('GET', '/healthz', async () => ({ status: 200, body: 'ok\n' }));
  route('GET', '/readyz', async () => {
    const database = await store();
    const ready = isServing() && database.usable;
    const body = {
      ready,
      serving: isServing(),
      database: database.usable ? { state: 'ok' } : { state: 'unusable', reason: database.reason },
      ...parts(),
    };
    return { status: ready ? 200 : 503, contentType: 'application/json', body: `${JSON.stringify(body)}\n` };
  });
}
