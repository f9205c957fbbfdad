import { applyFault } from '../xdr/apply-fault.ts';
import { createFaults, type Faults } from '../xdr/faults.ts';
import { wait } from '../xdr/wait.ts';
import { feedRoutes, type GivenFeeds } from './feed-routes.ts';
import { type Grid, type GridRoute, gridError } from './route.ts';
import { sampleRoutes } from './sample-routes.ts';
import { searchRoutes } from './search-routes.ts';
import { createSubmissions, type Submissions } from './submissions.ts';
import { MOST_A_DAY, submitRoutes, whoamiRoute } from './submit-routes.ts';

/** The key of the demonstration; it opens nothing else. */
export const DEMO_GRID_KEY = 'demo-key.of-no.real-threat-grid-7f3a';

/** One request that reached the simulation; the key is taken out of its path. `fields` of a form, a file by its size. */
export type GridCall = Readonly<{
  name: string;
  method: string;
  path: string;
  status: number;
  fields?: Readonly<Record<string, string>>;
}>;

/** A Threat Grid that lives in this process, as documented in public; nothing in it is real. */
export type SimulatedThreatGrid = Readonly<{
  key: string;
  answer: (request: Request) => Promise<Response>;
  /** By the names of routes; `*` is every one. */
  faults: Faults<string>;
  /** Latest calls, oldest first, of one route or of all; `status` 0 got no answer. */
  calls: (name?: string) => readonly GridCall[];
  submissions: Submissions;
  /** Feeds that stand in place of the usual ones. */
  feeds: GivenFeeds;
  setLatency: (name: string, ms: number) => void;
  /** What is left of the day's submissions, and for how long there are none when that is nothing. */
  setQuota: (left: number, waitSeconds?: number) => void;
  reset: () => void;
}>;

export function createSimulatedThreatGrid({
  now = Date.now,
  key = DEMO_GRID_KEY,
  latency = {},
  routes: further = [],
}: Readonly<{
  now?: () => number;
  key?: string;
  /** How long each route takes, ms; 0 by default. */
  latency?: Readonly<Record<string, number>>;
  /** Beside the usual ones; asked first. */
  routes?: readonly GridRoute[];
}> = {}): SimulatedThreatGrid {
  const faults = createFaults<string>();
  const submissions = createSubmissions(now);
  const quota = { left: MOST_A_DAY, waitSeconds: 3_600 };
  const grid: Grid = { now, submissions, quota };
  const feeds: GivenFeeds = new Map();
  const routes = [
    ...further,
    ...searchRoutes,
    ...sampleRoutes,
    ...submitRoutes,
    ...feedRoutes(feeds),
    whoamiRoute(key),
  ];
  let latencies: Record<string, number> = { ...latency };
  let calls: GridCall[] = [];

  const answer = async (request: Request): Promise<Response> => {
    const url = new URL(request.url);
    const route = routes.find((one) => one.method === request.method && one.path.test(url.pathname));
    const form = request.method === 'POST' ? await request.formData().catch(() => undefined) : undefined;
    const given = form?.get('api_key') ?? url.searchParams.get('api_key');
    url.searchParams.delete('api_key');
    const name = route?.name ?? 'not-found';
    const log = (status: number) => {
      const fields = form ? { fields: fieldsOf(form) } : {};
      calls = [
        ...calls.slice(-1_999),
        { name, method: request.method, path: url.pathname + url.search, status, ...fields },
      ];
    };
    const respond = async () => {
      const ms = latencies[name] ?? latencies['*'] ?? 0;
      if (ms > 0) await wait(ms, request.signal);
      const response =
        given !== key
          ? gridError(401, 'Authentication required')
          : route
            ? await route.answer({ url, found: groupsIn(route.path, url.pathname), form }, grid)
            : gridError(404, 'Not Found');
      log(response.status);
      return response;
    };
    const fault = faults.take(name);
    if (!fault) return respond();
    if (fault.kind === 'answer') log(fault.status);
    else if (fault.kind === 'reset' || fault.kind === 'hang') log(0);
    return applyFault(fault, respond, faults.cleared, request.signal);
  };

  return {
    key,
    answer,
    faults,
    calls: (name) => calls.filter((one) => name === undefined || one.name === name),
    submissions,
    feeds,
    setLatency: (name, ms) => {
      latencies[name] = ms;
    },
    setQuota: (left, waitSeconds = 3_600) => {
      quota.left = left;
      quota.waitSeconds = waitSeconds;
    },
    reset: () => {
      faults.clear();
      submissions.reset();
      feeds.clear();
      quota.left = MOST_A_DAY;
      latencies = { ...latency };
      calls = [];
    },
  };
}

const groupsIn = (path: RegExp, name: string): string[] => (path.exec(name) ?? []).slice(1).map(decoded);

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

const fieldsOf = (form: FormData): Record<string, string> =>
  Object.fromEntries(
    [...form]
      .filter(([name]) => name !== 'api_key')
      .map(([name, value]) => [name, typeof value === 'string' ? value : `${value.name}: ${value.size} bytes`]),
  );
