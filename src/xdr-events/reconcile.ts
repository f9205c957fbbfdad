import { LRUCache } from 'lru-cache';
import type { Failure } from '../failure.ts';
import type { ChangedIncidents, Incident, IncidentDoor } from '../incidents/incident.ts';
import type { Log } from '../log.ts';
import type { Mark } from './mark.ts';

const minute = 60_000;
/** How far each look goes back behind the last: XDR's clock may differ, and its search sees a change a little later. */
export const overlap = 5 * minute;
/** How much of time one search asks for, so that its pages stay few also behind a long pause. */
const longestSpan = 6 * 60 * minute;
/** What changed before is seen by who looks at it; what was made before is no news. */
const farthestBack = 7 * 24 * 60 * minute;
/** Between looks: where XDR tells of changes by itself, the search only finds what was missed. */
export const lookEvery = { withWebhook: 10 * minute, withoutWebhook: 2 * minute } as const;
/** After a look that failed. */
const tryAgain = minute;

/** One look: how many changed incidents were handed on, or why there was no look. */
export type Look = Readonly<{ outcome: 'looked'; changed: number } | { outcome: 'not due' | 'not wanted' }>;

/** Finds what changed in XDR while nobody told us: the search for incidents, from where the last look ended. */
export type Reconcile = Readonly<{
  /** `first`: the process has just begun, so it looks also when it is not due. Rejects with a Failure. */
  look: (first?: boolean) => Promise<Look>;
  /** Looks now and then until stopped; `every` is how often it is asked whether it is time (milliseconds). */
  start: (every?: number) => () => void;
}>;

/**
 * One replica looks at a time (`mark`), at the lowest rank of the budget, and only if somebody wants to know. `onIncident`
 * is told of each incident that was made or changed since, at least once; the mark moves on only behind it.
 */
export function createReconcile({
  mark,
  changedSince,
  onIncident,
  isWanted,
  every,
  log,
  now,
}: Readonly<{
  mark: Mark;
  changedSince: IncidentDoor['incidentsChanged'];
  onIncident: (incident: Incident, news: Readonly<{ highImpact: boolean }>) => Promise<void>;
  isWanted: () => Promise<boolean>;
  /** Between looks of all replicas, milliseconds. */
  every: number;
  log: Log;
  now: () => number;
}>): Reconcile {
  /** By the overlap most are found twice; the same state of an incident is told once by a process. */
  const told = new LRUCache<string, string>({ max: 5_000 });

  const lookFrom = async (from: number): Promise<number> => {
    let changed = 0;
    for (let at = from; at < now(); at += longestSpan) {
      const last = at + longestSpan >= now();
      const span = { from: new Date(at), ...(last ? {} : { until: new Date(at + longestSpan) }) };
      const found: ChangedIncidents = await changedSince(span, { purpose: 'watching' });
      if (!found.whole) log.warn({ ...span }, 'more incidents changed than are read: some are not told');
      for (const incident of found.incidents) {
        const state = `${incident.modified ?? ''} ${found.highImpact.has(incident.id)}`;
        if (incident.modified !== undefined && told.get(incident.id) === state) continue;
        await onIncident(incident, { highImpact: found.highImpact.has(incident.id) });
        told.set(incident.id, state);
        changed += 1;
      }
      if (!last) await mark.reached(at + longestSpan);
    }
    return changed;
  };

  const look = async (first = false): Promise<Look> => {
    const began = now();
    const seenUntil = await mark.take(first ? Math.min(every, minute) : every);
    if (seenUntil === undefined) return { outcome: 'not due' };
    try {
      const wanted = await isWanted();
      const changed = wanted ? await lookFrom(Math.max(seenUntil, began - farthestBack) - overlap) : 0;
      await mark.reached(began);
      await mark.leave(every);
      return wanted ? { outcome: 'looked', changed } : { outcome: 'not wanted' };
    } catch (error) {
      await mark.leave(tryAgain).catch(() => {}); // then when its lease is over
      throw error;
    }
  };

  return {
    look,
    start: (askEvery = 15_000) => {
      let busy = false;
      let first = true;
      const tick = async () => {
        if (busy) return;
        busy = true;
        try {
          const seen = await look(first);
          first = false;
          if (seen.outcome === 'looked') log.info({ changed: seen.changed }, 'looked for changed incidents');
        } catch (error) {
          const { kind, message } = error as Partial<Failure>;
          log.warn({ failure: kind, reason: message ?? 'unknown' }, 'changed incidents not looked for');
        } finally {
          busy = false;
        }
      };
      const timer = setInterval(tick, askEvery);
      timer.unref();
      return () => clearInterval(timer);
    },
  };
}
