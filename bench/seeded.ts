/** Numbers from 0 to below 1 that look random and are the same in every run (mulberry32). */
export type Random = () => number;

export function seeded(seed: number): Random {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** Draws indices of `weights` in proportion to them. */
export function weighted(random: Random, weights: readonly number[]): () => number {
  let sum = 0;
  const sums = weights.map((weight) => {
    sum += weight;
    return sum;
  });
  return () => {
    const wanted = random() * sum;
    let [low, high] = [0, sums.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (sums[middle]! > wanted) high = middle;
      else low = middle + 1;
    }
    return low;
  };
}

/** Draws 0 … `size` - 1, the n-th with a chance of 1 / n^`exponent`: few things come again and again, many once. */
export const zipf = (random: Random, size: number, exponent: number): (() => number) =>
  weighted(
    random,
    Array.from({ length: size }, (_, n) => 1 / (n + 1) ** exponent),
  );
