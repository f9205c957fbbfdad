import type { Button, Card } from '../cards/card.ts';
import { text } from '../cards/card.ts';
import { refusal } from '../cards/refusal.ts';
import { counted } from '../cards/wording.ts';
import type { Place } from '../incoming.ts';
import type { Entries, Span } from './entries.ts';
import { feedFiles } from './feed-files.ts';
import { feedNamed } from './feed-names.ts';
import { notToldHereCard } from './feed-refusals.ts';

/** Entries of one digest: what its files hold at most. */
export const mostTold = 10_000;

/** The files of a digest once more, for whoever presses: where a platform lets no bot send files to a channel, the only way. */
export type ShowFeedFiles = (
  asked: Readonly<{ feed: string; from: number; until: number }>,
  place: Place,
) => Promise<Card>;

export const filesButton = ({ feed, from, until }: Span): Button => ({
  text: 'Files for me',
  press: { do: 'feed-files', feed, from, until },
  label: `Files for me: what is new in ${feed}`,
});

export const createShowFeedFiles =
  ({ entries, simulated }: Readonly<{ entries: Pick<Entries, 'news'>; simulated: boolean }>): ShowFeedFiles =>
  async ({ feed: given, from, until }, place) => {
    if (place.outsiders) return notToldHereCard(simulated);
    const feed = feedNamed(given);
    const its = feed ? await entries.news({ feed, from, until }, mostTold) : [];
    if (!feed || its.length === 0)
      return refusal('Not there', 'what this digest told is not kept any more.', '', simulated, 'expired');
    const { csv, stix } = await feedFiles(feed, its, until);
    const sentence = `${counted(its.length, 'entry', 'entries')} as CSV and as STIX 2.1.`;
    return {
      headline: `Feed ${feed}: ${sentence}`,
      simulated,
      parts: [
        { part: 'heading', tone: 'info', word: `Feed ${feed}`, spans: [text(sentence)] },
        { part: 'note', spans: [text('Values in the files are live. TLP:AMBER.')] },
        csv.file,
        stix.file,
      ],
    };
  };
