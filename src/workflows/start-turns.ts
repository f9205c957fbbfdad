import type { HumanOf } from '../permissions/human.ts';
import type { ActionRequest } from '../response-actions/action-request.ts';
import type { Database, Query } from '../store/database.ts';

/**
 * XDR takes 10 starts a minute of an organisation (dossier of the API: limits). Turns are ten to seventy seconds, since a
 * start may leave some seconds after its turn.
 */
const [most, within] = [10, 70_000];
/** A turn that nobody used within so many milliseconds is over: who comes later takes another. */
const lasts = 10_000;
/** So many starts of one person may wait: others come in between. */
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
      const [own] = await query<{ at: Date }>('select at from workflow_turns where request = $1', [request]);
      if (own && own.at.getTime() > at - lasts) return own.at.getTime() > at ? own.at.getTime() : undefined;
      // What was given up before its call, which an executor would stand for, gives its turn back.
      await query(
        `delete from workflow_turns t using action_requests r
         where r.id = t.request and r.state in ('cancelled', 'failed') and r.facts->>'executor' is null`,
      );
      const [before] = await query<{ at: Date }>(
        "select at from workflow_turns where request <> '' and request <> $1 order by at desc offset $2 limit 1",
        [request, most - 1],
      );
      const turn = Math.max(at, (before?.at.getTime() ?? 0) + within);
      // Who had his turn was taken already, and lost it since nobody was there to use it.
      if (
        !own &&
        turn > at &&
        (await waitersOf(query, request, at)).filter((who) => humanOf(who).key === humanOf(requester).key).length >=
          mostEach
      )
        return 'too-many';
      await query(
        'insert into workflow_turns (request, at) values ($1, $2) on conflict (request) do update set at = excluded.at',
        [request, new Date(turn)],
      );
      return turn > at ? turn : undefined;
    }),
});

/** For whom other starts wait. */
const waitersOf = async (query: Query, request: string, now: number): Promise<ActionRequest['requester'][]> =>
  (
    await query<Pick<ActionRequest, 'requester'>>(
      `select r.facts->'requester' as requester from workflow_turns t join action_requests r on r.id = t.request
       where t.at > $1 and r.state = 'approved' and r.id <> $2`,
      [new Date(now), request],
    )
  ).map(({ requester }) => requester);

/** Forgets turns that hold nothing up any more. */
export async function pruneStartTurns(query: Query, now: number): Promise<void> {
  await query("delete from workflow_turns where request <> '' and at < $1", [new Date(now - 60 * 60_000)]);
}
