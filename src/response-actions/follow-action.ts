import { outsideText } from '../cards/outside-text.ts';
import { listed } from '../cards/wording.ts';
import { Failure } from '../failure.ts';
import type { Log } from '../log.ts';
import { nowAndThen } from '../now-and-then.ts';
import type { ActionRequest } from './action-request.ts';
import type { ActionRequests } from './action-requests.ts';
import { entryOf } from './audit-action.ts';
import type { CarrierOf } from './carrier.ts';
import type { Looks } from './looks.ts';
import type { Following, Progress } from './performer.ts';

/** Milliseconds until the first look, and at most between two; each wait is twice the last. */
const [firstWait, longestWait] = [5_000, 5 * 60_000];
/** So long (milliseconds) it is looked. */
const followedFor = 24 * 60 * 60_000;
/** Who looks has so long (milliseconds); then somebody else does. */
const lookLasts = 90_000;
/** So many are looked at at once in one process. */
const atOnce = 4;

/** Milliseconds from a look to the next. */
export const waitAfter = (looks: number): number => Math.min(firstWait * 2 ** Math.min(looks, 20), longestWait);

/** What a request keeps of what was just started. */
export const begunFollowing = (now: number): Following => ({
  state: '',
  over: false,
  looks: 0,
  since: now,
  nextAt: now + waitAfter(0),
});

/**
 * Looks how that goes which was started, with growing waits, until it is over or a day has passed; over replicas and
 * restarts one looks at a time, and nothing is ever begun by it.
 */
export type FollowActions = Readonly<{
  /** Looks at all that are due. */
  look: () => Promise<void>;
  /** Looks every so many milliseconds until the function that it returns is called. */
  start: (every?: number) => () => void;
}>;

export function createFollowActions(parts: {
  requests: Pick<ActionRequests, 'read' | 'decide'>;
  looks: Looks;
  carrierOf: CarrierOf;
  /** For those of unknown outcome. */
  settle: (request: ActionRequest) => Promise<void>;
  /** It has changed: show it. Never rejects. */
  show: (request: ActionRequest) => Promise<void>;
  log: Log;
  now: () => number;
}): FollowActions {
  const { requests, looks: rows, carrierOf, log, now } = parts;

  const asked = async (request: ActionRequest): Promise<Progress | Readonly<{ retryAt?: number | undefined }>> => {
    const look = carrierOf(request.action).look;
    try {
      return look ? await look(request) : {};
    } catch (error) {
      const facts = error instanceof Failure ? { kind: error.kind, retryAt: error.facts.retryAt } : {};
      log.warn({ request: request.id, ...facts }, 'how an action goes could not be asked');
      return facts;
    }
  };

  const lookAt = async (id: string): Promise<void> => {
    if (!(await rows.takeLook(id, now() + lookLasts))) return;
    const request = await requests.read(id);
    const before = request?.progress;
    if (request?.state === 'unknown') return parts.settle(request);
    if (request?.state !== 'done' || !before || before.over) return;
    const found = await asked(request);
    const looks = before.looks + 1;
    const lost = now() - before.since >= followedFor;
    const retryAt = 'over' in found ? undefined : found.retryAt;
    const nextAt = Math.max(now() + waitAfter(looks), Math.min(retryAt ?? 0, now() + 60 * 60_000));
    const progress: Following = {
      ...('over' in found ? { ...found, looks, since: before.since } : { ...before, looks }),
      ...('over' in found && found.over ? { endedAt: now() } : {}),
    };
    const { nextAt: _, ...still } = progress;
    const ends = progress.over || lost;
    if (!ends && isSame(before, progress)) return rows.lookedInVain(id, { looks, nextAt });
    const next: Following = ends ? { ...still, ...(progress.over ? {} : { lost: true }) } : { ...still, nextAt };
    const { client } = carrierOf(request.action);
    const decided = await requests.decide(id, (now) =>
      now.state !== 'done' || now.progress?.looks !== before.looks
        ? { refused: 'already' as const }
        : {
            to: { state: 'done', progress: next },
            entries: ends ? [entryOf(now, 'action.ended', { client, ...endOf(next) })] : [],
          },
    );
    if (decided.refused || !decided.request) return;
    if (ends)
      log.info(
        { request: id, failed: next.failed ?? false, lost: next.lost ?? false, looks },
        'action followed to its end',
      );
    await parts.show(decided.request);
  };

  const look = async (): Promise<void> => {
    const due = [...(await rows.toFollow())];
    const work = async (): Promise<void> => {
      for (let id = due.shift(); id !== undefined; id = due.shift())
        await lookAt(id).catch((error: unknown) =>
          log.warn({ request: id, error: error instanceof Error ? error.message : 'unknown' }, 'action not followed'),
        );
    };
    await Promise.all(Array.from({ length: atOnce }, work));
  };

  return {
    look,
    start: (every = 2_500) => nowAndThen(look, { every, log, failed: 'actions not followed' }),
  };
}

/** Whether nothing that is shown has changed. */
const isSame = (one: Progress, other: Progress): boolean => {
  const seen = ({ state, over, failed, says, link }: Progress) => JSON.stringify([state, over, failed, says, link]);
  return seen(one) === seen(other);
};

/** What the audit says of the end. */
const endOf = ({ state, failed, lost, says = [] }: Following) => ({
  outcome: lost
    ? 'not known'
    : listed([outsideText(state, 40), ...says.slice(0, 2).map((one) => outsideText(one, 100))], 3),
  details: { ended: lost ? 'unknown' : failed ? 'failed' : 'succeeded' },
});
