import { Failure } from '../failure.ts';
import type { Log } from '../log.ts';
import type { ActionRequest } from './action-request.ts';
import type { ActionRequests } from './action-requests.ts';
import { entryOf } from './audit-action.ts';
import type { CarrierOf } from './carrier.ts';
import { begunFollowing, waitAfter } from './follow-action.ts';
import type { Looks } from './looks.ts';
import { resultOf } from './outcome-words.ts';
import type { TriggerOutcome } from './response-action.ts';

/** So long (milliseconds) it is looked for what became of a call. */
const soughtFor = 60 * 60_000;

/** Looks once what became of a call whose outcome is unknown, where its service can tell; nothing is ever called again. */
export type SettleAction = (request: ActionRequest) => Promise<void>;

export function createSettleAction(parts: {
  requests: Pick<ActionRequests, 'read' | 'decide'>;
  looks: Pick<Looks, 'lookedInVain'>;
  carrierOf: CarrierOf;
  /** It has changed: show it. Never rejects. */
  show: (request: ActionRequest) => Promise<void>;
  newReference: () => string;
  log: Log;
  now: () => number;
}): SettleAction {
  const { requests, carrierOf, log, now } = parts;

  const found = async (request: ActionRequest): Promise<TriggerOutcome | undefined> => {
    try {
      const outcome = await carrierOf(request.action).find?.(request);
      return outcome?.outcome === 'unknown' ? undefined : outcome;
    } catch (error) {
      const failure = error instanceof Failure ? error.kind : 'unknown';
      log.warn({ request: request.id, failure }, 'what became of an action could not be asked');
      return undefined;
    }
  };

  const settle = async (request: ActionRequest, outcome: TriggerOutcome): Promise<void> => {
    const { id, action, reverseAfterMs } = request;
    const reference = parts.newReference();
    const { state, result, event } = resultOf(outcome, reference, action);
    const { look, client } = carrierOf(action);
    const done = outcome.outcome === 'done';
    const decided = await requests.decide(id, (request) =>
      request.state !== 'unknown'
        ? { refused: 'already' as const }
        : {
            to: {
              state,
              result: { ...result, at: now() },
              progress: done && look && outcome.made !== undefined ? begunFollowing(now()) : undefined,
              ...(done && outcome.reverse ? { reverse: outcome.reverse } : {}),
              ...(done && reverseAfterMs !== undefined ? { reverseAt: now() + reverseAfterMs } : {}),
            },
            entries: [entryOf(request, event, { client, reference, outcome: result.why ?? 'found afterwards' })],
          },
    );
    if (decided.refused || !decided.request) return;
    log.info({ request: id, reference, outcome: state }, 'what became of an action was found');
    await parts.show(decided.request);
    // The card of what it undid says so.
    const undone = decided.request.of === undefined ? undefined : await requests.read(decided.request.of);
    if (undone?.undoneBy === id) await parts.show(undone);
  };

  return async (request) => {
    const { id, progress: before } = request;
    if (!before) return;
    const outcome = await found(request);
    if (outcome) return settle(request, outcome);
    const looks = before.looks + 1;
    if (now() - before.since < soughtFor)
      return parts.looks.lookedInVain(id, { looks, nextAt: now() + waitAfter(looks) });
    const { request: left, refused } = await requests.decide(id, ({ state }) =>
      state === 'unknown' ? { to: { state, progress: undefined }, entries: [] } : { refused: 'already' as const },
    );
    if (!refused && left) await parts.show(left);
  };
}
