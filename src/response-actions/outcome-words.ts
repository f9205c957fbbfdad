import { outsideText } from '../cards/outside-text.ts';
import { listed } from '../cards/wording.ts';
import type { Failure } from '../failure.ts';
import type { ActionResult } from './action-request.ts';
import type { ResponseAction, TriggerOutcome } from './response-action.ts';
import { viaWords } from './via-words.ts';

/** What became of a call, as it is kept: the state that follows, what is said, and the event of the audit. */
export function resultOf(
  outcome: TriggerOutcome,
  reference: string,
  action: ResponseAction,
): Readonly<{
  state: 'done' | 'failed' | 'unknown';
  result: ActionResult;
  event: 'action.done' | 'action.failed' | 'action.unknown';
}> {
  switch (outcome.outcome) {
    case 'done': {
      const { made, says } = outcome;
      const more = { ...(made === undefined ? {} : { made }), ...(says ? { says } : {}) };
      return { state: 'done', result: { reference, ...more }, event: 'action.done' };
    }
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
        result: { reference, notRun: true, why: whyNotRun(outcome.failure, action) },
        event: 'action.failed',
      };
    case 'unknown':
      return {
        state: 'unknown',
        result: { reference, why: whyUnknown(outcome.failure, action) },
        event: 'action.unknown',
      };
  }
}

/** `facts.service` of the Failure `place-gone` of a file that was replaced since it was confirmed. */
export const otherFile = 'another file';

/** Why nothing was called, or refused before any work; with what the service itself said for people. */
export function whyNotRun({ kind, facts }: Failure, action: ResponseAction): string {
  const { service, caller, refused, spent } = viaWords(action);
  if (facts.own !== undefined) return facts.own;
  const said = facts.says ? ` It says: ${outsideText(facts.says, 200)}` : '';
  switch (kind) {
    case 'missing-scope': {
      const scopes = facts.scopes ?? [];
      const what = scopes.length > 0 ? listed([...scopes]) : 'what it needs';
      return `${service} says that ${caller.replace('The', 'the')} was not granted ${what}.`;
    }
    case 'unauthorized':
      return `${service} does not accept ${caller.replace('The', 'the')}.`;
    case 'rate-limited':
      return facts.retryAt === undefined ? spent : spent.replace(/ later\.$/, ` after ${minuteOf(facts.retryAt)}.`);
    case 'over-budget':
      return 'The bot’s share of calls for this hour is used up; ask again later.';
    case 'not-found':
    case 'bad-request':
      return `${refused}${said}`;
    case 'place-gone':
      return facts.service === otherFile
        ? 'The file is not the one any more that was confirmed: nothing was submitted. Post it again.'
        : 'The file is not there any more; post it again.';
    case 'platform-unavailable':
      return 'The chat platform did not give the file; ask again later.';
    case 'too-large':
      return 'The file is larger than what can be sent.';
    case 'unreachable':
      return `${service} could not be reached.`;
    default:
      return `${service} did not take the call.`;
  }
}

/** Kept as text: a time that every reader understands. */
function minuteOf(epoch: number): string {
  const at = new Date(epoch);
  return Number.isNaN(at.getTime()) ? 'a while' : `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

function whyUnknown({ kind, facts }: Failure, action: ResponseAction): string {
  switch (kind) {
    case 'timed-out':
      return `${viaWords(action).service} did not answer in time.`;
    case 'unreachable':
      return 'The connection broke before the answer.';
    case 'unavailable':
      return `${viaWords(action).service} answered with an error${facts.status ? ` (HTTP ${facts.status})` : ''}.`;
    default:
      return 'The answer could not be read.';
  }
}
