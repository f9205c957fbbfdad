import { LRUCache } from 'lru-cache';
import { Failure } from '../../src/failure.ts';

export type PacePosts = Readonly<{
  /**
   * Resolves when a card may be posted. When that is too far off, rejects with `platform-rate-limited`, and `retryAt` is
   * a time of its own, kept for who comes back with the same key.
   */
  card: (conversation: string, key: string) => Promise<void>;
  /** The same for what somebody waits for: goes before cards, and is never refused. */
  answer: (conversation: string) => Promise<void>;
  /** Something went there out of turn, which Teams counts too. */
  count: (conversation: string) => void;
  /** Teams wants nothing posted there for so many milliseconds. */
  hold: (conversation: string, ms: number) => void;
}>;

export type PacePostsParts = Readonly<{
  now: () => number;
  /** Milliseconds that only grow: a clock that is set must not stop the posts. */
  clock?: () => number;
  after?: (ms: number, run: () => void) => void;
}>;

/** So many posts to one conversation within so many milliseconds. https://learn.microsoft.com/microsoftteams/platform/bots/how-to/rate-limit */
const windows = [
  { most: 7, within: 1_000 },
  { most: 8, within: 2_000 },
  { most: 60, within: 30_000 },
] as const;
/** Teams counts when they arrive, and one travels longer than another. */
const margin = 200;
const longestMemory = 60;
/** Between promised times: the pace that can be held for long. */
const spacing = 500;
/** A waiting card holds the place of a job, and for an answer somebody waits: neither waits longer than this. */
const patience = 3_000;

type Line = {
  /** When the last posts went, oldest first. */
  went: number[];
  held: number;
  answers: (() => void)[];
  cards: (() => void)[];
  waking: boolean;
  /** The time that the next refused card is promised. */
  next: number;
};

/** Teams' own windows for each conversation, with a line of answers before a line of cards. */
export function createPacePosts({
  now,
  clock = () => performance.now(),
  after = (ms, run) => setTimeout(run, ms),
}: PacePostsParts): PacePosts {
  const lines = new LRUCache<string, Line>({ max: 10_000 });
  /** Keys of cards that were refused and have a time of their own. */
  const promised = new LRUCache<string, true>({ max: 10_000 });

  const lineOf = (conversation: string): Line => {
    const line = lines.get(conversation) ?? { went: [], held: 0, answers: [], cards: [], waking: false, next: 0 };
    lines.set(conversation, line);
    return line;
  };

  const count = (line: Line): void => {
    line.went = [...line.went, clock()].slice(-longestMemory);
  };

  const move = (line: Line): void => {
    for (;;) {
      if (line.answers.length + line.cards.length === 0) return;
      const wait = freeAt(line.went, line.held, clock()) - clock();
      if (wait > 0) {
        wake(line, wait);
        return;
      }
      const go = line.answers.shift() ?? line.cards.shift();
      count(line);
      go?.();
    }
  };

  const wake = (line: Line, wait: number): void => {
    if (line.waking) return;
    line.waking = true;
    after(Math.ceil(wait), () => {
      line.waking = false;
      move(line);
    });
  };

  /** Milliseconds until it is the turn of one with so many ahead. */
  const waitBehind = (line: Line, ahead: number): number => {
    let { went } = line;
    let at = clock();
    for (let before = 0; before <= ahead; before++) {
      at = freeAt(went, line.held, at);
      if (at - clock() > patience) break;
      went = [...went, at].slice(-longestMemory);
    }
    return at - clock();
  };

  return {
    card: async (conversation, key) => {
      const line = lineOf(conversation);
      const turn = waitBehind(line, line.answers.length + line.cards.length);
      // Who comes back at the promised time does not stand in line again behind those who were promised later ones.
      const wait = promised.delete(key) ? turn : Math.max(turn, line.next - clock());
      if (wait > patience) {
        const at = Math.max(clock() + wait, line.next);
        line.next = at + spacing;
        promised.set(key, true);
        const retryAt = Math.ceil(now() + at - clock());
        const service = 'sendToConversation';
        throw new Failure('platform-rate-limited', 'posts to this conversation are held to its pace', {
          service,
          retryAt,
        });
      }
      await new Promise<void>((go) => {
        line.cards.push(go);
        move(line);
      });
    },
    answer: async (conversation) => {
      const line = lineOf(conversation);
      // So many people ask at once: the rest is between them and Teams, which says 429 when it is too much.
      if (waitBehind(line, line.answers.length) > patience) return count(line);
      await new Promise<void>((go) => {
        line.answers.push(go);
        move(line);
      });
    },
    count: (conversation) => count(lineOf(conversation)),
    hold: (conversation, ms) => {
      const line = lineOf(conversation);
      line.held = Math.max(line.held, clock() + ms);
    },
  };
}

/** The first moment from `at` on at which one more fits into every window. */
function freeAt(went: readonly number[], held: number, at: number): number {
  let free = Math.max(at, held);
  for (const { most, within } of windows) {
    const oldest = went.at(-most);
    if (oldest !== undefined && went.length >= most) free = Math.max(free, oldest + within + margin);
  }
  return free;
}
