import { isGood, type Row } from './fault.ts';

const columns = [38, 9, 9, 6, 8, 7, 11] as const;
const line = (cells: readonly (string | number)[]): string =>
  cells
    .map((cell, i) => (i === 0 ? String(cell).padEnd(columns[0]) : String(cell).padStart(columns[i] ?? 0)))
    .join(' ');

export const headOfTable: string = `${line(['fault', 'database', 'messages', 'lost', 'doubled', 'unack.', 'worst delay'])}  note`;

/** One row for the terminal; what is wrong with it stands below, indented. */
export function lineOfTable(row: Row): string {
  const { fault, database, messages, lost, doubled, unacknowledged, worstDelayMs, note, problems } = row;
  const delay = `${(worstDelayMs / 1000).toFixed(1)} s`;
  const cells = line([fault, database, messages, lost, doubled, unacknowledged, delay]);
  const mark = isGood(row) ? '' : '  ✗';
  return [`${cells}  ${note}${mark}`, ...problems.map((problem) => `    ${problem.replaceAll('\n', '\n    ')}`)].join(
    '\n',
  );
}
