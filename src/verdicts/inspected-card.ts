import { type Card, type Span, text, value } from '../cards/card.ts';
import { shown, typeName } from '../cards/shown.ts';
import { counted } from '../cards/wording.ts';
import type { Observable } from '../observables/observable.ts';

export type InspectedCardFacts = Readonly<{
  observables: readonly Observable[];
  /** Characters of text that were sent to XDR. */
  sent: number;
  simulated: boolean;
}>;

const mostTypes = 20;
const mostOfAType = 20;

/** What XDR's Inspect found in a text, by type. Says that the whole text was sent. */
export function inspectedCard({ observables, sent, simulated }: InspectedCardFacts): Card {
  const byType = [...Map.groupBy(observables, typeName)];
  const found = observables.length > 0 ? counted(observables.length, 'observable') : 'no observable in this text';
  const facts = byType.slice(0, mostTypes).map(([name, ofType]) => ({ name, spans: values(ofType) }));
  const more = byType.length - facts.length;
  // Inspect is not documented to read defanged text; "none" must not pass for an all-clear.
  const hint = observables.length === 0 ? ' If values are defanged, use enrich.' : '';
  const note = `The whole text, ${counted(sent, 'character')}, was sent to XDR as it stands.${hint}`;
  return {
    headline: `Inspect found ${found}`,
    simulated,
    parts: [
      { part: 'heading', tone: 'info', word: 'Inspected', spans: [text(found)] },
      ...(facts.length > 0 ? [{ part: 'facts' as const, facts }] : []),
      { part: 'note', spans: [text(more > 0 ? `And ${counted(more, 'more type')}. ${note}` : note)] },
    ],
    data: { kind: 'inspected', observables },
  };
}

function values(found: readonly Observable[]): readonly Span[] {
  const spans = found.slice(0, mostOfAType).map((observable) => value(shown(observable, 100)));
  const more = found.length - spans.length;
  const separated = spans.flatMap((span, at) => (at === 0 ? [span] : [text(', '), span]));
  return more > 0 ? [...separated, text(` and ${more} more`)] : separated;
}
