import { type Card, type Row, type Span, text, time, value } from '../cards/card.ts';
import { outsideText } from '../cards/outside-text.ts';
import { shown } from '../cards/shown.ts';
import { counted } from '../cards/wording.ts';
import type { AuditedPerson } from './audit-entry.ts';
import type { AuditRow } from './audit-rows.ts';
import type { Link } from './chain.ts';
import { eventWords } from './event-words.ts';
import { readEntry, type StoredEntry } from './stored-entry.ts';
import { shortMac } from './verification-words.ts';

export type AuditCardFacts = Readonly<{
  /** Newest first. */
  rows: readonly AuditRow[];
  head: Link | undefined;
  prefix: string;
  simulated: boolean;
}>;

/** The last entries: when, what happened, who, about what, why and how it ended. Read, not verified. */
export function auditCard({ rows, head, prefix, simulated }: AuditCardFacts): Card {
  const word = 'Audit';
  const sentence =
    rows.length === 0
      ? 'no entries yet.'
      : rows.length === 1
        ? 'the only entry.'
        : `the last ${counted(rows.length, 'entry', 'entries')}, newest first.`;
  return {
    headline: `${word}: ${sentence}`,
    simulated,
    parts: [
      { part: 'heading', tone: 'info', word, spans: [text(sentence)] },
      ...(rows.length > 0 ? [{ part: 'rows', rows: rows.map(rowOf) } as const] : []),
      {
        part: 'note',
        spans: [
          ...(head ? [text(`Head: entry ${head.seq}, `), value(shortMac(head.mac) || 'none'), text('. ')] : []),
          value(`${prefix} audit verify`),
          text(' proves the chain, '),
          value(`${prefix} audit export`),
          text(' says how to take it out.'),
        ],
      },
    ],
  };
}

function rowOf({ seq, entry: stored }: AuditRow): Row {
  const entry = readEntry(stored);
  if (!entry)
    return {
      tone: 'failed',
      word: 'Unreadable',
      spans: [text(`Entry ${seq} is not what the bot wrote: verify the audit.`)],
    };
  const { word, tone } = eventWords[entry.event];
  return {
    tone,
    word,
    spans: [time(entry.at), text(' '), who(entry.by), ...about(entry)],
    notes: joined([
      ...(entry.reason ? [`reason: ${outsideText(entry.reason, 100)}`] : []),
      ...(entry.outcome ? [outsideText(entry.outcome, 80)] : []),
      ...(entry.dryRun ? ['dry run'] : []),
      ...(entry.request ? [`request ${outsideText(entry.request, 40)}`] : []),
    ]),
  };
}

const who = (by: AuditedPerson | undefined): Span => {
  if (!by) return text('the bot');
  const name = outsideText(by.name ?? by.id, 40) || 'somebody without a name';
  return { span: 'person', platform: by.platform, id: by.id, name };
};

function about({ action, observable, details = {} }: StoredEntry): readonly Span[] {
  const more = Object.entries(details).slice(0, 4);
  return [
    ...(action ? [text(`, ${outsideText(action.title, 60) || 'an action without a title'}`)] : []),
    ...(action?.module ? [text(` (${outsideText(action.module, 40)})`)] : []),
    ...(observable ? [text(action ? ' ' : ', '), value(shown(observable, 80))] : []),
    ...more.map(([name, said]) => text(`, ${outsideText(name, 20)} ${outsideText(String(said), 40)}`)),
  ];
}

const joined = (words: readonly string[]): readonly Span[] => (words.length > 0 ? [text(words.join('; '))] : []);
