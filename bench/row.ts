/** One line of the table: what was measured, beside what is wanted of it. */
export type Row = Readonly<{
  what: string;
  got: string;
  /** What it must reach; absent for what is told for orientation. */
  wanted?: string;
  met?: boolean;
}>;

/** What a benchmark hands back; whatever else it measured goes into its JSON. */
export type Measured = Readonly<{ rows: readonly Row[]; [more: string]: unknown }>;

export function printRows(benchmark: string, rows: readonly Row[]): void {
  for (const { what, got, wanted = '', met } of rows) {
    const sign = met === undefined ? ' ' : met ? '✓' : '✗';
    console.log(`${benchmark.padEnd(9)}${sign} ${what.padEnd(78)} ${got.padStart(22)}   ${wanted}`);
  }
}

/** A number with at most `digits` behind the point, thousands parted. */
export const number = (value: number, digits = 0): string =>
  value.toLocaleString('en', { maximumFractionDigits: digits, minimumFractionDigits: digits });
