import { type Card, type Span, text, value } from './card.ts';
import { hostNamed, trustedLink } from './link.ts';
import { outsideText } from './outside-text.ts';
import { counted } from './wording.ts';

/** As `xdr/clouds` reads them: `region` is undefined for a cloud that this version has no name for. */
export type RegionsCardFacts = Readonly<{
  clouds: readonly Readonly<{ name: string; region: string | undefined; visibility: string }>[];
  /** Cisco's list, or the table that is built in when that could not be read. */
  from: 'clouds.json' | 'built-in';
}>;

/** The regions of Cisco XDR, for XDR_REGION. */
export function regionsCard({ clouds, from }: RegionsCardFacts): Card {
  const source = from === 'built-in' ? 'as built in, because clouds.json could not be read' : 'from clouds.json';
  const sentence = `${counted(clouds.length, 'region')} of Cisco XDR, ${source}.`;
  return {
    headline: `Regions: ${sentence}`,
    simulated: false,
    parts: [
      { part: 'heading', tone: 'info', word: 'Regions', spans: [text(sentence)] },
      {
        part: 'facts',
        facts: clouds.slice(0, 20).map(({ name, region, visibility }) => ({
          name: outsideText(name, 40),
          spans: [
            value(region === undefined ? 'XDR_VISIBILITY_URL' : `XDR_REGION=${outsideText(region, 20)}`),
            text(' '),
            hostOf(visibility),
          ],
        })),
      },
    ],
    data: { kind: 'regions', clouds, from },
  };
}

function hostOf(url: string): Span {
  const link = trustedLink(url, []);
  return link ? { span: 'link', text: link.host, url: link.url } : text(hostNamed(url));
}
