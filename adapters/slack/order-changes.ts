import { setTimeout as pause } from 'node:timers/promises';

export type OrderChanges = Readonly<{
  /** Notes what a message of ours shows now, so that an update to the same is not sent. */
  shows: (message: string, content: string) => void;
  /**
   * Sends an update in its turn. One that still waits is replaced by a newer one, and both callers are told how that
   * ended; what the message shows already is not sent.
   */
  update: (message: string, content: string, send: () => Promise<unknown>) => Promise<void>;
  /** Sends a removal in its turn; an update that still waits is not sent any more. */
  remove: (message: string, send: () => Promise<void>) => Promise<void>;
}>;

type Update = { content: string; send: () => Promise<unknown>; dropped: boolean; done: Promise<void> };

type Lane = {
  /** Ends with the last change under way or waiting; never rejects. */
  tail: Promise<void>;
  waiting: Update | undefined;
  shown: string | undefined;
  /** When the last update was sent. */
  at: number;
  changes: number;
};

/** Between two updates of one message, milliseconds: nobody reads faster, and Slack takes some 50 updates a minute in all. */
const pace = 1_000;

/**
 * Changes of one message go out one after another, whoever asks for them. A message is forgotten after a second without a
 * change: what it shows may have been changed by another replica meanwhile.
 */
export function createOrderChanges({
  clock = () => performance.now(),
  sleep = pause,
}: {
  clock?: () => number;
  sleep?: (ms: number) => Promise<unknown>;
} = {}): OrderChanges {
  const lanes = new Map<string, Lane>();

  /** Runs in the message's turn. */
  const inTurn = (message: string, change: (lane: Lane) => Promise<void>): Promise<void> => {
    const lane = lanes.get(message) ?? {
      tail: Promise.resolve(),
      waiting: undefined,
      shown: undefined,
      at: Number.NEGATIVE_INFINITY,
      changes: 0,
    };
    lanes.set(message, lane);
    const mine = ++lane.changes;
    const done = lane.tail.then(() => change(lane));
    lane.tail = done.catch(() => {});
    void lane.tail.then(() => forgetLater(message, lane, mine));
    return done;
  };
  const forgetLater = (message: string, lane: Lane, change: number): void => {
    setTimeout(() => {
      if (lane.changes === change && lanes.get(message) === lane) lanes.delete(message);
    }, pace).unref();
  };

  const send = async (lane: Lane, update: Update): Promise<void> => {
    const wait = lane.at + pace - clock();
    if (wait > 0) await sleep(wait);
    if (lane.waiting === update) lane.waiting = undefined;
    if (update.dropped || lane.shown === update.content) return;
    lane.shown = undefined;
    lane.at = clock();
    await update.send();
    lane.shown = update.content;
  };

  return {
    shows: (message, content) => {
      void inTurn(message, async (lane) => {
        lane.shown = content;
      });
    },
    update: (message, content, sendIt) => {
      const before = lanes.get(message)?.waiting;
      if (before) {
        before.content = content;
        before.send = sendIt;
        return before.done;
      }
      const update: Update = { content, send: sendIt, dropped: false, done: Promise.resolve() };
      update.done = inTurn(message, (lane) => send(lane, update));
      lanes.get(message)!.waiting = update;
      return update.done;
    },
    remove: (message, sendIt) => {
      const lane = lanes.get(message);
      if (lane?.waiting) lane.waiting.dropped = true;
      if (lane) lane.waiting = undefined;
      return inTurn(message, async (its) => {
        its.shown = undefined;
        await sendIt();
      });
    },
  };
}
