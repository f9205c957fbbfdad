import { mkdirSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { measureAcknowledgements } from './acknowledgements.ts';
import { measureBulk } from './bulk.ts';
import { measureCalls } from './calls.ts';
import { measureCandidates } from './candidates.ts';
import { measureCardLatency } from './card-latency.ts';
import { machine } from './machine.ts';
import { measureMemory } from './memory.ts';
import { measureOverload } from './overload.ts';
import { measureReplicas } from './replicas.ts';
import { type Measured, printRows } from './row.ts';
import { measureSizes } from './sizes.ts';

/**
 * `npm run bench`, or some of it: `npm run bench -- P1 P4`. Figures are ratios inside one run; see docs/performance.md.
 * `--million` lets P5 and P7 run to a million. Each result is written as soon as it is there.
 */
const { values, positionals } = parseArgs({ allowPositionals: true, options: { million: { type: 'boolean' } } });
const benchmarks: Readonly<Record<string, () => Promise<Measured>>> = {
  P1: async () => measureCandidates(),
  P2: () => measureCalls(),
  P3: () => measureCardLatency(),
  P4: () => measureAcknowledgements(),
  P5: () => measureMemory({ million: values.million ?? false }),
  P6: () => measureReplicas(),
  P7: () => measureSizes({ million: values.million ?? false }),
  overload: () => measureOverload(),
  bulk: () => measureBulk(),
};

const known = Object.keys(benchmarks);
const names = positionals.map((name) => known.find((one) => one.toLowerCase() === name.toLowerCase()) ?? name);
const unknown = names.filter((name) => !known.includes(name));
if (unknown.length > 0) {
  console.error(`There is no benchmark ${unknown.join(', ')}; there are ${known.join(', ')}.`);
  process.exit(2);
}
const results = new URL('results/', import.meta.url);
mkdirSync(results, { recursive: true });
const done: [string, Measured][] = [];
for (const [name, measure] of Object.entries(benchmarks)) {
  if (names.length > 0 && !names.includes(name)) continue;
  console.log(`${name} …`);
  const facts = { benchmark: name, at: new Date().toISOString(), ...machine() };
  try {
    const result = await measure();
    writeFileSync(new URL(`${name}.json`, results), `${JSON.stringify({ ...facts, result }, null, 1)}\n`);
    done.push([name, result]);
  } catch (error) {
    console.error(`${name} failed:`, error);
    process.exitCode = 1;
  }
}
console.log();
for (const [name, { rows }] of done) printRows(name, rows);
// A figure that misses its mark is told, not failed: the machine may be at fault.
process.exit();
