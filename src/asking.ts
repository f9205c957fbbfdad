import type { Ways } from './answer.ts';
import { expiredCard } from './cards/expired-card.ts';
import { type Command, scopes } from './commands/command.ts';
import type { TakeTurn } from './commands/pace.ts';
import { createRunCommand } from './commands/run-command.ts';
import type { Person, Place, PrefixOf } from './incoming.ts';
import type { Observable } from './observables/observable.ts';
import type { People } from './permissions/people.ts';
import { createAnswerPress, type OnRefused, type PressAnswers } from './presses/answer-press.ts';
import type { ReadPress } from './presses/press.ts';
import type { Reading } from './reading.ts';
import { allRowsCard } from './verdicts/verdict-card.ts';

/** The two ways in by which people ask, commands and buttons: the same in rooms and in the terminal. */
export function createAsking({
  reading,
  commands,
  listings,
  people,
  takeTurn,
  missing,
  readPress,
  presses = {},
  onRefused,
  personNow,
  prefixOf,
  simulated,
}: {
  reading: Reading;
  commands: readonly Command[];
  /** What "Show all" shows, where there is a database to keep it. */
  listings: Readonly<{ read: (id: string) => Promise<readonly Observable[] | undefined> }>;
  people: People;
  takeTurn: TakeTurn;
  missing: (scopes: readonly string[]) => Promise<readonly string[]>;
  readPress: ReadPress;
  /** Presses beside those that read. */
  presses?: PressAnswers;
  /** Told of everybody who was not let to act. */
  onRefused?: OnRefused;
  /** Asks the platform who somebody is now; absent in the terminal. */
  personNow?: (id: string, place: Place) => Promise<Person>;
  prefixOf: PrefixOf;
  simulated: boolean;
}): Pick<Ways, 'runCommand' | 'answerPress'> {
  const checked = { people, takeTurn, missing, simulated, ...(onRefused ? { onRefused } : {}) };
  return {
    runCommand: createRunCommand({
      ...checked,
      commands,
      ...(personNow ? { personNow } : {}),
      holdsCandidates: (text) => reading.candidatesIn(text).length > 0,
      prefixOf,
    }),
    answerPress: createAnswerPress({
      ...checked,
      readPress,
      answers: {
        ...presses,
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
      },
    }),
  };
}
