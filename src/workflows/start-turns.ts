import type { Database, Query } from '../store/database.ts';

/**
 * XDR takes 10 starts a minute of an organisation (dossier of the API: limits). Turns are ten to seventy seconds, since a
 * start may leave some seconds after its turn.
 */
const [most, within] = [10, 70_000];
/** A turn that nobody used within so many milliseconds is over: who comes later takes another. */
const lasts = 10_000;

/** Whose turn it is to start a workflow, over all replicas. Rejects with Failure `store-unavailable`. */
export type StartTurns = Readonly<{
  /** When it is the request's turn, milliseconds since the epoch; undefined: now. Asked again, it keeps its turn. */
  turnOf: (request: string) => Promise<number | undefined>;
}>;

export const createStartTurns = ({
  transaction,
  now,
}: Readonly<{ transaction: Database['transaction']; now: () => number }>): StartTurns => ({
  turnOf: (request) =>
    transaction(async (query) => {
      // One at a time over all replicas: whoever holds this row takes the next turn.
      await query("select 1 from workflow_turns where request = '' for update");
      const at = now();
      const [own] = await query<{ at: Date }>('select at from workflow_turns where request = $1', [request]);
      if (own && own.at.getTime() > at - lasts) return own.at.getTime() > at ? own.at.getTime() : undefined;
      const [before] = await query<{ at: Date }>(
        "select at from workflow_turns where request <> '' and request <> $1 order by at desc offset $2 limit 1",
        [request, most - 1],
      );
      const turn = Math.max(at, (before?.at.getTime() ?? 0) + within);
      await query(
        'insert into workflow_turns (request, at) values ($1, $2) on conflict (request) do update set at = excluded.at',
        [request, new Date(turn)],
      );
      return turn > at ? turn : undefined;
    }),
});

/** Forgets turns that hold nothing up any more. */
export async function pruneStartTurns(query: Query, now: number): Promise<void> {
  await query("delete from workflow_turns where request <> '' and at < $1", [new Date(now - 60 * 60_000)]);
}
