import { Failure } from '../failure.ts';
import type { Written } from '../incidents/incident.ts';
import { isValid } from '../intel/deciding.ts';
import type { Log } from '../log.ts';
import type { Observable } from '../observables/observable.ts';
import type { ActionRequest } from '../response-actions/action-request.ts';
import type { Performer } from '../response-actions/performer.ts';
import type { TriggerOutcome } from '../response-actions/response-action.ts';
import { isOwn, type JudgementDoor, judgementScopes, keyPrefix, type OwnJudgement } from './judgement.ts';
import { expireAction, type JudgementWish, readWish } from './judgement-action.ts';
import { writtenInWords } from './judgement-words.ts';
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

  /** Whether it has ended; the new one stands in any case, and what the older does is told. */
  const endOne = async (id: string, request: ActionRequest): Promise<boolean> => {
    const ended = await door.expireJudgement(id, `Superseded, request ${request.id}.`).catch(asFailure);
    const outcome = ended instanceof Failure ? ended.message : ended.outcome;
    log.info({ request: request.id, judgement: id, outcome }, 'older judgement expired');
    return outcome === 'done';
  };

  const judge = async (wish: JudgementWish & { does: 'judge' }, request: ActionRequest): Promise<TriggerOutcome> => {
    const { observable, disposition, forMs, instead } = wish;
    const before = await door.judgementsOf(observable, ask).catch(asFailure);
    // What has ended since would be made to end later by expiring it.
    if (before instanceof Failure && instead.length > 0) return { outcome: 'not-run', failure: before };
    const from = now();
    const standing = before instanceof Failure ? [] : before.filter((one) => isValid(one, from));
    const key = keyOf(request);
    const until = from + forMs;
    const made = await changed(
      request,
      () => door.createJudgement({ observable, disposition, reason: judgementReason(request), key, from, until }),
      () => door.judgementMadeAs(key, ask),
    );
    if (!('judgement' in made)) return made;
    const others = standing.filter(({ id }) => id !== made.judgement.id);
    const ending = others.filter((one) => instead.includes(one.id) && isOwn(one));
    const ended = await Promise.all(ending.map(({ id }) => endOne(id, request)));
    const left = others.filter((one) => !ended[ending.indexOf(one)]);
    return doneWith(wish, made.judgement, left);
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
    return 'judgement' in ended ? doneWith(wish, ended.judgement, []) : ended;
  };

  const find = async (request: ActionRequest): Promise<TriggerOutcome | undefined> => {
    const wish = readWish(request.action, request.observable);
    if (!wish || !request.observable) return undefined;
    const there =
      wish.does === 'judge' ? await door.judgementMadeAs(keyOf(request), ask) : await door.readJudgement(wish.id, ask);
    const isDone = there && (wish.does === 'judge' || !isValid(there, now()));
    if (!isDone) return undefined;
    forget(request.observable);
    if (wish.does === 'expire') return doneWith(wish, there, []);
    const all = await door.judgementsOf(wish.observable, ask).catch(() => []);
    return doneWith(
      wish,
      there,
      all.filter((one) => one.id !== there.id && isValid(one, now())),
    );
  };

  const doneWith = (wish: JudgementWish, judgement: OwnJudgement, others: readonly OwnJudgement[]): TriggerOutcome => ({
    outcome: 'done',
    made: judgement.id,
    ...(wish.does === 'expire'
      ? { says: [`The judgement “${judgement.disposition}” has ended.`] }
      : {
          says: writtenInWords(judgement, wish.disposition, others, now()),
          reverse: expireAction(judgement.id, wish.disposition),
        }),
  });

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
    find,
  };
}

const keyOf = ({ id }: ActionRequest): string => `${keyPrefix}${id}`;

/** A performer never rejects: a mistake of ours is a failure as well. */
const asFailure = (error: unknown): Failure =>
  error instanceof Failure ? error : new Failure('unavailable', 'judgement: a mistake of our own', { cause: error });
