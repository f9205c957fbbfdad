import { expiredCard } from './cards/expired-card.ts';
import { scopes } from './commands/command.ts';
import type { Observable } from './observables/observable.ts';
import type { createAnswerPress } from './presses/answer-press.ts';
import type { Reading } from './reading.ts';
import { allRowsCard } from './verdicts/verdict-card.ts';

/** What each button does, who may press it, which scopes it needs: the buttons' counterpart of the command table. */
export function pressAnswers(
  reading: Reading,
  listings: { read: (id: string) => Promise<readonly Observable[] | undefined> },
  simulated: boolean,
): Parameters<typeof createAnswerPress>[0]['answers'] {
  return {
    details: {
      role: 'analysts',
      scopes: [scopes.observe],
      run: ({ observable }) => reading.showDetails(observable),
    },
    pivot: {
      role: 'readers',
      scopes: [scopes.refer],
      run: ({ observable }) => reading.showPivots(observable),
    },
    'show-all': {
      role: 'readers',
      scopes: [scopes.deliberate],
      run: async ({ listing }) => {
        const observables = await listings.read(listing);
        if (!observables) return expiredCard({ simulated });
        const findings = await reading.lookUp(observables, { purpose: 'command' });
        return allRowsCard({ findings, simulated, offers: await reading.offers() });
      },
    },
  };
}
