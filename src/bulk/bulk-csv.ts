import { setImmediate as othersTurn } from 'node:timers/promises';
import type { CardFile } from '../cards/file.ts';
import { sourceName } from '../cards/outside-text.ts';
import { shown } from '../cards/shown.ts';
import { defang } from '../observables/defang.ts';
import { byteOrderMark, csvLine } from '../rooms/csv.ts';
import type { Finding } from '../verdicts/finding.ts';
import type { Verdict } from '../verdicts/verdict.ts';
import { toneOf } from '../verdicts/verdict-words.ts';

export const csvColumns = [
  'observable',
  'defanged',
  'type',
  'disposition',
  'sources',
  'valid_from',
  'valid_until',
  'verdicts',
  'not_answered',
  'asked_at',
] as const;

/** Verdicts of one observable that are written out; the rest are counted. */
const mostVerdicts = 20;

/** One line. `sources` and the times are of those verdicts that make the disposition. The value is live, as in rooms' files. */
export function csvOf(finding: Finding): string {
  const { observable, headline, gaps, askedAt } = finding;
  const all: readonly Said[] = [
    ...finding.verdicts.map((verdict) => ({ verdict, via: '' })),
    ...finding.via.flatMap((via) =>
      via.verdicts.map((verdict) => ({ verdict, via: ` via ${shown(via.observable, 200)}` })),
    ),
  ];
  const makers = all.filter(({ verdict }) => verdict.disposition === headline);
  const times = (which: 'from' | 'until') => makers.flatMap(({ verdict }) => timeOf(verdict[which]) ?? []).sort();
  return csvLine([
    observable.value,
    defang(observable),
    observable.type,
    toneOf(finding),
    some([...new Set(makers.map(({ verdict, via }) => `${sourceName(verdict.module)}${via}`))]),
    times('from')[0] ?? '',
    times('until').at(-1) ?? '',
    some(all.map(said)),
    some([
      ...new Set(
        gaps.filter(({ why }) => why !== 'unsupported').map(({ module, why }) => `${sourceName(module)}: ${why}`),
      ),
    ]),
    askedAt > 0 ? (timeOf(askedAt) ?? '') : '',
  ]);
}

type Said = Readonly<{ verdict: Verdict; via: string }>;

const said = ({ verdict: { module, disposition, from, until }, via }: Said): string => {
  const times = [
    ...(timeOf(from) === undefined ? [] : [`from ${timeOf(from)}`]),
    ...(timeOf(until) === undefined ? [] : [`until ${timeOf(until)}`]),
  ];
  return [`${sourceName(module)}${via}: ${disposition}`, ...times].join(' ');
};

const some = (words: readonly string[]): string =>
  words.length <= mostVerdicts
    ? words.join('; ')
    : `${words.slice(0, mostVerdicts).join('; ')}; and ${words.length - mostVerdicts} more`;

function timeOf(given: string | number | undefined): string | undefined {
  const at = new Date(given ?? Number.NaN);
  return Number.isNaN(at.getTime()) ? undefined : at.toISOString();
}

/** Well below what is sent anywhere (`largestFile`), bytes. */
const largestPart = 4 * 1024 * 1024;

/**
 * Everything as CSV, in as many files as it takes: `bulk-2026-11-30T0715Z.csv`, `bulk-2026-11-30T0715Z-2.csv`, … One file is
 * there at a time. `onPage` sees all findings as they pass.
 */
export async function* bulkFiles(
  pages: AsyncIterable<readonly Finding[]> | Iterable<readonly Finding[]>,
  at: number,
  onPage: (findings: readonly Finding[]) => void,
): AsyncGenerator<CardFile & Readonly<{ rows: number }>> {
  const head = Buffer.from(byteOrderMark + csvLine(csvColumns), 'utf8');
  const name = `bulk-${new Date(at).toISOString().slice(0, 16).replace(':', '')}Z`;
  let files = 0;
  let [lines, size, rows] = [[head], head.length, 0];
  const fileOf = () => {
    files += 1;
    const file = {
      part: 'file' as const,
      name: `${name}${files > 1 ? `-${files}` : ''}.csv`,
      mediaType: 'text/csv',
      bytes: Buffer.concat(lines),
      rows,
    };
    [lines, size, rows] = [[head], head.length, 0];
    return file;
  };
  for await (const findings of pages) {
    onPage(findings);
    for (const finding of findings) {
      const line = Buffer.from(csvOf(finding), 'utf8');
      if (rows > 0 && size + line.length > largestPart) yield fileOf();
      lines.push(line);
      size += line.length;
      rows += 1;
    }
    await othersTurn();
  }
  if (rows > 0) yield fileOf();
}
