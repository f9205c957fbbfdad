import type { Query } from '../store/database.ts';
import type { ActionRequest, ActionState } from './action-request.ts';
import { flightOfSame, type Same } from './flight.ts';
import { isTask } from './task-words.ts';

type Row = Readonly<{ id: string; state: ActionState; version: number; facts: Facts; changed_at: Date }>;
type Facts = Omit<ActionRequest, 'id' | 'state' | 'version' | 'changedAt'>;
/** What is the same as another, and not it. */
type Beside = Same & Pick<ActionRequest, 'id'>;

const requestOf = ({ id, state, version, facts, changed_at }: Row): ActionRequest => ({
  ...facts,
  id,
  state,
  version,
  changedAt: changed_at.getTime(),
});

/** The requests of which `where` holds, with its parameters. */
export const findRequests = async (run: Query, where: string, params: readonly unknown[]): Promise<ActionRequest[]> =>
  (await run<Row>(`select id, state, version, facts, changed_at from action_requests where ${where}`, params)).map(
    requestOf,
  );

/** Others in flight for the same. */
export const inFlightBeside = (run: Query, { id, ...same }: Beside): Promise<ActionRequest[]> =>
  findRequests(run, "flight = $1 and id <> $2 and state in ('confirmed', 'approved', 'executing')", [
    flightOfSame(same),
    id,
  ]);

/** When others for the same last changed (milliseconds since the epoch; 0: never). */
export async function changedBeside(run: Query, { id, ...same }: Beside): Promise<number> {
  const [row] = await run<{ at: Date | null }>(
    `select max(changed_at) as at from action_requests
     where flight = $1 and id <> $2 and state not in ('requested', 'expired')`,
    [flightOfSame(same), id],
  );
  return row?.at?.getTime() ?? 0;
}

/**
 * The answer to the same task of a workflow that was sent, or may have been. What somebody has seen not to be done is
 * closed as failed, and is none; a dry run called nobody.
 */
export async function answeredBeside(run: Query, { id, ...same }: Beside): Promise<ActionRequest | undefined> {
  if (!isTask(same.action)) return undefined;
  const [answer] = await findRequests(
    run,
    `flight = $1 and id <> $2 and state in ('done', 'unknown') and facts->'terms'->>'dryRun' = 'false'
     order by changed_at limit 1`,
    [flightOfSame(same), id],
  );
  return answer;
}
