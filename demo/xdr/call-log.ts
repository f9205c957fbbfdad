import { type Service, UNCOUNTED } from './service.ts';

/** One request that reached the simulation. */
export type Call = Readonly<{
  service: Service;
  method: string;
  /** Path and query as sent. */
  path: string;
  /** Parsed if it was JSON, the text otherwise, undefined if there was none. Never the body of a token call. */
  body: unknown;
  /** The API client whose token it carried, if any. */
  clientId?: string;
  /** The status answered; 0 for one that got none (reset, hang). */
  status: number;
  /** The simulation's clock, milliseconds. */
  at: number;
}>;

export type CallLog = Readonly<{
  add: (call: Call) => void;
  /** How often these services were called; without a name: all API calls, token and clouds.json not among them. */
  count: (...services: Service[]) => number;
  /** The latest calls, oldest first (2,000 are kept), of one service or of all. */
  list: (service?: Service) => readonly Call[];
  clear: () => void;
}>;

const KEPT = 2_000;

/** Counts are exact for ever; the calls themselves are forgotten beyond the last 2,000, so that benchmarks stay flat. */
export function createCallLog(): CallLog {
  let calls: Call[] = [];
  const counts = new Map<Service, number>();
  return {
    add: (call) => {
      counts.set(call.service, (counts.get(call.service) ?? 0) + 1);
      calls.push(call);
      if (calls.length >= 2 * KEPT) calls = calls.slice(-KEPT);
    },
    count: (...services) => {
      const wanted = services.length > 0 ? services : [...counts.keys()].filter((service) => !UNCOUNTED.has(service));
      return wanted.reduce((sum, service) => sum + (counts.get(service) ?? 0), 0);
    },
    list: (service) => calls.slice(-KEPT).filter((call) => service === undefined || call.service === service),
    clear: () => {
      calls = [];
      counts.clear();
    },
  };
}
