import { printable } from '../cards/outside-text.ts';
import type { ActionRequest } from '../response-actions/action-request.ts';
import { longestText } from './judgement.ts';

/** Characters of the reason with which a judgement is ended: it is added to the one with which it was made. */
const longestWhy = 200;

type Asked = Pick<ActionRequest, 'id' | 'reason'>;

/**
 * What stands in the store as the reason of a judgement: what was given, and the request, by which the audit says who asked
 * for it. His name is not written there.
 */
export const judgementReason = ({ id, reason = '' }: Asked): string =>
  withRequest(reason, id, longestText - longestWhy - 100);

/** Why it was ended: goes in the address of the call. */
export const expiryReason = ({ id, reason = '' }: Asked): string => withRequest(`Expired: ${reason}`, id, longestWhy);

/** At most so many UTF-16 units, as the store counts, and no half character at the end. */
export const cut = (text: string, most: number): string =>
  text
    .toWellFormed()
    .slice(0, most)
    .replace(/[\uD800-\uDBFF]$/, '');

/** What stands in the store, without the request: for a reader of a card, to whom it says nothing. */
export const withoutRequest = (reason: string): string => reason.replace(/ ?\(request [\w-]{22}\)/g, '').trim();

function withRequest(given: string, id: string, most: number): string {
  const request = ` (request ${id})`;
  // One line, nothing invisible; a cut is shown.
  const said = printable(given);
  const room = most - request.length;
  const short = said.length > room ? `${cut(said, room - 1)}…` : said;
  return `${short}${request}`.trim();
}
