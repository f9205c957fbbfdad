import { slackText } from '../adapters/slack/text.ts';
import { inspectText } from '../demo/xdr/inspect.ts';
import { candidates } from '../src/observables/candidates.ts';

/** What an evaluation of detection on labelled texts calls: one message in the platform's own text form. */
type Source = Readonly<{ platform: 'slack' | 'teams' | 'plain' }>;

/** Whether anything of the message would be looked at further: the gate of watching. */
export function mayContainObservable(text: string, { platform }: Source): boolean {
  return candidates(plainText(text, platform)).length > 0;
}

/** End to end without network: decode, candidates, one a line to the simulated Inspect. */
export function extract(text: string, { platform }: Source): { type: string; value: string }[] {
  const found = candidates(plainText(text, platform));
  return found.length === 0 ? [] : inspectText(found.map(({ value }) => value).join('\n'));
}

function plainText(text: string, platform: Source['platform']): string {
  if (platform === 'slack') return slackText(text);
  return platform === 'teams' ? teamsText(text) : text;
}

/** The least of Teams' HTML that an evaluation needs: links with their targets, blocks as lines, entities. */
function teamsText(html: string): string {
  return html
    .replace(/<at\b[^>]*>[^<]*<\/at>|<attachment\b[^>]*>(?:<\/attachment>)?/gi, ' ')
    .replace(/<a\b[^>]*?\bhref="([^"]*)"[^>]*>([^<]*)<\/a>/gi, (_, href: string, label: string) =>
      label === href ? ` ${href} ` : ` ${href.replace(/^mailto:/i, '')} ${label} `,
    )
    .replace(/<img\b[^>]*?\bsrc="([^"]*)"[^>]*>/gi, ' $1 ')
    .replace(/<(?:br|\/?p|\/?div|\/?li|\/?ul|\/?ol|\/?tr|\/?td|\/?th|\/?table|\/?blockquote|\/?pre|hr)\b[^>]*>/gi, '\n')
    .replace(/<\/?[a-z][^>]*>/gi, '')
    .replace(/&(?:nbsp|amp|lt|gt|quot|#39|apos);/g, (entity) => ENTITIES[entity]!);
}
const ENTITIES: Readonly<Record<string, string>> = {
  '&nbsp;': ' ',
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
  '&apos;': "'",
};
