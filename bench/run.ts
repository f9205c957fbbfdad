import { mkdirSync, writeFileSync } from 'node:fs';
import { measureAcknowledgements } from './acknowledgements.ts';
import { measureCalls } from './calls.ts';
import { measureCandidates } from './candidates.ts';
import { measureCardLatency } from './card-latency.ts';

/** `npm run bench`, or some of it: `npm run bench -- P1 P4`. Figures are ratios inside one run; see docs/performance.md. */
const benchmarks = {
  P1: async () => measureCandidates(),
  P2: () => measureCalls(),
  P3: () => measureCardLatency(),
  P4: () => measureAcknowledgements(),
};

const names = process.argv.slice(2).map((name) => name.toUpperCase());
const unknown = names.filter((name) => !(name in benchmarks));
if (unknown.length > 0) {
  console.error(`There is no benchmark ${unknown.join(', ')}; there are ${Object.keys(benchmarks).join(', ')}.`);
  process.exit(2);
}
const results = new URL('results/', import.meta.url);
mkdirSync(results, { recursive: true });
for (const [name, measure] of Object.entries(benchmarks)) {
  if (names.length > 0 && !names.includes(name)) continue;
  const result = await measure();
  const record = { benchmark: name, at: new Date().toISOString(), node: process.version, result };
  writeFileSync(new URL(`${name}.json`, results), `${JSON.stringify(record, null, 1)}\n`);
}
process.exit(0);
