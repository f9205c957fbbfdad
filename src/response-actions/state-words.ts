import type { Tone } from '../cards/card.ts';
import { counted } from '../cards/wording.ts';
import { type ActionRequest, approvalsWanted } from './action-request.ts';
import { viaWords } from './via-words.ts';

/** How a request stands, as a word with its tone; of what was started, how that goes. */
export function stateWords(request: ActionRequest): Readonly<{ tone: Tone; word: string }> {
  const { state, terms, result, undoneBy, progress } = request;
  const { service, calling, taken, succeeded } = viaWords(request.action);
  switch (state) {
    case 'requested':
      return { tone: 'info', word: 'Not confirmed' };
    case 'confirmed':
      return { tone: 'incomplete', word: `Waiting for ${counted(approvalsWanted(request), 'approval')}` };
    case 'approved':
      return { tone: 'incomplete', word: request.waitingUntil ? `Waiting for ${service}` : 'About to run' };
    case 'executing':
      return { tone: 'incomplete', word: calling };
    case 'done':
      if (undoneBy !== undefined) return { tone: 'info', word: 'Undone' };
      if (terms.dryRun) return { tone: 'info', word: 'Dry run done' };
      if (result?.closed) return { tone: 'clean', word: 'Closed as done' };
      if (!progress || (progress.looks === 0 && !progress.over)) return { tone: 'clean', word: taken };
      if (progress.lost) return { tone: 'incomplete', word: 'End unknown' };
      if (!progress.over) return { tone: 'incomplete', word: 'Running' };
      return progress.failed ? { tone: 'failed', word: 'Failed' } : { tone: 'clean', word: succeeded };
    case 'failed':
      if (result?.closed) return { tone: 'failed', word: 'Closed as not done' };
      return { tone: 'failed', word: result?.notRun ? 'Not run' : 'Failed' };
    case 'unknown':
      return { tone: 'suspicious', word: 'Outcome unknown' };
    case 'refused':
      return { tone: 'refused', word: 'Refused' };
    case 'expired':
      return { tone: 'refused', word: 'Expired' };
    case 'cancelled':
      return { tone: 'refused', word: 'Cancelled' };
  }
}
