/** Microseconds for one item at one size: the median of several turns. */
export type Point = Readonly<{ size: number; micros: number }>;
export type Series = Readonly<{ what: string; item: string; points: readonly Point[]; growth: number }>;

/** How much one item costs more at a larger size than at any smaller one: 1 or below is flat. */
export const growthOf = (points: readonly Point[]): number =>
  Math.max(...points.flatMap((large, n) => points.slice(0, n).map((small) => large.micros / small.micros)));

/** The median time of one of `items` items in a turn of `work`; the first turn warms up and does not count. */
export async function timePerItem(turns: number, items: number, work: () => Promise<void>): Promise<number> {
  const times: number[] = [];
  for (let turn = 0; turn <= turns; turn++) {
    const began = performance.now();
    await work();
    if (turn > 0) times.push(((performance.now() - began) * 1000) / items);
  }
  return times.sort((a, b) => a - b)[times.length >> 1]!;
}
