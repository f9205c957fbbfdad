import { randomBytes } from 'node:crypto';
import type { Audit, AuditEntry } from '../audit/audit-entry.ts';
import type { Query } from '../store/database.ts';
import { storableJson } from '../store/storable-json.ts';
import type { ActionRequest, ActionState } from './action-request.ts';
import { answeredBeside, changedBeside, findRequests, inFlightBeside } from './action-rows.ts';
import { decideExpire } from './decide-action.ts';
import { flightOfSame, type Same } from './flight.ts';
import { type KeptSecrets, keepsSecrets } from './kept-secrets.ts';
import type { Given } from './response-action.ts';

/** What a decision has to know beside the request: those in flight for the same action and observable, */
export type Around = Readonly<{
  others: readonly ActionRequest[];
  /** the answer to the same task that was sent, or may have been: no other is sent, */
  answered: ActionRequest | undefined;
  /** when one of these last changed, the request itself not counted (0: never), */
  changedAt: number;
  /** and the request that this one undoes or repeats. */
  first: ActionRequest | undefined;
}>;

/** What changes of a request; a field that is undefined is taken away. */
export type Change = Readonly<{ state: ActionState }> & {
  readonly [Field in keyof ActionRequest]?: ActionRequest[Field] | undefined;
};

/**
 * What somebody wants of a request: it changes, or his attempt is refused (`why`). Both are audited. `beside`: another
 * request that stands in its way.
 */
export type Decision<Why extends string> =
  | Readonly<{ to: Change; entries: readonly AuditEntry[] }>
  | Readonly<{ refused: Why; entry?: AuditEntry; beside?: ActionRequest }>;

/**
 * What came of it. `request` is the request as it is now, or, refused, the one that stands in its way; absent when there is
 * none of that id.
 */
export type Decided<Why extends string> =
  | Readonly<{ request: ActionRequest; refused?: undefined }>
  | Readonly<{ request?: ActionRequest; refused: Why | 'not-there' }>;

/** What somebody gave for the action's inputs; secrets are stored apart, if the request goes on. */
export type GivenNow = Readonly<{ given?: Given; hidden?: readonly string[]; secrets?: Given }>;

export type NewRequest = Omit<ActionRequest, 'version' | 'changedAt'>;

/** All requests, stored with what is audited about them. Each rejects with Failure `store-unavailable`. */
export type ActionRequests = Readonly<{
  /** A form that somebody has before him: nothing is audited before he sends it. */
  create: (request: NewRequest) => Promise<ActionRequest>;
  /** The request that is in flight for the same action and observable. */
  inFlight: (same: Same) => Promise<ActionRequest | undefined>;
  /** The answer to the same task of a workflow that was sent, or may have been. */
  answered: (same: Same) => Promise<ActionRequest | undefined>;
  /** How many forms somebody has before him. */
  formsOf: (requester: ActionRequest['requester']) => Promise<number>;
  read: (id: string) => Promise<ActionRequest | undefined>;
  /**
   * Decides on a request while no other decision on any request is made, here or in another process. `given`: decided on
   * as if it had been given before.
   */
  decide: <Why extends string>(
    id: string,
    by: (request: ActionRequest, around: Around) => Decision<Why>,
    given?: GivenNow,
  ) => Promise<Decided<Why>>;
  /** The last requests for the same action and observable, newest first, of the last 24 hours. */
  lately: (same: Same) => Promise<readonly ActionRequest[]>;
  /** Ids of those in a state that have not changed since `before` (milliseconds since the epoch). */
  resting: (state: ActionState, before: number) => Promise<readonly string[]>;
  /** Ids of those whose time is over, or that are to be reversed. */
  expired: () => Promise<readonly string[]>;
  toReverse: () => Promise<readonly string[]>;
  /** Makes the request that reverses `id` by itself; undefined when it is not to be reversed any more. */
  reverseByItself: (
    id: string,
    make: (request: ActionRequest) => Readonly<{ request: NewRequest; entry: AuditEntry }>,
  ) => Promise<ActionRequest | undefined>;
}>;

const day = 24 * 60 * 60 * 1000;

/** An id that nobody guesses. */
export const newId = (): string => randomBytes(16).toString('base64url');

const dateOf = (ms: number | undefined) => (ms === undefined ? null : new Date(ms));

