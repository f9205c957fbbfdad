import { buttons } from '../cards/button.ts';
import type { Card, Part, Row, Span } from '../cards/card.ts';
import { text } from '../cards/card.ts';
import { trustedLink } from '../cards/link.ts';
import { outsideText } from '../cards/outside-text.ts';
import { shownSpans } from '../cards/shown.ts';
import { capital, counted, joined, listed, timeOf } from '../cards/wording.ts';
import { observableKey } from '../observables/observable.ts';
import { nextDue, scheduleWords } from '../schedules/schedule.ts';
import { seenWords } from '../verdicts/seen.ts';
import type { Compared } from './compare.ts';
import type { Family } from './entries.ts';
import type { FeedEntry, Subscription } from './feed.ts';
import type { FeedFile } from './feed-files.ts';
import { feedFacts } from './feed-names.ts';
import { filesButton } from './show-feed-files.ts';

export type DigestFacts = Readonly<{
  subscription: Subscription;
  /** Since when it is new, and until which reading; milliseconds since the epoch. */
  from: number;
  until: number;
  /** New in all; the newest of them; the most common descriptions. */
  all: number;
  entries: readonly FeedEntry[];
  families: readonly Family[];
  compared: Compared;
  /** Rows of the last reading that were none. */
  skipped: number;
  files: Readonly<{ csv: FeedFile; stix: FeedFile }>;
  trustedHosts: readonly string[];
  simulated: boolean;
}>;

/** Rows in the card; the rest stands in the files. */
export const rowsInDigest = 10;
/** Rooms that are named. */
const mostRooms = 4;

/** What is new in a feed: counts, the worth-looking-at rows first, files with everything. At least one entry. */
export function digestCard(facts: DigestFacts): Card {
  const { subscription, all, entries, compared, files, simulated, from, until } = facts;
  const { feed } = subscription;
  const pasted = compared.seen.size;
  const sentence = `${all} new${pasted > 0 ? `, ${pasted} of them pasted here or in rooms that everybody here may read` : ''}.`;
  // What people here had in their hands before comes first.
  const sorted = [
    ...entries.filter((one) => isSeen(one, compared)),
    ...entries.filter((one) => !isSeen(one, compared)),
  ];
  const rows = sorted.slice(0, rowsInDigest);
  return {
    headline: `Feed ${feed}: ${sentence}`,
    simulated,
    parts: [
      { part: 'heading', tone: 'info', word: `Feed ${feed}`, spans: [text(sentence)] },
      { part: 'facts', facts: factsOf(facts) },
      { part: 'rows', rows: rows.map((entry) => rowOf(entry, facts)) },
      ...(all > rows.length ? [note(`${all - rows.length} more in the files.`)] : []),
      { part: 'note', spans: remarksOf(facts) },
      ...buttons([filesButton({ feed, from, until })]),
      files.csv.file,
      files.stix.file,
    ],
  };
}

const isSeen = ({ observable }: FeedEntry, { seen }: Compared): boolean => seen.has(observableKey(observable));

const note = (words: string): Part => ({ part: 'note', spans: [text(words)] });

function factsOf({ subscription, all, families, compared, from }: DigestFacts) {
  const { uses } = feedFacts[subscription.feed];
  const named = families.map(
    ({ description, count }) => `${outsideText(description, 80) || 'without a description'} (${count})`,
  );
  const rest = all - families.reduce((sum, { count }) => sum + count, 0);
  const rooms = compared.rooms.map(
    ({ room, count }) => `${count} ${room === 'here' ? 'here' : `in #${outsideText(room.name, 60)}`}`,
  );
  const casebooks = compared.casebooks.map(
    ({ title, count }) => `${count} in “${outsideText(title, 80) || 'without a title'}”`,
  );
  return [
    { name: 'Since', spans: [timeOf(from)] },
    { name: 'Families', spans: [text([...named, ...(rest > 0 ? [`others (${rest})`] : [])].join(', '))] },
    {
      name: 'Pasted before',
      spans: [text(rooms.length === 0 ? 'none that I know of' : `${listed(rooms, mostRooms)}, of ${all}`)],
    },
    { name: 'Good for', spans: [text(listed(uses, uses.length))] },
    ...(casebooks.length === 0 ? [] : [{ name: 'In casebooks', spans: [text(listed(casebooks))] }]),
  ];
}

function rowOf(entry: FeedEntry, { compared, trustedHosts }: DigestFacts): Row {
  const link = entry.sample === undefined ? undefined : trustedLink(entry.sample, trustedHosts);
  const sample: readonly Span[] = link ? [{ span: 'link', text: `sample (${link.host})`, url: link.url }] : [];
  const described = outsideText(entry.description, 80);
  return {
    tone: 'info',
    word: isSeen(entry, compared) ? 'Pasted before' : 'New',
    spans: shownSpans(entry.observable, 100),
    notes: joined(
      [
        described ? [text(described)] : [],
        seenWords(entry.observable, compared.seen).map((words) => text(words)),
        sample,
      ],
      '; ',
    ),
  };
}

function remarksOf({ all, skipped, files, subscription, until }: DigestFacts): readonly Span[] {
  const { csv, stix } = files;
  const short = [
    csv.entries < all ? `The table holds the newest ${csv.entries}.` : '',
    stix.entries < all ? `The STIX bundle holds the newest ${stix.entries}.` : '',
    skipped > 0 ? `${capital(counted(skipped, 'row'))} of the feed could not be read.` : '',
  ].filter(Boolean);
  return [
    text(['Values in the files are live. TLP:AMBER.', ...short].join(' ')),
    text(` ${capital(scheduleWords(subscription.schedule))}; next `),
    timeOf(nextDue(subscription.schedule, until)),
    text('.'),
  ];
}

/** That there is nothing to tell: said when somebody asked, and once a week, so that silence is not taken for a fault. */
export const nothingNewCard = ({ feed, toldUntil }: Subscription, simulated: boolean): Card => ({
  headline: `Feed ${feed}: nothing new.`,
  simulated,
  parts: [
    { part: 'heading', tone: 'info', word: `Feed ${feed}`, spans: [text('nothing new.')] },
    { part: 'note', spans: [text('Since '), timeOf(toldUntil), text('.')] },
  ],
});

/** That a digest is left out, and why. */
export const notReadCard = ({ feed }: Subscription, why: string, todo: string, simulated: boolean): Card => ({
  headline: `Feed ${feed}: ${why}`,
  simulated,
  parts: [
    { part: 'heading', tone: 'failed', word: `Feed ${feed}`, spans: [text(why)] },
    { part: 'text', spans: [text(todo)] },
  ],
});
