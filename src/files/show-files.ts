import type { Button, Card } from '../cards/card.ts';
import type { Place } from '../incoming.ts';
import type { Room } from '../room.ts';
import type { FileFacts } from './file-facts.ts';
import { withFiles } from './files-card.ts';

/** A posted file that somebody may want to submit elsewhere. `handle` as in `PostedFile`; `sha256` is what was read of it. */
export type SubmittableFile = Readonly<{ handle: string; name: string; size: number; sha256: string }>;

/** The button that offers to submit a file to a sandbox; undefined where none is. */
export type OfferSubmission = (file: SubmittableFile, place: Place) => Promise<Button | undefined>;

/** Puts what is known of files, and what can be done with them, on the card that answers for them. */
export type ShowFiles = (card: Card, files: readonly FileFacts[], place: Place) => Promise<Card>;

/** Files of a card that get a button of their own. */
const mostOffered = 2;

export function createShowFiles(parts: {
  offerSubmission?: OfferSubmission | undefined;
  /** Asks the platform who may read in a conversation: of what is only watched that is not known. */
  placeNow?: ((room: Room) => Promise<Place>) | undefined;
}): ShowFiles {
  const known = async (place: Place): Promise<Place> => {
    if (!parts.placeNow || place.kind !== 'channel' || !place.outsiders) return place;
    const { platform, workspace, channel } = place;
    const { outsiders } = await parts.placeNow({ platform, workspace, channel });
    return { ...place, outsiders };
  };
  const offer = async ({ handle, name, size, hashes }: FileFacts, place: Place): Promise<Button | undefined> => {
    if (!parts.offerSubmission || handle === undefined || !size || !hashes) return undefined;
    // A button more is not worth a card without verdicts.
    const { offerSubmission } = parts;
    const file = { handle, name, size, sha256: hashes.sha256 };
    return known(place)
      .then((where) => offerSubmission(file, where))
      .catch(() => undefined);
  };
  return async (card, files, place) => {
    const buttons = await Promise.all(files.slice(0, mostOffered).map((file) => offer(file, place)));
    return withFiles(
      card,
      files,
      buttons.filter((button) => button !== undefined),
    );
  };
}
