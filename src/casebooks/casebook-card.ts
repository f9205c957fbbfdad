import { buttons } from '../cards/button.ts';
import { type Card, type Part, type Row, type Span, text } from '../cards/card.ts';
import { trustedLink } from '../cards/link.ts';
import { outsideText, sourceName } from '../cards/outside-text.ts';
import { shownSpans } from '../cards/shown.ts';
import { capital, counted, timeGiven } from '../cards/wording.ts';
import type { Casebook } from './casebook.ts';
import { casebookSpans, countsByType, distinct, nameOf, observablesWords, titleOf } from './casebook-words.ts';

export type CasebookCardFacts = Readonly<{
  casebook: Casebook;
  /** What has just happened to it, as a sentence; and the same for the headline. */
  news?: readonly Span[];
  newsWords?: string;
  /** Id of a stored list of its observables, for their verdicts. */
  listing?: string;
  /** Where XDR's old interface lives, which opens a casebook. */
  pages: string;
  trustedHosts: readonly string[];
  simulated: boolean;
}>;

/** So much is drawn out; the rest is counted. */
const most = { rows: 10, texts: 3, text: 300, paragraphs: 2 } as const;

/** One casebook: what is in it, who made it, and what can be asked about it. */
export function casebookCard(facts: CasebookCardFacts): Card {
  const { casebook, news, newsWords, listing, simulated } = facts;
  const all = distinct(casebook.observables);
  const counts = observablesWords(all.length);
  return {
    headline: `Casebook ${titleOf(casebook)} (${nameOf(casebook)}): ${newsWords ?? counts}`,
    simulated,
    parts: [
      { part: 'heading', tone: 'info', word: 'Casebook', spans: casebookSpans(casebook) },
      ...(news ? [{ part: 'text', spans: news } as const] : []),
      factsOf(casebook),
      ...described(casebook),
      ...observableRows(casebook),
      ...textRows(casebook),
      ...linkParts(facts),
      ...buttons(
        listing === undefined
          ? []
          : [
              {
                text: 'Verdicts',
                label: `Verdicts of the observables of ${nameOf(casebook)}`,
                press: { do: 'show-all', listing },
              },
            ],
      ),
    ],
    data: { kind: 'casebook', casebook },
  };
}

function factsOf({ observables, texts, source, created, modified }: Casebook): Part {
  const all = distinct(observables);
  const twice = observables.length - all.length;
  return {
    part: 'facts',
    facts: [
      {
        name: 'Observables',
        spans: [
          text(
            all.length === 0
              ? 'none'
              : `${all.length}: ${countsByType(all)}${twice > 0 ? `; ${counted(twice, 'entry', 'entries')} more than once` : ''}`,
          ),
        ],
      },
      ...(texts.length > 0 ? [{ name: 'Texts', spans: [text(String(texts.length))] }] : []),
      ...(source ? [{ name: 'Made by', spans: [text(sourceName(source))] }] : []),
      ...(created ? [{ name: 'Created', spans: [timeGiven(created)] }] : []),
      ...(modified && modified !== created ? [{ name: 'Changed', spans: [timeGiven(modified)] }] : []),
    ],
  };
}

/** The beginning of the description, literally: what looks like markup stays what it is. */
function described({ description, summary, title }: Casebook): readonly Part[] {
  const given = description ?? (summary === title ? undefined : summary);
  if (given === undefined) return [];
  const all = given
    .slice(0, most.text * most.paragraphs * 4)
    .split(/\r?\n[ ]*\r?\n/)
    .map((one) => outsideText(one, most.text))
    .filter(Boolean);
  const some = all.slice(0, most.paragraphs);
  const isWhole = some.length === all.length && !some.some((one) => one.endsWith('…'));
  return [
    ...some.map((one): Part => ({ part: 'text', spans: [text(one)] })),
    ...(isWhole ? [] : [note('The whole description is in XDR.')]),
  ];
}

function observableRows({ observables }: Casebook): readonly Part[] {
  const all = distinct(observables);
  if (all.length === 0) return [];
  // What was added last stands at the end there, and is what people look for.
  const rows = all.slice(-most.rows).map((one): Row => {
    const [value, type] = shownSpans(one, 80);
    const word = typeWord(type?.span === 'text' ? type.text.trim() : 'value');
    return { tone: 'info', word, spans: value ? [value] : [] };
  });
  const more = all.length - rows.length;
  return [
    { part: 'rows', title: more > 0 ? `The last ${rows.length} observables` : 'Observables', rows },
    ...(more > 0 ? [note(`And ${counted(more, 'more observable')}.`)] : []),
  ];
}

/** `Domain`, but `IP` and `SHA256`. */
const typeWord = (type: string): string =>
  /^(?:ip|url|md5|sha\d{1,3})$/.test(type) ? type.toUpperCase() : type === 'ipv6' ? 'IPv6' : capital(type);

function textRows({ texts }: Casebook): readonly Part[] {
  const some = texts.slice(-most.texts).flatMap((one) => outsideText(one, most.text) || []);
  const more = texts.length - Math.min(texts.length, most.texts);
  if (some.length === 0) return [];
  return [
    {
      part: 'rows',
      title: 'Texts',
      rows: some.map((one): Row => ({ tone: 'info', word: 'Text', spans: [text(one)] })),
    },
    ...(more > 0 ? [note(`And ${counted(more, 'earlier text')}.`)] : []),
  ];
}

const note = (words: string): Part => ({ part: 'note', spans: [text(words)] });

/** The page of a casebook, of the old interface; the new one's address is not described in public. What is simulated has none. */
function linkParts({ casebook: { id }, pages, trustedHosts, simulated }: CasebookCardFacts): readonly Part[] {
  if (simulated) return [];
  const link = trustedLink(`${pages}/investigate?spid=${id.replace('casebook-', '')}`, trustedHosts);
  return link ? [{ part: 'links', links: [{ text: 'Open in XDR', ...link }] }] : [];
}
