import { type Card, type Span, text, value } from './card.ts';
import { hostNamed, trustedLink } from './link.ts';
import { outsideText } from './outside-text.ts';
import { counted } from './wording.ts';

export type RegionsCardFacts = Readonly<{
  regions: readonly Readonly<{ name: string; region: string; url: string }>[];
  /** Where the list is from: Cisco's `clouds.json`, or the table that is built in. */
  source: 'clouds.json' | 'built in';
}>;

/** The regions of Cisco XDR, for XDR_REGION. */
export function regionsCard({ regions, source }: RegionsCardFacts): Card {
  const sentence = `${counted(regions.length, 'region')} of Cisco XDR, ${source === 'built in' ? 'as built in (clouds.json could not be read)' : 'from clouds.json'}.`;
  return {
    headline: `Regions: ${sentence}`,
    simulated: false,
    parts: [
      { part: 'heading', tone: 'info', word: 'Regions', spans: [text(sentence)] },
      {
        part: 'facts',
        facts: regions.slice(0, 20).map(({ name, region, url }) => ({
          name: outsideText(name, 40),
          spans: [value(`XDR_REGION=${outsideText(region, 20)}`), text(' '), hostOf(url)],
        })),
      },
    ],
    data: { kind: 'regions', source, regions },
  };
}

function hostOf(url: string): Span {
  const link = trustedLink(url, []);
  return link ? { span: 'link', text: link.host, url: link.url } : text(hostNamed(url));
}
