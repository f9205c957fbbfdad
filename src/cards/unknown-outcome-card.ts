import { type Card, text, value } from './card.ts';
import { notice } from './notice.ts';

/**
 * XDR's answer to a change was lost, and the change is not repeated. `doubt`: `whether it was made`; `look`: the command that
 * shows what became of it.
 */
export const unknownOutcomeCard = (doubt: string, look: string, reference: string, simulated: boolean): Card =>
  notice({
    tone: 'incomplete',
    word: 'Unknown',
    sentence: `it is not known ${doubt}: XDR's answer was lost.`,
    todo: [text('Look before you do it again: '), value(look), text('. The bot does not repeat it.')],
    small: [text(`Reference ${reference}.`)],
    simulated,
    data: { kind: 'failure', failure: 'timed-out', reference },
  });
