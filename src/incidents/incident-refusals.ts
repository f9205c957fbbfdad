import { type Card, text, value } from '../cards/card.ts';
import { notice } from '../cards/notice.ts';
import { outsideText } from '../cards/outside-text.ts';
import { refusal } from '../cards/refusal.ts';
import type { Incident } from './incident.ts';
import { nameOf, wordOf } from './incident-words.ts';
import { statuses } from './statuses.ts';

/** The words name no incident. */
export const noReferenceCard = (given: string, simulated: boolean): Card =>
  refusal(
    'Not an incident',
    `“${outsideText(given, 60)}” names no incident.`,
    'Write its id (incident-…), its short id, or paste the link of its page in XDR.',
    simulated,
  );

/** XDR knows no such incident, or does not show it to the API client. */
export const noIncidentCard = (given: string, simulated: boolean): Card =>
  refusal(
    'Not found',
    `XDR knows no incident ${outsideText(given, 60)}.`,
    'Check how it is written; one that the API client may not see is not found either.',
    simulated,
  );

export const noStatusCard = (given: string, simulated: boolean): Card =>
  notice({
    tone: 'refused',
    word: 'Not a status',
    sentence: `“${outsideText(given, 40)}” is no status, or could be several.`,
    todo: [
      text('Write one of: '),
      ...statuses.flatMap((one, at) => (at === 0 ? [value(one)] : [text(', '), value(one)])),
    ],
    simulated,
    data: { kind: 'refusal', why: 'usage' },
  });

export const sameStatusCard = (incident: Incident, simulated: boolean): Card =>
  refusal('Nothing to do', `${nameOf(incident)} is ${wordOf(incident.status)} already.`, '', simulated, 'not-now');

export const noUserCard = (given: string, simulated: boolean): Card =>
  refusal(
    'Not found',
    `XDR has no single user “${outsideText(given, 80)}”.`,
    'Write the e-mail address exactly as XDR has it, or the id of the user in XDR.',
    simulated,
  );

export const longNoteCard = (most: number, simulated: boolean): Card =>
  refusal('Too long', `a note has at most ${most} characters.`, 'Write it in parts.', simulated);
