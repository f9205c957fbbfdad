import type { PostedFile } from '../files/posted-file.ts';
import type { MessageRef } from '../incoming.ts';
import type { AnnotateJob } from './annotate-job.ts';

/**
 * The durable work behind files of a watched message: stored before the platform is acknowledged, deleted when they were
 * read, after 24 hours at the latest. It names the files and holds none.
 */
export type FilesJob = Readonly<{
  message: MessageRef;
  /** What the words of the message are to be looked up for. */
  words: AnnotateJob;
  files: readonly Omit<PostedFile, 'preview'>[];
  /** Whether the files count as such; else only the words that people pasted, which the platform made files of. */
  whole: boolean;
  /** Candidates of what the platform shows of pasted words: looked up when they cannot be read. */
  previewed: readonly string[];
}>;

/** Files of one message that are read; Slack takes ten. */
export const mostFiles = 10;

/**
 * A version of its own for what a message says together with its files: later than its words alone, and earlier than any
 * edit that comes later. Versions are times, written with digits, so a digit behind one sorts right in every collation.
 */
export const withFilesVersion = (version: string): string => `${version}0`;
