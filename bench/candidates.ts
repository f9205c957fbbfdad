import path from 'node:path';
import { extractIOC } from 'ioc-extractor';
import { slackText } from '../adapters/slack/text.ts';
import { candidates } from '../src/observables/candidates.ts';
import { type Corpus, generatedChat, generatedReports, HOSTILE, outsideCorpora } from './detection/texts.ts';
import { type Measured, number, type Row } from './row.ts';

/** One line of the table: medians of one run, ours beside the peer's. */
export type CorpusTimes = Readonly<{
  corpus: string;
  messages: number;
  /** Microseconds a message. */
  ours: number;
  peer: number;
  /** How many times faster than the peer. */
  ratio: number;
  /** Megabytes a second. */
  throughput: number;
  /** The slowest message in milliseconds, by the median of five runs of each. */
  worst: number;
  isChat: boolean;
}>;

/** Time of 1 MiB over sixteen times that of 64 KiB: 1 is linear. */
export type Linearity = Readonly<{ unit: string; milliseconds: number; growth: number; passed: boolean }>;

/** P1: `candidates`, the platform's decoding included, against npm ioc-extractor on the same texts in the same run. */
export function measureCandidates(projectRoot: string = path.resolve(import.meta.dirname, '..')): Measured {
  const outside = outsideCorpora(projectRoot);
  if (outside.length === 0) console.log('evaluation texts: not here, skipped');
  const corpora = [generatedChat(20_000), generatedReports(5000), ...outside].map(measureCorpus);
  const hostile = HOSTILE.map(measureHostile);
  return { rows: rowsOf(corpora, hostile), corpora, hostile };
}

const read = {
  slack: (text: string) => candidates(slackText(text)),
  plain: (text: string) => candidates(text),
};

function measureCorpus({ name, platform, texts }: Corpus): CorpusTimes {
  const find = read[platform];
  const few = texts.slice(0, 3000);
  // Turns alternate, so that a busy machine slows both.
  const turns = Array.from({ length: 7 }, () => ({
    ours: time(find, texts) / texts.length,
    peer: time(extractIOC, few) / few.length,
  }));
  const ours = median(turns.map((turn) => turn.ours));
  const peer = median(turns.map((turn) => turn.peer));
  const bytes = texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  const worst = slowest(find, texts);
  const ratio = peer / ours;
  return {
    corpus: name,
    messages: texts.length,
    ours,
    peer,
    ratio,
    throughput: bytes / texts.length / ours,
    worst,
    isChat: platform === 'slack',
  };
}

/** Microseconds for all texts. */
function time(find: (text: string) => unknown, texts: readonly string[]): number {
  const from = process.hrtime.bigint();
  for (const text of texts) find(text);
  return Number(process.hrtime.bigint() - from) / 1e3;
}

/** Five runs over all; the slowest text by the median of its five times, so that a pause of the machine is not a text. */
function slowest(find: (text: string) => unknown, texts: readonly string[]): number {
  const runs = Array.from({ length: 5 }, () => texts.map((text) => time(find, [text]) / 1e3));
  return texts.reduce((worst, _, n) => Math.max(worst, median(runs.map((run) => run[n]!))), 0);
}

function measureHostile(unit: string): Linearity {
  const text = (size: number) => unit.repeat(Math.ceil(size / unit.length)).slice(0, size);
  const small = text(1 << 16);
  const large = text(1 << 20);
  const best = (one: string) => Math.min(...Array.from({ length: 3 }, () => time(candidates, [one]) / 1e3));
  best(small);
  const milliseconds = best(large);
  const growth = milliseconds / 16 / best(small);
  return { unit, milliseconds, growth, passed: growth < 3 && milliseconds < 2000 };
}

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1]!;

function rowsOf(corpora: readonly CorpusTimes[], hostile: readonly Linearity[]): Row[] {
  const worst = hostile.reduce((one, other) => (other.growth > one.growth ? other : one));
  return [
    ...corpora.flatMap(({ corpus, ours, ratio, throughput, worst, isChat }) => [
      {
        what: `${corpus}: times faster than ioc-extractor 8.2 (${number(throughput)} MB/s)`,
        got: `${number(ratio, 1)} ×`,
        ...(isChat ? { wanted: '≥ 5 ×', met: ratio >= 5 } : {}),
      },
      {
        what: `${corpus}: a message; the worst one`,
        got: `${number(ours, 2)} µs; ${number(worst, 2)} ms`,
        ...(isChat ? { wanted: '≤ 1.5 µs; ≤ 0.5 ms', met: ours <= 1.5 && worst <= 0.5 } : {}),
      },
    ]),
    {
      what: `1 MiB over sixteen times 64 KiB (1 is linear), worst of ${hostile.length}: ${JSON.stringify(worst.unit)}`,
      got: number(worst.growth, 2),
      wanted: '< 3',
      met: hostile.every(({ passed }) => passed),
    },
  ];
}
