import { LRUCache } from 'lru-cache';
import type { MessageRef } from '../incoming.ts';
import { messageName } from './annotate-job.ts';

/** Which edits of messages have been stored last, as far as this process has heard of them. */
export type NewestEdits = Readonly<{
  /** The files of this version will be read: its job is stored. */
  note: (message: MessageRef, version: string) => void;
  /** A later version is stored, and will say all that this one could. */
  isOvertaken: (message: MessageRef, version: string) => boolean;
}>;

/**
 * For sparing work only: who edits ten times while files are being read has them read once more, not ten times. What another
 * process heard, or this one before it started, is read as well.
 */
export function createNewestEdits(): NewestEdits {
  const newest = new LRUCache<string, string>({ max: 10_000 });
  return {
    note: (message, version) => {
      const name = messageName(message);
      if (version > (newest.get(name) ?? '')) newest.set(name, version);
    },
    isOvertaken: (message, version) => (newest.get(messageName(message)) ?? '') > version,
  };
}
