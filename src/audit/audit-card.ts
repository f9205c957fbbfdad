import { type Card, type Row, type Span, text, time, value } from '../cards/card.ts';
import { outsideText } from '../cards/outside-text.ts';
import { personSpan } from '../cards/person.ts';
import { shown as shownValue } from '../cards/shown.ts';
import { counted, durationWords } from '../cards/wording.ts';
import type { AuditEvent, AuditedPerson } from './audit-entry.ts';
import type { AuditRow } from './audit-rows.ts';
import type { Link } from './chain.ts';
import { closedWords, eventWords, grantedWords, refusalWords, wantedWords } from './event-words.ts';
import { readEntry, type StoredEntry } from './stored-entry.ts';
import { shortMac } from './verification-words.ts';

export type AuditCardFacts = Readonly<{
  /** Newest first. */
  rows: readonly AuditRow[];
  head: Link | undefined;
  prefix: string;
  simulated: boolean;
}>;

/** As many entries as one card shows well. */
export const mostEntries = 10;

/** The last entries: when, what happened, who, about what, why and how it ended. Read, not verified. */
export function auditCard({ rows, head, prefix, simulated }: AuditCardFacts): Card {
  const shown = rows.slice(0, mostEntries);
  const word = 'Audit';
  const sentence =
    shown.length === 0
      ? 'no entries yet.'
      : shown.length === 1
        ? 'the only entry.'
        : `the last ${counted(shown.length, 'entry', 'entries')}, newest first.`;
  return {
    headline: `${word}: ${sentence}`,
    simulated,
    parts: [
      { part: 'heading', tone: 'info', word, spans: [text(sentence)] },
      // Before the list, which gives way from its end where a platform takes no more.
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
      ...(shown.length > 0 ? [{ part: 'rows', rows: shown.map(rowOf) } as const] : []),
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
  const at = time(entry.at);
  return { tone, word, ...(told[entry.event]?.(entry, at) ?? ordinary(entry, at)) };
}

type Told = Pick<Row, 'spans' | 'notes'>;

/** When, who, about what; why and how it ended. */
const ordinary = (entry: StoredEntry, at: Span): Told => ({
  spans: [at, text(' '), who(entry.by), ...about(entry), ...detailsOf(entry)],
  notes: joined([
    ...(entry.outcome ? [outsideText(outcomeWords(entry.outcome), 80)] : []),
    ...(entry.dryRun ? ['dry run'] : []),
    ...(entry.reason && saysWhy.has(entry.event) ? [`reason: ${outsideText(entry.reason, 100)}`] : []),
  ]),
});

/** What somebody wrote may be called like what every object has. */
const outcomeWords = (outcome: string): string =>
  (Object.hasOwn(closedWords, outcome) ? closedWords[outcome] : undefined) ?? outcome;

/** Every entry of a request holds its reason; it is read where it was given. */
const saysWhy: ReadonlySet<AuditEvent> = new Set(['action.requested', 'action.confirmed', 'action.closed']);

/** Entries that read in their own way. */
const told: Readonly<Partial<Record<AuditEvent, (entry: StoredEntry, at: Span) => Told>>> = {
  'attempt.refused': (entry, at) => {
    const wanted = String(entry.details?.['wanted'] ?? '');
    const why = entry.outcome ?? '';
    return {
      spans: [
        at,
        text(' '),
        who(entry.by),
        text(` wanted to ${wantedWords[wanted] ?? (outsideText(wanted, 20) || 'do something')}`),
        text(`: ${refusalWords[why] ?? (outsideText(why, 60) || 'not let')}`),
        ...about(entry),
      ],
      notes: joined(entry.dryRun ? ['dry run'] : []),
    };
  },
  'permission.granted': (entry, at) => ({ spans: [at, text(' '), ...grantSpans(entry, 'may')] }),
  'permission.revoked': (entry, at) => ({ spans: [at, text(' '), ...grantSpans(entry, 'may no longer')] }),
};

/** `@Ana Reyes may approve, by @Adam`. */
function grantSpans({ details = {}, by }: StoredEntry, may: string): readonly Span[] {
  const [platform, id, role] = ['platform', 'id', 'role'].map((name) => String(details[name] ?? ''));
  const whose: Span =
    platform === 'slack' || platform === 'teams'
      ? personSpan({ platform, id: id! })
      : text(outsideText(`${platform}:${id}`, 60));
  return [whose, text(` ${may} ${grantedWords[role!] ?? (outsideText(role!, 20) || 'do something')}, by `), who(by)];
}

const who = (by: AuditedPerson | undefined): Span => (by ? personSpan(by) : text('the bot'));

function about({ action, observable }: StoredEntry): readonly Span[] {
  return [
    ...(action ? [text(`, ${outsideText(action.title, 60) || 'an action without a title'}`)] : []),
    ...(action?.module ? [text(` (${outsideText(action.module, 40)})`)] : []),
    ...(observable ? [text(action ? ' ' : ', '), value(shownValue(observable, 80))] : []),
  ];
}

/** Whatever else is known; ids are for exports. */
function detailsOf({ event, details = {} }: StoredEntry): readonly Span[] {
  const { approvals, wanted, reverseAfterMinutes, origin, of: _, ...more } = details;
  const known: readonly string[] =
    event === 'action.confirmed'
      ? [
          ...(Number(approvals) > 0 ? [`takes ${counted(Number(approvals), 'approval')}`] : []),
          ...(reverseAfterMinutes === undefined ? [] : [`for ${durationWords(Number(reverseAfterMinutes) * 60)}`]),
        ]
      : event === 'action.approved' && approvals !== undefined && wanted !== undefined
        ? [`${Number(approvals)} of ${Number(wanted)}`]
        : origin === 'timed'
          ? ['as was asked for in advance']
          : [];
  const others = Object.entries(more)
    .slice(0, 4)
    .map(([name, said]) => `${outsideText(name, 20)} ${outsideText(String(said), 40)}`);
  return [...known, ...others].map((words) => text(`, ${words}`));
}

const joined = (words: readonly string[]): readonly Span[] => (words.length > 0 ? [text(words.join('; '))] : []);