export function createActionRequests({
  audit,
  query,
  secrets,
  now,
}: {
  audit: Pick<Audit, 'record'>;
  query: Query;
  secrets: Pick<KeptSecrets, 'keep' | 'forget'>;
  now: () => number;
}): ActionRequests {
  const read = async (run: Query, id: string) => (await findRequests(run, 'id = $1', [id]))[0];
  const idsOf = async (where: string, at: number, more: readonly unknown[] = []) =>
    (
      await query<{ id: string }>(`select id from action_requests where ${where} order by changed_at limit 100`, [
        new Date(at),
        ...more,
      ])
    ).map(({ id }) => id);

  const write = async (run: Query, request: ActionRequest): Promise<ActionRequest> => {
    const { id, state, version, changedAt, ...facts } = request;
    await run(
      `insert into action_requests (id, state, version, flight, facts, expires_at, reverse_at, changed_at, look_at)
       values ($1, $2, $3, $4, $5::jsonb, $6, $7, $8, $9)
       on conflict (id) do update set state = excluded.state, version = excluded.version, flight = excluded.flight,
         facts = excluded.facts, expires_at = excluded.expires_at, reverse_at = excluded.reverse_at,
         changed_at = excluded.changed_at, look_at = excluded.look_at`,
      [
        id,
        state,
        version,
        flightOfSame(request),
        storableJson(facts),
        new Date(request.expiresAt),
        dateOf(request.reverseAt),
        new Date(changedAt),
        dateOf(request.progress?.nextAt),
      ],
    );
    if (request.hidden?.length && !keepsSecrets.has(state)) await secrets.forget(run, id);
    return request;
  };
  const apply = (
    run: Query,
    note: (entry: AuditEntry) => void,
    request: ActionRequest,
    { to, entries }: Readonly<{ to: Change; entries: readonly AuditEntry[] }>,
  ): Promise<ActionRequest> => {
    for (const entry of entries) note(entry);
    return write(run, changed(request, to));
  };
  const changed = (request: ActionRequest, to: Change): ActionRequest => ({
    ...(Object.fromEntries(
      Object.entries({ ...request, ...to }).filter(([, value]) => value !== undefined),
    ) as ActionRequest),
    version: request.version + 1,
    changedAt: now(),
  });

  return {
    create: (request) => write(query, { ...request, version: 1, changedAt: now() }),
    inFlight: async (same) =>
      (await inFlightBeside(query, { ...same, id: '' })).find(
        ({ expiresAt, state }) => state !== 'confirmed' || expiresAt > now(),
      ),
    answered: (same) => answeredBeside(query, { ...same, id: '' }),
    formsOf: async ({ platform, id }) => {
      const [row] = await query<{ count: number }>(
        `select count(*)::int as count from action_requests where state = 'requested' and expires_at > $1
           and facts->'requester'->>'platform' = $2 and facts->'requester'->>'id' = $3`,
        [new Date(now()), platform, id],
      );
      return row?.count ?? 0;
    },
    read: (id) => read(query, id),
    decide: (id, by, { secrets: hidden, ...given } = {}) =>
      audit.record(async (run, note) => {
        const stored = await read(run, id);
        const request = stored && { ...stored, ...given };
        if (!request) return { refused: 'not-there' as const };
        const others: ActionRequest[] = [];
        for (const other of await inFlightBeside(run, request)) {
          // One whose time is over, and that nobody has looked after yet, holds nothing up.
          const over = decideExpire(other, now());
          if ('refused' in over) others.push(other);
          else await apply(run, note, other, over);
        }
        const first = request.of === undefined ? undefined : await read(run, request.of);
        const answered = await answeredBeside(run, request);
        const decision = by(request, { others, answered, changedAt: await changedBeside(run, request), first });
        if ('refused' in decision) {
          if (decision.entry) note(decision.entry);
          return { request: decision.beside ?? request, refused: decision.refused };
        }
        const { of, origin } = request;
        const { terms } = { ...request, ...decision.to };
        const undid =
          decision.to.state === 'done' && request.state !== 'done' && origin !== 'again' && terms?.dryRun === false;
        if (undid && of !== undefined) await markUndone(run, of, id);
        const after = await apply(run, note, request, decision);
        if (after.hidden?.length && hidden && keepsSecrets.has(after.state)) await secrets.keep(run, id, hidden);
        return { request: after };
      }),
    lately: (same) =>
      findRequests(query, "flight = $1 and changed_at > $2 and state <> 'requested' order by changed_at desc limit 5", [
        flightOfSame(same),
        new Date(now() - day),
      ]),
    resting: (state, before) => idsOf('changed_at < $1 and state = $2', before, [state]),
    expired: () => idsOf("expires_at <= $1 and state in ('requested', 'confirmed')", now()),
    toReverse: () => idsOf("reverse_at <= $1 and state = 'done'", now()),
    reverseByItself: (id, make) =>
      audit.record(async (run, note) => {
        const request = await read(run, id);
        if (request?.state !== 'done' || request.reverseAt === undefined || request.reverseAt > now()) return undefined;
        const { request: reversing, entry } = make(request);
        // Somebody is about to do it, or may not be allowed to: looked at again soon.
        if ((await inFlightBeside(run, reversing)).length > 0) return undefined;
        await write(run, changed(request, { state: 'done', reverseAt: undefined }));
        note(entry);
        return write(run, { ...reversing, version: 1, changedAt: now() });
      }),
  };

  async function markUndone(run: Query, id: string, by: string): Promise<void> {
    const undone = await read(run, id);
    if (undone) await write(run, changed(undone, { state: undone.state, undoneBy: by, reverseAt: undefined }));
  }
}
