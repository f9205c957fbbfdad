import { type Card, text } from './card.ts';
import { notice } from './notice.ts';

/** A button whose list is kept no longer, or that an older version wrote. */
export function expiredCard({ simulated }: Readonly<{ simulated: boolean }>): Card {
  return notice({
    tone: 'refused',
    word: 'Expired',
    sentence: 'what this button stood for is kept no longer.',
    todo: [text('Run the command again.')],
    simulated,
    data: { kind: 'refusal', why: 'expired' },
  });
}
