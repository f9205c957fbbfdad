import type { Platform } from '../incoming.ts';
import type { Log } from '../log.ts';
import { nowAndThen } from '../now-and-then.ts';
import type { Room } from '../room.ts';
import { type Beat, coveredByRedelivery } from './heartbeat.ts';
import type { Interruptions, PauseReason } from './interruption.ts';
import type { Announce } from './tell-room.ts';

/** A message that has waited for so long makes its room worth telling, milliseconds. */
export const worthTelling = 60_000;
/** Between looks, milliseconds. */
export const lookEvery = 10_000;

/** Rooms with messages that wait since before a time, and since when the oldest does (milliseconds since the epoch). */
export type LongWaiting = (before: number) => Promise<readonly Readonly<{ room: Room; since: number }>[]>;

export type RoomCare = Readonly<{
  look: () => Promise<void>;
  start: (every?: number) => () => void;
  /** Nothing of a platform was heard or could be stored in this span (milliseconds since the epoch). */
  noteGap: (gap: Gap) => Promise<void>;
}>;

type Gap = Readonly<{ platform: Platform; from: number; until: number }>;

/**
 * Notices, every ten seconds, what interrupts the watching of rooms: messages that wait since XDR cannot be asked (a pause,
 * and its end), and times in which nothing was heard or could be stored.
 */
export function createRoomCare({
  interruptions,
  longWaiting,
  whyWaiting,
  beat,
  hearing,
  announce,
  log,
  now,
  elapsed = () => performance.now(),
}: {
  interruptions: Pick<Interruptions, 'pause' | 'endPauses' | 'notHeard'>;
  longWaiting: LongWaiting;
  /** Undefined when nothing of XDR's or the budget's keeps messages waiting: then the room need not know. */
  whyWaiting: () => PauseReason | undefined;
  beat: Beat;
  /** The platforms that can be heard just now, as far as one knows. */
  hearing: () => readonly Platform[];
  announce: Announce;
  log: Log;
  now: () => number;
  /** Milliseconds that only grow. */
  elapsed?: () => number;
}): RoomCare {
  const heardAt = new Map<Platform, number>();

  const notePauses = async () => {
    const waiting = await longWaiting(now() - worthTelling);
    const why = waiting.length > 0 ? whyWaiting() : undefined;
    if (why)
      for (const { room, since } of waiting) {
        const paused = await interruptions.pause(room, why, since);
        if (!paused) continue;
        log.warn({ ...room, why, since: new Date(since).toISOString() }, 'watching pauses in a room');
        await announce(paused, 'begin');
      }
    for (const ended of await interruptions.endPauses(waiting.map(({ room }) => room))) {
      log.info({ ...ended.room, why: ended.why }, 'watching goes on in a room');
      await announce(ended, 'end');
    }
  };

  const noteGap = async (gap: Gap) => {
    const noted = await interruptions.notHeard(gap);
    const [from, until] = [new Date(gap.from).toISOString(), new Date(gap.until).toISOString()];
    log.warn({ platform: gap.platform, from, until, rooms: noted.length }, 'nothing was heard or stored for a while');
    for (const one of noted) await announce(one, 'begin');
  };

  const noteGaps = async () => {
    for (const platform of hearing()) {
      const gap = await beat(platform);
      const before = heardAt.get(platform);
      heardAt.set(platform, elapsed());
      // Whoever has looked lately knows better: a clock was set.
      const wasHeard = before !== undefined && elapsed() - before < coveredByRedelivery;
      if (gap && !wasHeard) await noteGap({ platform, ...gap });
    }
  };

  const look = async () => {
    await noteGaps();
    await notePauses();
  };

  return {
    look,
    noteGap,
    start: (every = lookEvery) => nowAndThen(look, { every, log, failed: 'rooms could not be looked after' }),
  };
}
