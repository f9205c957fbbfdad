import type { Card } from '../cards/card.ts';
import { expiredCard } from '../cards/expired-card.ts';
import type { CardFile } from '../cards/file.ts';
import type { Person, Place } from '../incoming.ts';
import { fileCard } from './bulk-card.ts';
import { bulkFiles } from './bulk-csv.ts';
import type { Bulks } from './bulks.ts';

/** All of a bulk look-up as files for who presses, where its message stands, as long as it is kept. */
export type BringFile = (id: string, by: Readonly<{ person: Person; place: Place }>) => Promise<Card>;

/** Files of one answer: they are held in memory until they are taken. */
const mostFiles = 4;

export function createBringFile({
  bulks,
  simulated,
}: {
  bulks: Pick<Bulks, 'read' | 'found'>;
  simulated: boolean;
}): BringFile {
  return async (id, { person, place }) => {
    const bulk = await bulks.read(id);
    // A button may have been copied elsewhere.
    if (!bulk?.ended || bulk.place.channel !== place.channel) return expiredCard({ simulated });
    const files: CardFile[] = [];
    let rows = 0;
    for await (const { rows: more, ...file } of bulkFiles(bulks.found(id), bulk.ended.at, () => {})) {
      if (files.length >= mostFiles) break;
      files.push(file);
      rows += more;
    }
    if (files.length === 0) return expiredCard({ simulated });
    return fileCard({ bulk: { ...bulk, askedBy: person }, files, rows, simulated });
  };
}
