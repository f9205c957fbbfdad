import { defang } from '../observables/defang.ts';
import { type LookedAt, latestOf, type RoomMessage } from './collected.ts';
import { byteOrderMark, csvLine } from './csv.ts';
import type { Happening, Somebody } from './happening.ts';

/** The address of a message, empty where it has none. */
export type LinkTo = (message: RoomMessage) => string;

const timeText = (ms: number): string => {
  const at = new Date(ms);
  return Number.isNaN(at.getTime()) ? '' : at.toISOString();
};

const personText = ({ platform, id, name }: Somebody): string =>
  name ? `${name} (${platform}:${id})` : `${platform}:${id}`;

/** Observables as lines of CSV, the first the names of the columns. Values are live; beside each stands the defanged one. */
export function* observablesCsv(
  observables: Iterable<LookedAt>,
  { named, linkTo }: Readonly<{ named: (id: string) => Somebody; linkTo: LinkTo }>,
): Generator<string> {
  yield byteOrderMark +
    csvLine([
      'observable',
      'defanged',
      'type',
      'disposition',
      'disposition_when_first_mentioned',
      'disposition_when_last_mentioned',
      'asked_at',
      'mentions',
      'first_mentioned',
      'last_mentioned',
      'mentioned_by',
      'mentioned_by_bots',
      'first_message',
    ]);
  for (const one of observables) {
    const { observable, now } = one;
    yield csvLine([
      observable.value,
      defang(observable),
      observable.type,
      latestOf(one),
      one.atFirst,
      one.atLast,
      now ? timeText(now.at) : '',
      one.mentions,
      timeText(one.firstAt),
      timeText(one.lastAt),
      one.people.map((id) => personText(named(id))).join('; '),
      one.byBots ? 'yes' : 'no',
      linkTo(one.first),
    ]);
  }
}

/** What happened, as lines of CSV. */
export function* timelineCsv(
  happenings: Iterable<Happening>,
  { linkTo }: Readonly<{ linkTo: LinkTo }>,
): Generator<string> {
  yield byteOrderMark + csvLine(['time', 'what', 'text', 'observable', 'defanged', 'type', 'by', 'said', 'message']);
  for (const { at, word, text, observable, by, quote, message } of happenings)
    yield csvLine([
      timeText(at),
      word,
      text,
      observable?.value ?? '',
      observable ? defang(observable) : '',
      observable?.type ?? '',
      by ? personText(by) : '',
      quote ?? '',
      message ? linkTo(message) : '',
    ]);
}
