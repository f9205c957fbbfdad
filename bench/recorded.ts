import { existsSync, readFileSync } from 'node:fs';
import type { Measured } from './row.ts';

/** A recorded run of one benchmark, with where and when. */
export type Recorded<Result extends Measured = Measured> = Readonly<{
  benchmark: string;
  at: string;
  cores: number;
  processor: string;
  memoryGb: number;
  node: string;
  load: number;
  result: Result;
}>;

export const benchmarks = ['P1', 'P2', 'P3', 'P4', 'P5', 'P6', 'P7', 'overload', 'bulk'] as const;

/** What was last recorded of this benchmark; undefined when nothing was. The caller names the shape it wrote itself. */
export function recorded<Result extends Measured = Measured>(name: string): Recorded<Result> | undefined {
  const file = new URL(`results/${name}.json`, import.meta.url);
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Recorded<Result>) : undefined;
}
