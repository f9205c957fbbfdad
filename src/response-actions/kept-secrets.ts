import type { Query } from '../store/database.ts';
import type { Seal } from '../store/seal.ts';
import type { ActionState } from './action-request.ts';
import type { Given } from './response-action.ts';

/** Secrets wait in these states alone; who carries the action out has read them before it is stored that he does. */
export const keepsSecrets: ReadonlySet<ActionState> = new Set(['confirmed', 'approved']);

/** What was given for secret inputs. `keep` and `forget` belong into the transaction that changes the request. */
export type KeptSecrets = Readonly<{
  keep: (run: Query, request: string, secrets: Given) => Promise<void>;
  forget: (run: Query, request: string) => Promise<void>;
  /** Undefined when there are none, or they cannot be opened with our secret. Rejects with Failure `store-unavailable`. */
  read: (request: string) => Promise<Given | undefined>;
}>;

export const createKeptSecrets = (query: Query, { seal, open }: Seal): KeptSecrets => ({
  keep: async (run, request, secrets) => {
    await run(
      `insert into action_secrets (request, sealed) values ($1, $2)
       on conflict (request) do update set sealed = excluded.sealed`,
      [request, seal(JSON.stringify(secrets), request)],
    );
  },
  forget: async (run, request) => {
    await run('delete from action_secrets where request = $1', [request]);
  },
  read: async (request) => {
    const [row] = await query<{ sealed: string }>('select sealed from action_secrets where request = $1', [request]);
    const opened = row && open(row.sealed, request);
    return opened === undefined ? undefined : (JSON.parse(opened) as Given);
  },
});
