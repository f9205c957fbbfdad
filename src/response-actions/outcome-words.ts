import { outsideText } from '../cards/outside-text.ts';
import { listed } from '../cards/wording.ts';
import type { Failure } from '../failure.ts';
import type { ActionResult } from './action-request.ts';
import { triggerScope } from './list-offers.ts';
import type { TriggerOutcome } from './response-action.ts';

/** What became of a call, as it is kept: the state that follows, what is said, and the event of the audit. */
export function resultOf(
  outcome: TriggerOutcome,
  reference: string,
): Readonly<{
  state: 'done' | 'failed' | 'unknown';
  result: ActionResult;
  event: 'action.done' | 'action.failed' | 'action.unknown';
}> {
  switch (outcome.outcome) {
    case 'done':
      return { state: 'done', result: { reference }, event: 'action.done' };
    case 'failed': {
      const why = listed(
        outcome.reasons.map((reason) => outsideText(reason, 200)),
        5,
      );
      return { state: 'failed', result: { reference, ...(why ? { why } : {}) }, event: 'action.failed' };
    }
    case 'not-run':
      return {
        state: 'failed',
        result: { reference, notRun: true, why: whyNotRun(outcome.failure) },
        event: 'action.failed',
      };
    case 'unknown':
      return { state: 'unknown', result: { reference, why: whyUnknown(outcome.failure) }, event: 'action.unknown' };
  }
}

/** Why nothing was called, or refused before any work. */
export function whyNotRun({ kind, facts }: Failure): string {
  switch (kind) {
    case 'missing-scope':
      return `XDR says that the API client was not granted ${listed([...(facts.scopes ?? [triggerScope])])}.`;
    case 'unauthorized':
      return 'XDR does not accept the API client.';
    case 'rate-limited':
      return 'XDR has no calls left for the organisation just now; ask again later.';
    case 'not-found':
    case 'bad-request':
      return 'XDR refused it: the action may not be offered any more. Ask for the actions anew.';
    case 'unreachable':
      return 'XDR could not be reached.';
    default:
      return 'XDR did not take the call.';
  }
}

function whyUnknown({ kind, facts }: Failure): string {
  switch (kind) {
    case 'timed-out':
      return 'XDR did not answer in time.';
    case 'unreachable':
      return 'The connection broke before the answer.';
    case 'unavailable':
      return `XDR answered with an error${facts.status ? ` (HTTP ${facts.status})` : ''}.`;
    default:
      return 'The answer could not be read.';
  }
}
