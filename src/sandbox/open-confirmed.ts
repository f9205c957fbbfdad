import { createHash } from 'node:crypto';
import { Failure } from '../failure.ts';
import type { FileContent, OpenFile } from '../files/posted-file.ts';
import { otherFile } from '../response-actions/outcome-words.ts';
import { within } from '../within.ts';
import type { KeptFiles } from './kept-files.ts';

/**
 * So long (milliseconds) finding and opening a file may take before it is sent. It is part of the longest call (`bot.ts`),
 * after which another replica takes this one for dead: what is opened later must not be sent.
 */
export const longestOpening = 20_000;

/** A file that is being sent. */
export type Confirmed = Readonly<{
  name: string;
  /** Its iteration rejects at its end when it is another file than was confirmed. */
  content: FileContent;
  /** Why it did so: whoever sends it may have lost that. */
  whyOther: () => Failure | undefined;
}>;

/**
 * Opens what was confirmed: by the id under which it is kept, and the SHA-256 that people saw, where it was read. Rejects
 * with a Failure.
 */
export type OpenConfirmed = (kept: string, sha256?: string) => Promise<Confirmed>;

export function createOpenConfirmed({
  files,
  openFile,
  lasts = longestOpening,
}: {
  files: Pick<KeptFiles, 'read'>;
  /** Absent where no platform gives files. */
  openFile?: OpenFile | undefined;
  lasts?: number | undefined;
}): OpenConfirmed {
  const open = async (id: string): Promise<Readonly<{ name: string; content: FileContent }>> => {
    const known = await files.read(id);
    if (!known || !openFile) throw new Failure('place-gone', 'the file is not there any more', { service: 'files' });
    return { name: known.file.name, content: await openFile(known.file, known.place) };
  };

  return async (id, sha256) => {
    const opening = open(id);
    const opened = await within(opening, lasts, undefined);
    if (!opened) {
      opening.then(({ content }) => leave(content)).catch(() => {});
      throw new Failure('platform-unavailable', 'the file was not opened in time', { service: 'files' });
    }
    let other: Failure | undefined;
    /** The file may have been replaced since it was read. That is known at its end, before the form's own end is sent. */
    async function* checked({ chunks }: FileContent, wanted: string): AsyncGenerator<Uint8Array> {
      const hash = createHash('sha256');
      for await (const chunk of chunks) {
        hash.update(chunk);
        yield chunk;
      }
      if (hash.digest('hex') === wanted.toLowerCase()) return;
      other = new Failure('place-gone', 'the file is not the one that was confirmed', { service: otherFile });
      throw other;
    }
    const { name, content } = opened;
    return {
      name,
      content: sha256 === undefined ? content : { ...content, chunks: checked(content, sha256) },
      whyOther: () => other,
    };
  };
}

/** Ends a download that nobody wants any more: one that has not begun to be read cannot be left. */
async function leave({ chunks }: FileContent): Promise<void> {
  for await (const _ of chunks) return;
}
