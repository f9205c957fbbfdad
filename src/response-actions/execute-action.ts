import { setTimeout as wait } from 'node:timers/promises';
import { Failure } from '../failure.ts';
import type { Log } from '../log.ts';
import type { ActionRequest, ActionResult } from './action-request.ts';
import { type ActionRequests, type Change, newId } from './action-requests.ts';
import { entryOf } from './audit-action.ts';
import type { CarrierOf } from './carrier.ts';
import { begunFollowing } from './follow-action.ts';
import type { Hindrance } from './hindrance.ts';
import type { KeptSecrets } from './kept-secrets.ts';
import { resultOf, whyNotRun } from './outcome-words.ts';
import type { Given, ListActions, TriggerOutcome } from './response-action.ts';
import { reverseOf } from './reverse-action.ts';
import type { Policy } from './terms.ts';

/**
 * Makes the call of an approved request, once at most, whatever dies: that it is about to be made is stored before, and a
 * request that is found so by anybody but who stored it is of unknown outcome. Resolves with the state that it has then;
 * `waiting`: it has to wait until `retryAt`.
 */
export type ExecuteAction = (id: string) => Promise<Ended>;
type Ended = Readonly<{ state: string; retryAt?: number }>;

export function createExecuteAction(parts: {
  requests: Pick<ActionRequests, 'read' | 'decide'>;
  carrierOf: CarrierOf;
  secrets: Pick<KeptSecrets, 'read'>;
  listActions: ListActions;
  hindrance: Hindrance;
  policy: Pick<Policy, 'termsOf'>;
  /** It has changed: show it. Never rejects. */
  show: (request: ActionRequest) => Promise<void>;
  newReference: () => string;
  log: Log;
  now: () => number;
  /** For tests: how long to wait (milliseconds) before what became of a call is stored again. */
  storeAgain?: readonly number[];
}): ExecuteAction {
  const { requests, policy, log, now, carrierOf } = parts;
  const storeAgain = parts.storeAgain ?? [500, 1_000, 3_000, 5_000, 10_000, 20_000];
  /** This process; another that finds its mark knows that it is not his own. */
  const executor = newId();
  /** What became of calls of this process, as long as it is not stored. */
  const known = new Map<string, Readonly<{ outcome: TriggerOutcome; reference: string }>>();
  const underWay = new Map<string, Promise<Ended>>();

  const changed = async (
    id: string,
    change: (request: ActionRequest) => Readonly<{ to: Change; entries: Parameters<typeof entryOf>[1][] }> | undefined,
    more: Parameters<typeof entryOf>[2] = {},
  ): Promise<ActionRequest | undefined> => {
    const { request, refused } = await requests.decide(id, (request) => {
      const made = change(request);
      if (!made) return { refused: 'already' as const };
      const { client } = carrierOf(request.action);
      const entries = made.entries.map((event) => entryOf(request, event, { client, ...more }));
      return { to: made.to, entries };
    });
    if (refused || !request) return undefined;
    await parts.show(request);
    // The card of what it undid says so.
    const undone = request.state === 'done' && request.of !== undefined ? await requests.read(request.of) : undefined;
    if (undone?.undoneBy === request.id) await parts.show(undone);
    return request;
  };

  const notRun = (why: string, reference?: string): ActionResult => ({
    why,
    notRun: true,
    ...(reference === undefined ? {} : { reference }),
  });

  const fail = async (id: string, why: string): Promise<string> => {
    const reference = parts.newReference();
    log.warn({ request: id, reference, why }, 'response action not run');
    const failed = await changed(
      id,
      ({ state }) =>
        state === 'approved'
          ? { to: { state: 'failed', result: notRun(why, reference) }, entries: ['action.failed'] }
          : undefined,
      { outcome: why, reference },
    );
    return failed?.state ?? 'already';
  };

  /** What became of the call must not be lost because the store is away for a moment. */
  const keepOutcome = async ({ id, action }: Kept, outcome: TriggerOutcome, reference: string): Promise<string> => {
    known.set(id, { outcome, reference });
    const { state, result: said, event } = resultOf(outcome, reference, action);
    const result: ActionResult = { ...said, at: now() };
    for (const pause of [...storeAgain, undefined]) {
      try {
        const ended = await changed(
          id,
          (request) => {
            // Somebody may have taken us for dead meanwhile, or even have closed it; we know better.
            const mine = request.executor === executor && request.result?.reference === undefined;
            if (!mine) return undefined;
            const { reverseAfterMs, terms } = request;
            const ran = state === 'done' && !terms.dryRun;
            const reverseAt = ran && reverseAfterMs !== undefined ? { reverseAt: now() + reverseAfterMs } : {};
            const { look, find } = carrierOf(action);
            const followed = (ran && said.made !== undefined && look) || (state === 'unknown' && find);
            const more = {
              ...(outcome.outcome === 'done' && outcome.reverse ? { reverse: outcome.reverse } : {}),
              ...(followed ? { progress: begunFollowing(now()) } : {}),
            };
            return { to: { state, result, ...reverseAt, ...more }, entries: [event] };
          },
          { reference, ...(result.why === undefined ? {} : { outcome: result.why }) },
        );
        known.delete(id);
        return ended?.state ?? 'already';
      } catch (error) {
        if (pause === undefined) {
          log.error({ request: id, reference, outcome: state }, 'outcome of a response action could not be stored');
          throw error;
        }
        await wait(pause);
      }
    }
    return state;
  };

  const run = async (request: ActionRequest, secrets: Given): Promise<string> => {
    const { id, action, terms } = request;
    const reference = parts.newReference();
    const dry = terms.dryRun || policy.termsOf(action, request.place).dryRun;
    // From here on it is never begun again, by nobody.
    const begun = await changed(
      id,
      ({ state }) =>
        state === 'approved'
          ? {
              to: { state: 'executing', executor, waitingUntil: undefined, terms: { ...terms, dryRun: dry } },
              entries: ['action.executing'],
            }
          : undefined,
      { reference, ...(dry ? { dryRun: true as const } : {}) },
    );
    if (!begun) return 'already';
    // A machine that slept meanwhile has been taken for dead, and others may have decided.
    if (now() - begun.changedAt > longestPause) return keepOutcome(request, slept, reference);
    log.info(
      { request: id, reference, module: action.moduleId, action: action.id, dryRun: dry },
      'response action begins',
    );
    const outcome: TriggerOutcome = dry ? { outcome: 'done' } : await carrierOf(action).perform(begun, secrets);
    const failure = 'failure' in outcome ? { failure: outcome.failure.kind, status: outcome.failure.facts.status } : {};
    log[outcome.outcome === 'done' ? 'info' : 'warn'](
      { request: id, reference, outcome: outcome.outcome, ...failure },
      'response action ended',
    );
    const state = await keepOutcome(request, outcome, reference);
    if (state === 'done' && !dry && !request.reverse) await findReverse(request).catch(() => {}); // a comfort, no more
    return state;
  };

  /** Some modules offer the way back only when there is something to take back. */
  const findReverse = async ({ id, action, observable }: ActionRequest): Promise<void> => {
    if (action.via || !observable) return; // its service says itself what undoes it
    const { actions } = await parts.listActions(observable, { purpose: 'command' });
    const reverse = reverseOf(action, actions);
    if (!reverse) return;
    await changed(id, ({ state }) => (state === 'done' ? { to: { state, reverse }, entries: [] } : undefined));
  };

  const attempt = async (id: string): Promise<Ended> => {
    const request = await requests.read(id);
    const itsOutcome = known.get(id);
    if (request && itsOutcome) return { state: await keepOutcome(request, itsOutcome.outcome, itsOutcome.reference) };
    if (request?.state === 'executing') {
      // Who stored it has died, or is taken for dead. Whether the call left, nobody knows.
      const sought = carrierOf(request.action).find ? { progress: begunFollowing(now()) } : {};
      const lost = await changed(
        id,
        ({ state }) =>
          state === 'executing'
            ? { to: { state: 'unknown', result: { why: interrupted }, ...sought }, entries: ['action.unknown'] }
            : undefined,
        { outcome: interrupted },
      );
      return { state: lost?.state ?? 'already' };
    }
    if (request?.state !== 'approved') return { state: request?.state ?? 'not there' };
    // Whoever approved it meant now, not tonight.
    const latest = request.expiresAt + request.terms.expiresMs;
    if (now() > latest) return { state: await fail(id, 'It could not be run in time; ask again.') };
    const carrier = carrierOf(request.action);
    const until = await carrier.waitUntil(request);
    if (until instanceof Failure) return { state: await fail(id, whyNotRun(until, request.action)) };
    if (until !== undefined && until > now()) {
      if (until > latest) return { state: await fail(id, 'It would have to wait for too long; ask again later.') };
      if (request.waitingUntil !== until)
        await changed(id, ({ state }) =>
          state === 'approved' ? { to: { state, waitingUntil: until }, entries: [] } : undefined,
        );
      return { state: 'waiting', retryAt: until };
    }
    const hindered = await parts.hindrance(request).catch((failure: unknown) => {
      if (!(failure instanceof Failure) || isAskedAgain(request, failure)) throw failure;
      return whyNotRun(failure, request.action); // nothing was called, and who asked knows it at once
    });
    if (hindered !== undefined) return { state: await fail(id, hindered) };
    const secrets = request.hidden?.length ? await parts.secrets.read(id) : {};
    return { state: secrets ? await run(request, secrets) : await fail(id, unopened) };
  };

  return (id) => {
    const running = underWay.get(id) ?? attempt(id).finally(() => underWay.delete(id));
    underWay.set(id, running);
    return running;
  };
}

type Kept = Pick<ActionRequest, 'id' | 'action'>;

const unopened = 'What was given in secret cannot be read any more; ask again, and give it anew.';

/** So long (milliseconds) storing that a call is about to be made may take, at most. */
const longestPause = 30_000;
const slept: TriggerOutcome = {
  outcome: 'not-run',
  failure: new Failure('timed-out', 'the process was held up before the call'),
};

/**
 * Store and platform are asked again, in a while: whether somebody may was not said. So is XDR for what was promised for a
 * time; otherwise who asked is told at once, and asks again when he wants it.
 */
const isAskedAgain = ({ origin }: ActionRequest, { kind }: Failure): boolean =>
  kind === 'store-unavailable' || kind.startsWith('platform-') || kind === 'place-gone' || origin === 'timed';

const interrupted = 'The bot was interrupted while it made the call.';
