import { createPostEvent, percentile } from './post-events.ts';
import type { Said } from './signed-event.ts';

/** How fast messages were acknowledged: a second, and the 99th percentile in milliseconds. */
export type Rate = Readonly<{ perSecond: number; p99: number; refused: number; seconds: number }>;

/** Posts all messages as fast as they are acknowledged, `connections` at once. */
export async function closedLoad(port: number, messages: readonly Said[], connections = 32): Promise<Rate> {
  const post = createPostEvent(port, connections);
  const times: number[] = [];
  let [next, refused] = [0, 0];
  const began = performance.now();
  await Promise.all(
    Array.from({ length: connections }, async () => {
      while (next < messages.length) {
        const { status, ms } = await post(messages[next++]!);
        if (status === 200) times.push(ms);
        else refused += 1;
      }
    }),
  );
  const seconds = (performance.now() - began) / 1000;
  return { perSecond: Math.round(times.length / seconds), p99: percentile(times, 0.99), refused, seconds };
}

/** The round in the middle by its rate. */
export const middle = <R extends Readonly<{ perSecond: number }>>(rounds: readonly R[]): R =>
  rounds.toSorted((a, b) => a.perSecond - b.perSecond)[rounds.length >> 1]!;
