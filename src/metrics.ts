import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Route } from './listener.ts';

/** One value of a gauge with its labels. */
export type Sample = Readonly<{ labels?: Readonly<Record<string, string>>; value: number }>;

/** One call of XDR or of a platform's API, as the metrics count it. */
export type CountedCall = Readonly<{ service: string; outcome: string; purpose: string; seconds: number }>;

/** What is counted, for `GET /metrics` and the demonstration page. */
export type Metrics = Readonly<{
  incoming: (kind: string, outcome: string) => void;
  posted: (what: 'card' | 'sign' | 'receipt' | 'pin' | 'update' | 'removal') => void;
  /** A watched message's card stands, so many seconds after the message was received. */
  carded: (seconds: number) => void;
  job: (name: string, outcome: string) => void;
  /** An event of XDR's, or a delivery that held none. */
  xdrEvent: (type: string, outcome: string) => void;
  unmatched: (count: number) => void;
  answered: (kind: string, seconds: number) => void;
  xdrCall: (call: CountedCall) => void;
  /** Of Threat Grid, whose budget is its own. */
  threatGridCall: (call: CountedCall) => void;
  platformCall: (platform: string, call: Readonly<{ method: string; outcome: string; seconds: number }>) => void;
  cache: (what: string, from: string, count: number) => void;
  /** Read when somebody asks for the metrics; what cannot be read then is left out. */
  gauge: (name: string, help: string, labels: readonly string[], read: () => Promise<readonly Sample[]>) => void;
  text: () => Promise<string>;
}>;

const buckets = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15, 60, 600];

export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const counter = (name: string, help: string, labelNames: string[]) =>
    new Counter({ name: `xdr_chatops_${name}`, help, labelNames, registers: [registry] });
  const histogram = (name: string, help: string, labelNames: string[]) =>
    new Histogram({ name: `xdr_chatops_${name}`, help, labelNames, buckets, registers: [registry] });

  const incoming = counter('incoming_total', 'What platforms delivered, by kind and outcome.', ['kind', 'outcome']);
  const posted = counter('posted_total', 'What was posted unasked.', ['what']);
  const jobs = counter('jobs_total', 'Durable jobs, by name and outcome.', ['name', 'outcome']);
  const xdrEvents = counter('xdr_events_total', 'What XDR delivered, by type and outcome.', ['type', 'outcome']);
  const unmatched = counter('inspect_unmatched_total', 'Observables of Inspect that stood in no candidate.', []);
  const calls = counter('xdr_calls_total', 'Calls of XDR, by service, outcome and purpose.', [
    'service',
    'outcome',
    'purpose',
  ]);
  const gridCalls = counter('threat_grid_calls_total', 'Calls of Threat Grid, by service, outcome and purpose.', [
    'service',
    'outcome',
    'purpose',
  ]);
  const platformCalls = counter('platform_calls_total', 'Calls of a platform, by method and outcome.', [
    'platform',
    'method',
    'outcome',
  ]);
  const cache = counter('lookups_total', 'What was looked up, and where the answer came from.', ['what', 'from']);
  const answered = histogram('answer_seconds', 'Time to answer what a platform delivered; for messages: to store.', [
    'kind',
  ]);
  const carded = histogram('card_seconds', 'From a watched message to its card.', []);
  const xdrSeconds = histogram('xdr_call_seconds', 'How long XDR took, repeats included.', ['service']);
  const gridSeconds = histogram('threat_grid_call_seconds', 'How long Threat Grid took, repeats included.', [
    'service',
  ]);
  const platformSeconds = histogram('platform_call_seconds', 'How long the platform took.', ['platform']);

  return {
    incoming: (kind, outcome) => incoming.inc({ kind, outcome }),
    posted: (what) => posted.inc({ what }),
    carded: (seconds) => carded.observe(seconds),
    job: (name, outcome) => jobs.inc({ name, outcome }),
    xdrEvent: (type, outcome) => xdrEvents.inc({ type, outcome }),
    unmatched: (count) => unmatched.inc(count),
    answered: (kind, seconds) => answered.observe({ kind }, seconds),
    xdrCall: ({ service, outcome, purpose, seconds }) => {
      calls.inc({ service, outcome, purpose });
      if (outcome !== 'refused') xdrSeconds.observe({ service }, seconds);
    },
    threatGridCall: ({ service, outcome, purpose, seconds }) => {
      gridCalls.inc({ service, outcome, purpose });
      if (outcome !== 'refused') gridSeconds.observe({ service }, seconds);
    },
    platformCall: (platform, { method, outcome, seconds }) => {
      platformCalls.inc({ platform, method, outcome });
      platformSeconds.observe({ platform }, seconds);
    },
    cache: (what, from, count) => cache.inc({ what, from }, count),
    gauge: (name, help, labels, read) => {
      new Gauge({
        name: `xdr_chatops_${name}`,
        help,
        labelNames: [...labels],
        registers: [registry],
        async collect() {
          const samples = await read().catch(() => []);
          this.reset();
          for (const { labels: its = {}, value } of samples) this.set(its, value);
        },
      });
    },
    text: () => registry.metrics(),
  };
}

export function routeMetrics(route: Route, metrics: Metrics): void {
  route('GET', '/metrics', async () => ({
    status: 200,
    contentType: 'text/plain; version=0.0.4; charset=utf-8',
    body: await metrics.text(),
  }));
}
