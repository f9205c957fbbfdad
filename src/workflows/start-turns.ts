import type { HumanOf } from '../permissions/human.ts';
import type { ActionRequest } from '../response-actions/action-request.ts';
import type { Database, Query } from '../store/database.ts';

/**
 * XDR takes 10 starts a minute of an organisation (dossier of the API: limits). Turns are ten to seventy seconds, since a
 * start may leave some seconds after its turn.
 */
const [most, within] = [10, 70_000];
/** So many of them one person gets: with ten at once he would hold everybody else up. */
const mostOfOne = 8;
/** A turn that nobody used within so many milliseconds is over: who comes later takes another. */
const lasts = 10_000;
/** So many starts of one person may wait: the others of their minute are for others. */
export const mostEach = 5;

/** Whose turn it is to start a workflow, over all replicas. Rejects with Failure `store-unavailable`. */
export type StartTurns = Readonly<{
  /**
   * When it is the request's turn, milliseconds since the epoch; undefined: now. Asked again, it keeps its turn. `too-many`:
   * so many starts of the same human wait already that it has no turn; never of one that had a turn before.
   */
  turnOf: (request: Pick<ActionRequest, 'id' | 'requester'>) => Promise<number | 'too-many' | undefined>;
}>;

export const createStartTurns = ({
  transaction,
  humanOf,
  now,
}: Readonly<{ transaction: Database['transaction']; humanOf: HumanOf; now: () => number }>): StartTurns => ({
  turnOf: ({ id: request, requester }) =>
    transaction(async (query) => {
      // One at a time over all replicas: whoever holds this row takes the next turn.
      await query("select 1 from workflow_turns where request = '' for update");
      const at = now();
      const [kept] = await query<{ at: Date }>('select at from workflow_turns where request = $1', [request]);
      if (kept && kept.at.getTime() > at - lasts) return kept.at.getTime() > at ? kept.at.getTime() : undefined;
      // What was given up before its call, which an executor would stand for, gives its turn back.
      await query(
        `delete from workflow_turns t using action_requests r
         where r.id = t.request and r.state in ('cancelled', 'failed') and r.facts->>'executor' is null`,
      );
      const { key } = humanOf(requester);
      const turns = await turnsBeside(query, request, at);
      const own = turns.filter(({ requester: who }) => who && humanOf(who).key === key);
      const turn = firstFree(at, [
        { turns: turns.map(({ at }) => at), most },
        { turns: own.map(({ at }) => at), most: mostOfOne },
      ]);
      const waiting = own.filter((one) => one.at > at && one.state === 'approved').length;
      // Who had his turn was taken already, and lost it since nobody was there to use it.
      if (!kept && turn > at && waiting >= mostEach) return 'too-many';
      await query(
        'insert into workflow_turns (request, at) values ($1, $2) on conflict (request) do update set at = excluded.at',
        [request, new Date(turn)],
      );
      return turn > at ? turn : undefined;
    }),
});

/** Turns of other starts that may hold this one up: those to come, and those of the last seventy seconds. */
async function turnsBeside(query: Query, request: string, now: number): Promise<readonly Turn[]> {
  const rows = await query<{ at: Date } & Omit<Turn, 'at'>>(
    `select t.at, r.state, r.facts->'requester' as requester from workflow_turns t
     left join action_requests r on r.id = t.request
     where t.at > $1 and t.request <> '' and t.request <> $2`,
    [new Date(now - within), request],
  );
  return rows.map((row) => ({ ...row, at: row.at.getTime() }));
}

/** Null where the request is kept no more. */
type Turn = Readonly<{ at: number; state: string | null; requester: ActionRequest['requester'] | null }>;

/** The first time from `now` on at which one more makes no seventy seconds hold more turns than they may. */
function firstFree(now: number, limits: readonly Readonly<{ turns: readonly number[]; most: number }>[]): number {
  const times = limits.flatMap(({ turns }) => turns.map((turn) => turn + within)).filter((time) => time > now);
  const fits = (time: number) =>
    limits.every(({ turns, most }) => {
      const all = [...turns, time];
      const spans = all.filter((from) => from <= time && time < from + within);
      return spans.every((from) => all.filter((turn) => from <= turn && turn < from + within).length <= most);
    });
  // Behind the last of all there is always room.
  return [now, ...times.sort((a, b) => a - b)].find(fits) ?? now;
}

/** Forgets turns that hold nothing up any more. */
export async function pruneStartTurns(query: Query, now: number): Promise<void> {
  await query("delete from workflow_turns where request <> '' and at < $1", [new Date(now - 60 * 60_000)]);
}
