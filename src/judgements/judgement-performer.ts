import { Failure } from '../failure.ts';
import type { Written } from '../incidents/incident.ts';
import { isValid } from '../intel/deciding.ts';
import type { Log } from '../log.ts';
import type { Observable } from '../observables/observable.ts';
import type { ActionRequest } from '../response-actions/action-request.ts';
import type { Performer, Progress } from '../response-actions/performer.ts';
import type { TriggerOutcome } from '../response-actions/response-action.ts';
import { isOwn, type JudgementDoor, judgementScopes, keyPrefix, type OwnJudgement } from './judgement.ts';
import { expireAction, type JudgementWish, readWish } from './judgement-action.ts';
import { expiredProgress, judgedProgress } from './judgement-progress.ts';
import { expiryReason, judgementReason } from './written-reason.ts';

const ask = { purpose: 'command' } as const;

/**
 * Writes judgements into the organisation's own store, and ends them, once each: what is under way is never repeated. Where
 * the answer to a change was lost, the store is asked, by the request's own key, what is there now.
 */
export function createJudgementPerformer({
  door,
  missing,
  clientId,
  forget,
  log,
  now,
}: Readonly<{
  door: JudgementDoor;
  missing: (scopes: readonly string[]) => Promise<readonly string[]>;
  clientId: string;
  /** What XDR said of it before is old now. */
  forget: (observable: Observable) => void;
  log: Log;
  now: () => number;
}>): Performer {
  /** What was changed; where the answer was lost, what is there. */
  const changed = async (
    { id }: ActionRequest,
    write: () => Promise<Written<OwnJudgement>>,
    look: () => Promise<OwnJudgement | undefined>,
  ): Promise<Readonly<{ judgement: OwnJudgement }> | TriggerOutcome> => {
    try {
      const written = await write();
      if (written.outcome === 'done') return { judgement: written.written };
      const seen = await look().catch(() => undefined);
      const { kind, message: error, facts } = written.failure;
      log.warn({ request: id, kind, error, status: facts.status, seen: seen !== undefined }, 'answer lost');
      return seen ? { judgement: seen } : { outcome: 'unknown', failure: written.failure };
    } catch (error) {
      return { outcome: 'not-run', failure: asFailure(error) };
    }
  };

  const endOne = async (id: string, request: ActionRequest): Promise<void> => {
    await door.expireJudgement(id, `Superseded, request ${request.id}.`).then(
      ({ outcome }) => log.info({ request: request.id, judgement: id, outcome }, 'older judgement expired'),
      // The new one stands; that the older does too is told by whoever looks.
      (error: unknown) =>
        log.warn({ request: request.id, judgement: id, reason: asFailure(error).message }, 'older judgement stands'),
    );
  };

  const judge = async (wish: JudgementWish & { does: 'judge' }, request: ActionRequest): Promise<TriggerOutcome> => {
    const { observable, disposition, forMs, instead } = wish;
    // What has ended since would be made to end later by expiring it.
    const before = instead.length > 0 ? await door.judgementsOf(observable, ask).catch(asFailure) : [];
    if (before instanceof Failure) return { outcome: 'not-run', failure: before };
    const ending = before.filter((one) => instead.includes(one.id) && isOwn(one) && isValid(one, now()));
    const key = keyOf(request);
    const from = now();
    const made = await changed(
      request,
      () =>
        door.createJudgement({
          observable,
          disposition,
          reason: judgementReason(request),
          key,
          from,
          until: from + forMs,
        }),
      () => door.judgementMadeAs(key, ask),
    );
    if (!('judgement' in made)) return made;
    const { id } = made.judgement;
    await Promise.all(ending.filter((one) => one.id !== id).map((one) => endOne(one.id, request)));
    return doneWith(wish, id);
  };

  const expire = async (wish: JudgementWish & { does: 'expire' }, request: ActionRequest): Promise<TriggerOutcome> => {
    const { id } = wish;
    const before = await door.readJudgement(id, ask).catch(asFailure);
    if (before instanceof Failure) return { outcome: 'not-run', failure: before };
    if (!before) return { outcome: 'failed', reasons: ['It is not in the store any more.'] };
    if (!isValid(before, now())) return { outcome: 'failed', reasons: ['It had ended already.'] };
    const ended = await changed(
      request,
      () => door.expireJudgement(id, expiryReason(request)),
      async () => {
        const there = await door.readJudgement(id, ask);
        return there && !isValid(there, now()) ? there : undefined;
      },
    );
    return 'judgement' in ended ? doneWith(wish, id) : ended;
  };

  const look = async (request: ActionRequest): Promise<Progress> => {
    const wish = readWish(request.action, request.observable);
    const id = request.result?.made;
    if (!wish || id === undefined) return { state: '', over: true };
    if (wish.does === 'expire') return expiredProgress(await door.readJudgement(id, ask), now());
    return judgedProgress(id, wish.disposition, await door.judgementsOf(wish.observable, ask), now());
  };

  const find = async (request: ActionRequest): Promise<TriggerOutcome | undefined> => {
    const wish = readWish(request.action, request.observable);
    if (!wish || !request.observable) return undefined;
    const there =
      wish.does === 'judge' ? await door.judgementMadeAs(keyOf(request), ask) : await door.readJudgement(wish.id, ask);
    const isDone = there && (wish.does === 'judge' || !isValid(there, now()));
    if (!isDone) return undefined;
    forget(request.observable);
    return doneWith(wish, there.id);
  };

  return {
    caller: `API client ${clientId}`,
    missing: () => missing(judgementScopes),
    perform: async (request) => {
      const wish = readWish(request.action, request.observable);
      if (!wish) return { outcome: 'not-run', failure: new Failure('bad-request', 'judgement: the action is none') };
      const outcome = await (wish.does === 'judge' ? judge(wish, request) : expire(wish, request)).catch(
        (error: unknown): TriggerOutcome => ({ outcome: 'unknown', failure: asFailure(error) }),
      );
      // Also where it is not known: then it may have changed.
      if (request.observable && (outcome.outcome === 'done' || outcome.outcome === 'unknown'))
        forget(request.observable);
      return outcome;
    },
    look,
    find,
  };
}

const doneWith = (wish: JudgementWish, id: string): TriggerOutcome => ({
  outcome: 'done',
  made: id,
  ...(wish.does === 'judge' ? { reverse: expireAction(id, wish.disposition) } : {}),
});

const keyOf = ({ id }: ActionRequest): string => `${keyPrefix}${id}`;

/** A performer never rejects: a mistake of ours is a failure as well. */
const asFailure = (error: unknown): Failure =>
  error instanceof Failure ? error : new Failure('unavailable', 'judgement: a mistake of our own', { cause: error });
