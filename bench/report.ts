import { readFileSync, writeFileSync } from 'node:fs';
import { benchmarks, recorded } from './recorded.ts';

/** Writes what bench/results/ holds into the table of docs/performance.md: `node bench/report.ts`. */
const page = new URL('../docs/performance.md', import.meta.url);
const [begin, end] = ['<!-- figures: node bench/report.ts -->', '<!-- end of figures -->'];

const runs = benchmarks.flatMap((name) => recorded(name) ?? []);
const cell = (words: string) => words.replaceAll('|', '\\|');
const lines = runs.flatMap(({ benchmark, result: { rows } }) =>
  rows.map(({ what, got, wanted = '', met }, n) => {
    const sign = met === undefined ? '' : met ? ' ✓' : ' ✗';
    return `| ${n === 0 ? benchmark : ''} | ${cell(what)} | ${cell(got)} | ${cell(wanted)}${sign} |`;
  }),
);
const where = [
  ...new Set(
    runs.map(({ cores, processor, memoryGb, node }) => `${cores} cores (${processor}), ${memoryGb} GB, Node ${node}`),
  ),
];
const when = runs.map(
  ({ benchmark, at, load }) => `${benchmark} ${at.slice(0, 16).replace('T', ' ')} (load before: ${load})`,
);
const table = [
  '',
  `Measured on ${where.join('; on ')}. ${when.join(', ')}.`,
  '',
  '| # | what | got | wanted |',
  '|---|---|---|---|',
  ...lines,
  '',
].join('\n');

const before = readFileSync(page, 'utf8');
const [head, rest] = before.split(begin);
const tail = rest?.split(end)[1];
if (head === undefined || tail === undefined) throw new Error(`docs/performance.md lacks the marks ${begin} … ${end}`);
writeFileSync(page, `${head}${begin}\n${table}\n${end}${tail}`);
