import { buttons } from '../cards/button.ts';
import { type Card, type Span, text } from '../cards/card.ts';
import { sourceName } from '../cards/outside-text.ts';
import { personSpan } from '../cards/person.ts';
import { shown, shownSpans } from '../cards/shown.ts';
import { capital, listed, timeOf } from '../cards/wording.ts';
import { withoutReasons } from '../verdicts/finding.ts';
import { oneParts } from '../verdicts/verdict-parts.ts';
import { because, toneOf } from '../verdicts/verdict-words.ts';
import { isOver, type Track } from './track.ts';

/** The card of what is tracked: its verdicts as they were found last, for whom and until when. */
export function trackCard(track: Track, { details, simulated }: { details: boolean; simulated: boolean }): Card {
  const { observable, id } = track;
  const { headline, name, parts } = oneParts(withoutReasons(track.known)); // whoever reads there
  const wanted = [
    ...(details
      ? [{ text: 'Details', press: { do: 'details' as const, observable }, label: `Details of ${name}` }]
      : []),
    { text: 'Stop tracking', press: { do: 'untrack' as const, track: id }, label: `Stop tracking ${name}` },
  ];
  return {
    headline: isOver(track) ? `No longer tracked: ${headline}` : `Tracked: ${headline}`,
    simulated,
    parts: [...parts, { part: 'note', spans: until(track) }, ...(isOver(track) ? [] : buttons(wanted))],
  };
}

function until(track: Track): readonly Span[] {
  const { platform } = track.place;
  const asker = personSpan({ platform, ...track.askedBy });
  if (isOver(track)) return [text('No longer tracked; '), asker, text(' had asked for it.')];
  return [text('Tracked for '), asker, text(' until '), timeOf(track.endsAt), text('.')];
}

/** One line about what is untold; none where only the card changes. */
export function newsCard({ known, untold }: Track, simulated: boolean): Card | undefined {
  if (!untold) return undefined;
  const tone = toneOf(known);
  const name = shown(known.observable);
  const line = (word: string, tail: string, its: typeof tone | 'info' = tone): Card => ({
    headline: `${word}: ${name}${tail}`,
    simulated,
    parts: [{ part: 'heading', tone: its, word, spans: [...shownSpans(known.observable), text(tail)] }],
  });
  switch (untold.news) {
    case 'changed':
      return line(`Now ${tone}`, `, was ${untold.from}${overWords(untold.ranOut)}; ${because(known)}.`);
    case 'ran-out':
      return line(`Still ${tone}`, `${overWords(untold.ranOut)}; ${because(known)}.`);
    case 'ended':
      return line('No longer tracked', `: its time is over. It is ${tone}; ${because(known)}.`, 'info');
    default:
      return undefined;
  }
}

const overWords = (modules: readonly string[]): string =>
  modules.length > 0 ? `, the verdict of ${listed(modules.map(sourceName))} ran out` : '';

/** What somebody is told who asked for it. */
export function trackedCard(track: Track, already: boolean, simulated: boolean): Card {
  const words = already ? 'Tracked already' : 'Tracked';
  return {
    headline: `${words}: ${shown(track.observable)}`,
    simulated,
    parts: [
      { part: 'heading', tone: 'info', word: words, spans: shownSpans(track.observable) },
      {
        part: 'text',
        spans: [
          text('Until '),
          timeOf(track.endsAt),
          text(' this conversation is told when what XDR says of it gets worse or better.'),
        ],
      },
    ],
  };
}

/** What this conversation tracks. */
export function tracksCard(tracks: readonly Track[], simulated: boolean): Card {
  const [first] = tracks;
  const word = first ? `${tracks.length} tracked` : 'Nothing tracked';
  const sentence = first ? 'What this conversation is told of.' : 'Nothing is tracked in this conversation.';
  return {
    headline: first ? `${word} here` : sentence,
    simulated,
    parts: [
      { part: 'heading', tone: 'info', word, spans: [text(sentence)] },
      ...(first ? [{ part: 'rows' as const, rows: tracks.map(rowOf) }] : []),
    ],
  };
}

const rowOf = ({ known, place, askedBy, endsAt }: Track) => ({
  tone: toneOf(known),
  word: capital(toneOf(known)),
  spans: shownSpans(known.observable, 100),
  notes: [text('until '), timeOf(endsAt), text(', for '), personSpan({ platform: place.platform, ...askedBy })],
});

/** What ended, said to the room. */
export function untrackedCard(tracks: readonly Track[], simulated: boolean): Card {
  const names = listed(
    tracks.map(({ observable }) => shown(observable, 80)),
    5,
  );
  return {
    headline: `No longer tracked: ${names}`,
    simulated,
    parts: [{ part: 'heading', tone: 'info', word: 'No longer tracked', spans: [text(names)] }],
  };
}
