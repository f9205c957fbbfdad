import { type Card, type Part, type Row, text, value } from '../cards/card.ts';
import { trustedLink } from '../cards/link.ts';
import { outsideText, sourceName } from '../cards/outside-text.ts';
import { shown, shownSpans, typeName } from '../cards/shown.ts';
import { counted } from '../cards/wording.ts';
import type { Observable } from '../observables/observable.ts';
import type { PivotLink } from './observation.ts';
import { gapSentences, sourcesOf } from './sources.ts';
import type { Gap } from './verdict.ts';

export type PivotCardFacts = Readonly<{
  observable: Observable;
  links: readonly PivotLink[];
  gaps: readonly Gap[];
  simulated: boolean;
  /** Hosts beside Cisco's that may be linked to. */
  trustedHosts: readonly string[];
}>;

const mostLinks = 15;

/** Ways into the products' own consoles. Addresses that may not be links stand as defanged text, to be copied on purpose. */
export function pivotCard({ observable, links, gaps, simulated, trustedHosts }: PivotCardFacts): Card {
  const checked = links.map((link) => ({ link, trusted: trustedLink(link.url, trustedHosts) }));
  const live = checked.flatMap(({ link, trusted }) => (trusted ? [{ text: titleOf(link), ...trusted }] : []));
  const dead = checked.filter(({ trusted }) => !trusted).map(({ link }) => deadRow(link));
  const counts = links.length > 0 ? counted(links.length, 'way on', 'ways on') : 'no source offers a way on';
  const beyond = Math.max(0, live.length - mostLinks) + Math.max(0, dead.length - mostLinks);
  const answered = [...new Set(links.map(({ module }) => module))];
  const notes = [
    ...(beyond > 0 ? [`And ${beyond} more.`] : []),
    ...(dead.length > 0 ? ['Not links: these hosts are neither of Cisco nor named in the settings.'] : []),
    ...(gaps.length > 0 ? gapSentences(sourcesOf([{ verdicts: [], gaps, answered }])) : []),
  ];
  return {
    headline: `Pivot from ${shown(observable)} (${typeName(observable)}): ${counts}`,
    simulated,
    parts: [
      { part: 'heading', tone: 'info', word: 'Pivot', spans: [...shownSpans(observable), text(`: ${counts}`)] },
      ...(live.length > 0 ? [{ part: 'links' as const, links: live.slice(0, mostLinks) }] : []),
      ...(dead.length > 0 ? [{ part: 'rows' as const, rows: dead.slice(0, mostLinks) }] : []),
      ...notes.map((note): Part => ({ part: 'note', spans: [text(note)] })),
    ],
    data: { kind: 'pivots', observable, links, gaps },
  };
}

const titleOf = ({ module, title }: PivotLink): string => `${sourceName(module)}: ${outsideText(title, 100) || 'open'}`;

const deadRow = (link: PivotLink): Row => ({
  tone: 'info',
  word: 'Not a link',
  spans: [text(titleOf(link))],
  notes: [value(outsideText(link.url, 300))],
});
