import type { AuditedPerson } from '../audit/audit-entry.ts';
import type { HumanOf } from '../permissions/human.ts';
import type { Query } from '../store/database.ts';

/**
 * Which of these runs were begun by the same human through this bot, on whatever platform; of runs that were begun elsewhere
 * nothing is known. Rejects with Failure `store-unavailable`.
 */
export type OwnRuns = (
  runs: readonly string[],
  person: Pick<AuditedPerson, 'platform' | 'id'>,
) => Promise<ReadonlySet<string>>;

export const createOwnRuns =
  ({ query, humanOf }: Readonly<{ query: Query; humanOf: HumanOf }>): OwnRuns =>
  async (runs, person) => {
    if (runs.length === 0) return new Set();
    const begun = await query<{ run: string; requester: AuditedPerson }>(
      `select facts->'result'->>'made' as run, facts->'requester' as requester from action_requests
       where facts->'result'->>'made' = any($1::text[]) and facts->'action'->>'via' = 'workflow'`,
      [runs],
    );
    const { key } = humanOf(person);
    return new Set(begun.filter(({ requester }) => humanOf(requester).key === key).map(({ run }) => run));
  };

/**
 * Which of these runs were begun through this bot with a secret among what was given: what XDR says of them may quote it.
 * Rejects with Failure `store-unavailable`.
 */
export const createRunsWithSecret =
  ({ query }: Readonly<{ query: Query }>) =>
  async (runs: readonly string[]): Promise<ReadonlySet<string>> => {
    if (runs.length === 0) return new Set();
    const found = await query<{ run: string }>(
      `select facts->'result'->>'made' as run from action_requests
       where facts->'result'->>'made' = any($1::text[]) and facts->'action'->>'via' = 'workflow'
         and jsonb_array_length(coalesce(facts->'hidden', '[]'::jsonb)) > 0`,
      [runs],
    );
    return new Set(found.map(({ run }) => run));
  };
