import { within } from '../within.ts';

/** How long it is believed whether response actions are offered, milliseconds. */
const believed = 30_000;
/** So long (milliseconds) a card waits to be told; then it goes by what was known before. */
const patience = 500;

/**
 * Whether cards offer response actions: the client may list them, and somebody may act. Every card asks, so it is asked of
 * XDR and the database now and then alone, and no card waits long for the client that acts. Never rejects.
 */
export function createOffered({
  mayList,
  anybodyActs,
  now,
}: {
  mayList: () => Promise<boolean>;
  anybodyActs: () => Promise<boolean>;
  now: () => number;
}): () => Promise<boolean> {
  let known = false;
  let askedAt = Number.NEGATIVE_INFINITY;
  let asking: Promise<void> | undefined;
  const ask = async (): Promise<void> => {
    known = await mayList()
      .then((may) => may && anybodyActs())
      .catch(() => known);
    askedAt = now();
    asking = undefined;
  };
  return async () => {
    if (now() - askedAt < believed) return known;
    asking ??= ask();
    await within(asking, patience, undefined);
    return known;
  };
}
