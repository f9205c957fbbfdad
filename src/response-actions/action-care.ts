import type { Log } from '../log.ts';
import { nowAndThen } from '../now-and-then.ts';
import type { ActionCards } from './action-cards.ts';
import type { ActionRequest } from './action-request.ts';
import type { ActionRequests, NewRequest } from './action-requests.ts';
import { newId } from './action-requests.ts';
import { entryOf } from './audit-action.ts';
import type { CarrierOf } from './carrier.ts';
import { decideExpire } from './decide-action.ts';
import type { Policy } from './terms.ts';

/** What is left to its own: begun again when it has rested for so long, milliseconds. */
const restsAtMost = 15_000;
/** Cards that are behind are looked for among what changed within this time, milliseconds. */
const cardsWithin = 24 * 60 * 60 * 1000;

/**
 * Looks after requests whose time has come: expired ones, those to be reversed, those that a dying process left behind.
 * What it does is safe to be done by several processes at once.
 */
export type ActionCare = Readonly<{
  look: () => Promise<void>;
  /** Looks every so many milliseconds until the function that it returns is called. */
  start: (every?: number) => () => void;
}>;

export function createActionCare(parts: {
  requests: ActionRequests;
  cards: Pick<ActionCards, 'behind'>;
  policy: Pick<Policy, 'termsOf'>;
  goOn: (request: ActionRequest, occasion?: string) => Promise<void>;
  /** Longest that a call can be under way, milliseconds. */
  longestCall: number;
  carrierOf: CarrierOf;
  log: Log;
  now: () => number;
}): ActionCare {
  const { requests, policy, now, log, carrierOf } = parts;

  const goOn = async (id: string): Promise<void> => {
    const request = await requests.read(id);
    if (request?.state === 'approved' && (request.waitingUntil ?? 0) > now()) return; // its job comes back by itself
    // Another id for each half minute: a job of the same id may have been lost with its process.
    if (request) await parts.goOn(request, `care/${Math.floor(now() / 30_000)}`);
  };

  const expire = async (id: string): Promise<void> => {
    const { request, refused } = await requests.decide(id, (request) => decideExpire(request, now()));
    if (!refused && request) await parts.goOn(request);
  };

  const reverse = async (id: string): Promise<void> => {
    const made = await requests.reverseByItself(id, (request) => {
      const draft = reversing(request, policy, now());
      return {
        request: draft,
        entry: entryOf(draft, 'action.requested', {
          client: carrierOf(draft.action).client,
          details: { origin: 'timed', of: request.id },
        }),
      };
    });
    if (made) await parts.goOn(made);
    const first = await requests.read(id); // it is to be reversed no more
    if (first) await parts.goOn(first);
  };

  const look = async (): Promise<void> => {
    const all: [readonly string[], (id: string) => Promise<void>][] = [
      [await requests.expired(), expire],
      [await requests.toReverse(), reverse],
      [await requests.resting('approved', now() - restsAtMost), goOn],
      [await requests.resting('executing', now() - parts.longestCall), goOn],
      [await parts.cards.behind(now() - cardsWithin, now() - restsAtMost), goOn],
    ];
    for (const [ids, work] of all) {
      for (const id of ids) {
        // One that cannot be helped must not hold up the others.
        await work(id).catch((error: unknown) =>
          log.warn(
            { request: id, error: error instanceof Error ? error.message : 'unknown' },
            'request not looked after',
          ),
        );
      }
    }
  };

  return {
    look,
    start: (every = 5_000) => nowAndThen(look, { every, log, failed: 'response actions not looked after' }),
  };
}

/** The request that reverses one by itself: it was confirmed and approved with the first. */
function reversing(done: ActionRequest, policy: Pick<Policy, 'termsOf'>, now: number): NewRequest {
  const { id, requester, place, observable, action, reverse, reason, approvals } = done;
  const reversed = reverse ?? action; // never without: it is offered only where there is a way back
  const terms = policy.termsOf(reversed, place);
  return {
    id: newId(),
    state: 'approved',
    requester,
    place,
    ...(observable ? { observable } : {}),
    action: reversed,
    reverse: action,
    origin: 'timed',
    of: id,
    terms,
    reason: `As was asked for with ${id}: ${reason ?? ''}`.slice(0, 500),
    approvals,
    createdAt: now,
    lookedAt: now,
    // Somebody counts on it: it is tried for a day when XDR or the platform is away.
    expiresAt: now + 24 * 60 * 60_000,
  };
}
