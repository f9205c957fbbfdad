import type { KeyObject } from 'node:crypto';
import type { Card } from '../cards/card.ts';
import type { Log } from '../log.ts';
import type { Query } from '../store/database.ts';
import { anchorCard } from './anchor-card.ts';
import { readHead } from './audit-rows.ts';
import { beforeFirst, isUnsealed, sealHolds } from './chain.ts';

const hour = 60 * 60 * 1000;
/** Milliseconds for a post: neither start nor stop of the bot hangs on a room. What is late is tried again, under its key. */
const patience = 5000;

export type AnchorParts = Readonly<{
  query: Query;
  /** From `auditKey`. */
  key: KeyObject;
  log: Log;
  /** Milliseconds since the epoch. */
  now: () => number;
  /** Puts the head into a room; of posts with one key only the first is made, over all replicas. */
  post?: (card: Card, key: string) => Promise<void>;
  simulated: boolean;
  /** Milliseconds. */
  every?: number;
}>;

export type Anchor = Readonly<{
  /** Anchors now, then at every full hour. Never rejects: what fails is logged and tried again the next hour. */
  start: () => Promise<void>;
  /** Anchors once more. */
  stop: () => Promise<void>;
}>;

/**
 * Writes the head of the audit where the database's owner cannot take it back: the log, and a room. Whoever cuts the chain
 * off, or restores an old state of it, is found by an anchor that was made before. Every replica logs; each head is posted
 * once.
 */
export function createAnchor(parts: AnchorParts): Anchor {
  const { query, key, log, now, post, simulated, every = hour } = parts;
  let anchored = beforeFirst;
  let timer: NodeJS.Timeout | undefined;

  const drop = async () => {
    const head = await readHead(query);
    if (!head || !(isUnsealed(head) || sealHolds(key, head)))
      return log.error({ audit: { seq: head?.seq } }, 'the head of the audit was not sealed with this key: verify it');
    const { seq, mac } = head;
    if (seq < anchored.seq || (seq === anchored.seq && mac !== anchored.mac))
      log.error({ audit: { seq, mac }, before: anchored }, 'the audit went back behind its last anchor: verify it');
    if (seq === 0) return;
    log.info({ audit: { seq, mac } }, 'audit head');
    if (post && mac !== anchored.mac)
      await inTime(post(anchorCard({ seq, mac }, simulated), `audit-head/${seq}/${mac}`));
    anchored = { seq, mac };
  };
  const dropSafely = () =>
    drop().catch((error: unknown) =>
      log.warn({ error: error instanceof Error ? error.message : 'unknown' }, 'the audit could not be anchored'),
    );
  // At full hours, so that replicas find the same head and one post is enough.
  const wait = () => {
    timer = setTimeout(() => void dropSafely().then(() => timer && wait()), every - (now() % every));
    timer.unref();
  };
  return {
    start: async () => {
      wait();
      await dropSafely();
    },
    stop: async () => {
      clearTimeout(timer);
      timer = undefined;
      await dropSafely();
    },
  };
}

const inTime = (posted: Promise<void>): Promise<void> =>
  new Promise((resolve, reject) => {
    const timer = setTimeout(reject, patience, new Error(`the post took over ${patience / 1000} s`));
    posted.then(resolve, reject).finally(() => clearTimeout(timer));
  });
