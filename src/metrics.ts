import { Counter, Histogram, Registry } from 'prom-client';
import type { Route } from './listener.ts';

/** What is counted, for `GET /metrics` and the demonstration page. */
export type Metrics = Readonly<{
  incoming: (kind: string, outcome: string) => void;
  posted: (what: 'card' | 'sign' | 'update' | 'removal') => void;
  job: (name: string, outcome: string) => void;
  unmatched: (count: number) => void;
  answered: (kind: string, seconds: number) => void;
  text: () => Promise<string>;
}>;

export function createMetrics(): Metrics {
  const registry = new Registry();
  const counter = (name: string, help: string, labelNames: string[]) =>
    new Counter({ name, help, labelNames, registers: [registry] });
  const incoming = counter('xdr_chatops_incoming_total', 'What platforms delivered, by kind and outcome.', [
    'kind',
    'outcome',
  ]);
  const posted = counter('xdr_chatops_posted_total', 'What was posted unasked.', ['what']);
  const jobs = counter('xdr_chatops_jobs_total', 'Durable jobs, by name and outcome.', ['name', 'outcome']);
  const unmatched = counter(
    'xdr_chatops_inspect_unmatched_total',
    'Observables of Inspect that stood in no candidate.',
    [],
  );
  const seconds = new Histogram({
    name: 'xdr_chatops_answer_seconds',
    help: 'Time to answer what a platform delivered.',
    labelNames: ['kind'],
    buckets: [0.001, 0.005, 0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15],
    registers: [registry],
  });
  return {
    incoming: (kind, outcome) => incoming.inc({ kind, outcome }),
    posted: (what) => posted.inc({ what }),
    job: (name, outcome) => jobs.inc({ name, outcome }),
    unmatched: (count) => unmatched.inc(count),
    answered: (kind, duration) => seconds.observe({ kind }, duration),
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
