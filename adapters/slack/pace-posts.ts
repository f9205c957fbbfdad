import { LRUCache } from 'lru-cache';
import { Failure } from '../../src/failure.ts';

export type PacePosts = Readonly<{
  /**
   * Resolves when a card may be posted. When that is too far off, rejects with `platform-rate-limited`, and `retryAt` is
   * a time of its own, kept for who comes back with the same key.
   */
  card: (channel: string, key: string) => Promise<void>;
  /** The same for what somebody waits for: goes before cards, and is never refused. */
  answer: (channel: string) => Promise<void>;
}>;

export type PacePostsParts = Readonly<{
  now: () => number;
  /** Milliseconds that only grow: a clock that is set must not stop the posts. */
  clock?: () => number;
  after?: (ms: number, run: () => void) => void;
}>;

/** Slack takes one message a second in a channel, and short bursts. https://docs.slack.dev/apis/web-api/rate-limits */
const interval = 1_000;
/**
 * How large a burst may be is not documented. A pasted incident becomes a handful of cards, which should stand at once;
 * more of them at one moment nobody reads.
 */
const burst = 5;
/** A waiting card holds the place of a job, and for an answer somebody waits: neither waits longer than this. */
const patience = 3_000;

type Line = {
  tokens: number;
  at: number;
  answers: (() => void)[];
  cards: (() => void)[];
  waking: boolean;
  /** The time that the next refused card is promised. */
  next: number;
};

/** A token bucket for each channel, with a line of answers before a line of cards. */
export function createPacePosts({
  now,
  clock = () => performance.now(),
  after = (ms, run) => setTimeout(run, ms),
}: PacePostsParts): PacePosts {
  const lines = new LRUCache<string, Line>({ max: 10_000 });
  /** Keys of cards that were refused and have a time of their own. */
  const promised = new LRUCache<string, true>({ max: 10_000 });

  const lineOf = (channel: string): Line => {
    const line = lines.get(channel) ?? { tokens: burst, at: clock(), answers: [], cards: [], waking: false, next: 0 };
    lines.set(channel, line);
    return fill(line);
  };

  const fill = (line: Line): Line => {
    const at = clock();
    line.tokens = Math.min(burst, line.tokens + (at - line.at) / interval);
    line.at = at;
    return line;
  };

  const move = (line: Line): void => {
    fill(line);
    while (line.tokens >= 1) {
      const go = line.answers.shift() ?? line.cards.shift();
      if (!go) return;
      line.tokens -= 1;
      go();
    }
    if (line.waking || line.answers.length + line.cards.length === 0) return;
    line.waking = true;
    after(Math.ceil((1 - line.tokens) * interval), () => {
      line.waking = false;
      move(line);
    });
  };

  const waitBehind = ({ tokens }: Line, ahead: number): number => Math.max(0, (ahead + 1 - tokens) * interval);

  return {
    card: async (channel, key) => {
      const line = lineOf(channel);
      const bucket = waitBehind(line, line.answers.length + line.cards.length);
      // Who comes back at the promised time does not stand in line again behind those who were promised later ones.
      const wait = promised.delete(key) ? bucket : Math.max(bucket, line.next - clock());
      if (wait > patience) {
        const at = Math.max(clock() + wait, line.next);
        line.next = at + interval;
        promised.set(key, true);
        const retryAt = Math.ceil(now() + at - clock());
        const service = 'chat.postMessage';
        throw new Failure('platform-rate-limited', 'posts to this channel are held to its pace', { service, retryAt });
      }
      await new Promise<void>((go) => {
        line.cards.push(go);
        move(line);
      });
    },
    answer: async (channel) => {
      const line = lineOf(channel);
      // So many people ask at once: the rest is between them and Slack, which says 429 when it is too much.
      if (waitBehind(line, line.answers.length) > patience) return;
      await new Promise<void>((go) => {
        line.answers.push(go);
        move(line);
      });
    },
  };
}
