import type { Card } from '../cards/card.ts';
import { outsideText } from '../cards/outside-text.ts';
import { refusal } from '../cards/refusal.ts';
import { unknownOutcomeCard } from '../cards/unknown-outcome-card.ts';
import { type Casebook, longestTitle } from './casebook.ts';
import { nameOf, titleOf } from './casebook-words.ts';

/** The words name no casebook. */
export const noReferenceCard = (given: string, simulated: boolean): Card =>
  refusal(
    'Not a casebook',
    `“${outsideText(given, 60)}” names no casebook.`,
    'Write its id (casebook-…), paste the link of its page, or: last. “casebook list” shows the newest.',
    simulated,
  );

/** XDR knows no such casebook, or does not show it to the API client. */
export const noCasebookCard = (given: string, simulated: boolean): Card =>
  refusal(
    'Not found',
    `XDR knows no casebook ${outsideText(given, 60)}.`,
    'Check how it is written; one that the API client may not see is not found either.',
    simulated,
  );

export const noLastCard = (simulated: boolean): Card =>
  refusal(
    'Not known',
    'no casebook was used here yet.',
    'Name one by its id, or make one: casebook new <title>.',
    simulated,
  );

export const noRoomCard = (simulated: boolean): Card =>
  refusal(
    'Not a room',
    'this is no incident room, so it has no casebook of its own.',
    'Name a casebook: casebook add <id, link or last> <text>.',
    simulated,
  );

export const nothingFoundCard = (simulated: boolean): Card =>
  refusal(
    'Nothing to add',
    'there is no observable in this text.',
    'Keep words with: casebook note <id or last> <text>.',
    simulated,
  );

/** Nothing was collected here, or nobody collects. */
export const nothingCollectedCard = (simulated: boolean): Card =>
  refusal(
    'Nothing to add',
    'nothing was collected in this room.',
    'Paste it, or name it: casebook add <id or last> <text>.',
    simulated,
  );

export const longTitleCard = (simulated: boolean): Card =>
  refusal(
    'Too long',
    `a title has at most ${longestTitle} characters.`,
    'Put the rest into a note of the casebook.',
    simulated,
  );

/** Somebody else has it in hand. */
export const busyCasebookCard = (simulated: boolean): Card =>
  refusal(
    'Just now',
    'somebody else is adding to this casebook.',
    'Nothing was added. Try again in a moment.',
    simulated,
    'not-now',
  );

export const linkedAlreadyCard = (casebook: Casebook, incident: string, simulated: boolean): Card =>
  refusal(
    'Nothing to do',
    `the casebook ${titleOf(casebook, 60)} is linked to ${incident} already.`,
    '',
    simulated,
    'not-now',
  );

/** The answer was lost, and looking did not tell either. `doubt`: `whether it was made`. */
export const unknownCard = (
  doubt: string,
  look: string,
  reference: string,
  simulated: boolean,
  casebook?: Pick<Casebook, 'id'>,
): Card => unknownOutcomeCard(`${doubt}${casebook ? ` (${nameOf(casebook)})` : ''}`, look, reference, simulated);
