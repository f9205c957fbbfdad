import type { Place } from '../incoming.ts';

/** A file that somebody posted beside a message or a command. Name, size and type are what the platform says: outside text. */
export type PostedFile = Readonly<{
  /**
   * By what its adapter finds it again: never an address that a message could choose. It may let whoever has it read the
   * file: it is stored no longer than the file is wanted, and never shown or logged.
   */
  handle: string;
  name: string;
  /** Bytes, as the platform says. */
  size?: number;
  /** Text that the platform shows as part of the conversation, as Slack does with what is pasted: it counts as said. */
  paste?: true;
  /** What the platform shows of it. Never stored. */
  preview?: string;
}>;

/** Its bytes, as they come. `size` is what the host of the file says of them. */
export type FileContent = Readonly<{ size?: number; chunks: AsyncIterable<Uint8Array> }>;

/**
 * Opens a posted file, from the platform's own hosts alone. Whoever opens it reads it to its end or leaves it (`return`),
 * which ends the download. Rejects with a Failure: `place-gone` when it is there no more, or may not be read.
 */
export type OpenFile = (file: PostedFile, place: Place) => Promise<FileContent>;
