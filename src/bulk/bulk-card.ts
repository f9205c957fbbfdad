import { buttons } from '../cards/button.ts';
import { type Card, type Part, type Span, text } from '../cards/card.ts';
import type { CardFile } from '../cards/file.ts';
import { outsideText } from '../cards/outside-text.ts';
import { personSpan } from '../cards/person.ts';
import { capital, counted, durationWords, timeOf } from '../cards/wording.ts';
import type { Finding } from '../verdicts/finding.ts';
import { worstFirst } from '../verdicts/verdict.ts';
import { rowsInMessage } from '../verdicts/verdict-card.ts';
import { manyParts } from '../verdicts/verdict-parts.ts';
import { mostInBulk } from './bulk.ts';
import { type Bulk, mostAtOnce, mostOfOne, type ToneCounts } from './bulk-state.ts';
import { type BulkQuota, timeLeft } from './time-left.ts';

type Facts = Readonly<{ bulk: Bulk; counts: ToneCounts; simulated: boolean }>;

const inOrder = worstFirst.flatMap((tone) => (tone === 'unknown' ? (['incomplete', tone] as const) : [tone]));
const number = (count: number): string => count.toLocaleString('en-US');

/** `3 malicious, 5 suspicious, 4,992 unknown`; empty when nothing was found. */
const countWords = (counts: ToneCounts): string =>
  inOrder.flatMap((tone) => (counts[tone] ? [`${number(counts[tone])} ${tone}`] : [])).join(', ');

const sumOf = (counts: ToneCounts): number => Object.values(counts).reduce((sum, count) => sum + count, 0);
const worstOf = (counts: ToneCounts) => inOrder.find((tone) => counts[tone]);

const named = ({ file }: Bulk): string => (file === undefined ? '' : ` of ${outsideText(file, 80) || 'a file'}`);
const note = (words: string): Part => ({ part: 'note', spans: [text(words)] });
const fact = (name: string, words: string | readonly Span[]) => ({
  name,
  spans: typeof words === 'string' ? [text(words)] : words,
});

/** The message while it is worked, or waits. */
export function progressCard({ bulk, counts, quota, simulated }: Facts & Readonly<{ quota: BulkQuota }>): Card {
  const { position, total, calls, nothing, id } = bulk;
  const word = `Bulk look-up${named(bulk)}`;
  const done = `${number(position)} of ${number(total)} done (${Math.floor((100 * position) / Math.max(1, total))} %)`;
  const headline = `${word}: ${done}`;
  const said = countWords(counts);
  const cancel = { text: 'Cancel', press: { do: 'bulk-cancel' as const, bulk: id }, label: `Cancel this bulk look-up` };
  return {
    headline: said === '' ? headline : `${headline}; ${said}`,
    simulated,
    parts: [
      { part: 'heading', tone: worstOf(counts) ?? 'info', word, spans: [text(done)] },
      {
        part: 'facts',
        facts: [
          ...(said === '' ? [] : [fact('So far', said)]),
          ...(nothing > 0 ? [fact('No observable', nothingWords(nothing))] : []),
          fact('Calls used', number(calls)),
          ...pace(bulk, quota),
        ],
      },
      ...beyondNote(bulk),
      ...buttons([cancel]),
    ],
  };
}

const nothingWords = (nothing: number): string => `${number(nothing)}, as XDR’s Inspect says`;

function pace(bulk: Bulk, quota: BulkQuota) {
  const { waits } = bulk;
  if (bulk.cancelled) return [fact('Now', 'is being cancelled')];
  switch (waits?.for) {
    case 'quota':
      return [fact('Now', [text('waits for the quota until '), timeOf(waits.until)])];
    case 'xdr':
      return [fact('Now', [text('waits: XDR could not be asked; it is tried again at '), timeOf(waits.until)])];
    case 'turn':
      return [fact('Now', `waits for its turn: ${mostAtOnce} others of the same person are under way`)];
    case undefined: {
      const left = timeLeft(bulk, quota);
      if (!left) return [];
      const words = `about ${durationWords(Math.max(1, (left.work + left.quota) / 1000))}`;
      return [fact('Time left', left.quota > 0 ? `${words}, most of it for the quota of calls` : words)];
    }
  }
}

const beyondNote = ({ beyond }: Bulk): readonly Part[] =>
  beyond > 0
    ? [note(`${number(beyond)} more were found and are not looked up: one look-up takes ${number(mostInBulk)}.`)]
    : [];

export type EndFacts = Facts &
  Readonly<{
    worst: readonly Finding[];
    /** Sentences on sources that failed. */
    sources: readonly string[];
    /** Observables, and the files that hold them. */
    files: number;
  }>;

/** The message when it is over. */
export function endCard({ bulk, counts, worst, sources, files, simulated }: EndFacts): Card {
  const { position, total, calls, askedAt, nothing, ended } = bulk;
  if (ended?.as === 'refused') return refusedCard(simulated);
  const whole = ended?.as === 'done';
  const said = countWords(counts) || 'nothing found';
  const of = `${said} of ${counted(sumOf(counts), 'observable').replace(/^\d+/, number(sumOf(counts)))}`;
  const headline = `Bulk look-up${named(bulk)} ${endWords[ended?.as ?? 'done']}: ${of}`;
  const { parts } = manyParts(worst, rowsInMessage);
  const hidden = sumOf(counts) - Math.min(worst.length, rowsInMessage);
  return {
    headline,
    simulated,
    parts: [
      { part: 'heading', tone: worstOf(counts) ?? 'info', word: capital(worstOf(counts) ?? 'done'), spans: [text(of)] },
      ...(whole ? [] : [{ part: 'text' as const, spans: [text(unfinished(bulk))] }]),
      ...parts.filter(({ part }) => part === 'rows').slice(0, worst.length > 0 ? 1 : 0),
      ...(hidden > 0 ? [note(`${number(hidden)} more, none worse than these.`)] : []),
      ...sources.map(note),
      {
        part: 'facts',
        facts: [
          fact('Looked up', `${number(position)} of ${number(total)}${named(bulk)}`),
          ...(nothing > 0 ? [fact('No observable', nothingWords(nothing))] : []),
          fact('Calls used', number(calls)),
          fact('Time taken', durationWords(Math.max(0, ((ended?.at ?? askedAt) - askedAt) / 1000))),
        ],
      },
      ...beyondNote(bulk),
      ...(files > 0
        ? [
            note(
              `${whole ? 'All of them stand' : 'What was looked up stands'} in ${files === 1 ? 'a file' : `${files} files`} ${bulk.place.kind === 'direct' ? 'below' : "in this message's thread"}.`,
            ),
          ]
        : []),
    ],
  };
}

const endWords = { done: 'done', cancelled: 'cancelled', late: 'not done in time', refused: '', gone: '' } as const;

function unfinished({ ended, position, total }: Bulk): string {
  const so = `${number(position)} of ${number(total)} were looked up.`;
  return ended?.as === 'late'
    ? `It was not done within 24 hours: ${so} Ask again for the rest when there are more calls.`
    : `It was cancelled: ${so} Ask again to go on: what is known costs no calls.`;
}

/** Somebody has asked for too many at once. */
const refusedCard = (simulated: boolean): Card => {
  const words = `This bulk look-up was not begun: you have ${mostOfOne} under way. Wait for one of them, or cancel one, and ask again.`;
  return {
    headline: words,
    simulated,
    parts: [{ part: 'heading', tone: 'refused', word: 'Not begun', spans: [text(words)] }],
  };
};

/** Why a file does not hold all: it is passed on without the message that says so. */
const shortWords = ({ ended, position, total }: Bulk): string =>
  ended?.as === 'cancelled' || ended?.as === 'late'
    ? `it was ${endWords[ended.as]}, ${number(position)} of ${number(total)} were looked up`
    : '';

/** The result as files, or a button that brings them, below its message; it tells the asker that it is over. */
export function fileCard({
  bulk,
  files,
  rows,
  part = 1,
  simulated,
}: Readonly<{
  bulk: Bulk;
  files: readonly CardFile[] | 'by-press';
  rows: number;
  part?: number;
  simulated: boolean;
}>): Card {
  const short = shortWords(bulk);
  const headline = `Bulk look-up${named(bulk)}: ${counted(rows, 'observable')} as CSV${part > 1 ? `, part ${part}` : ''}${short ? `; ${short}` : ''}`;
  const press = { do: 'bulk-file' as const, bulk: bulk.id };
  return {
    headline,
    simulated,
    parts: [
      {
        part: 'heading',
        tone: 'info',
        word: 'Bulk look-up',
        spans: [text(`${counted(rows, 'observable')} as CSV, for `), personSpan(bulk.askedBy)],
      },
      ...(short ? [{ part: 'text' as const, spans: [text(`Not all of the list: ${short}.`)] }] : []),
      note(
        'Values in the file are live; beside each stands the defanged one. Cells that a spreadsheet could take for a formula begin with an apostrophe.',
      ),
      ...(files === 'by-press' ? buttons([{ text: 'Send me the file', press, label: 'Send me the file' }]) : files),
    ],
  };
}

/** What whoever pressed Cancel is told. */
export function cancelCard(what: 'cancelled' | 'over' | 'not-yours', simulated: boolean): Card {
  const words = {
    cancelled: 'It is being cancelled: what is done by now stands in its message in a moment.',
    over: 'It is over already.',
    'not-yours': 'Only who asked for this look-up, or an administrator, can cancel it.',
  }[what];
  return {
    headline: words,
    simulated,
    parts: [
      {
        part: 'heading',
        tone: what === 'not-yours' ? 'refused' : 'info',
        word: what === 'not-yours' ? 'Not cancelled' : 'Bulk look-up',
        spans: [text(words)],
      },
    ],
    ...(what === 'not-yours' ? { data: { kind: 'refusal' as const, why: 'not-yours' as const } } : {}),
  };
}
