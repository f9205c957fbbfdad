import type { ResponseAction } from './response-action.ts';

/** Characters of an id or a title that are looked at: far more than people read. */
const longest = 300;

/**
 * An id or a title as words in lower case, a space between any two: `amp-add-sha256-scd`, `disableUser` and `Block list:`
 * become `amp add sha256 scd`, `disable user` and `blocklist`.
 */
export const spokenWords = (text: string): string =>
  text
    .slice(0, longest)
    .normalize('NFKC')
    .replace(/(\p{Ll})(?=\p{Lu})/gu, '$1 ')
    .toLowerCase()
    .replace(/[,;&+]/g, ' and ')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .replace(/\b(block|black|deny|allow|white|safe)(?:ed)? list(?:s|ed)?\b/g, '$1list')
    .trim();

/** Ids of Automation's workflows look like this; the words of such an id mean nothing. */
const workflowId = /^0[12][0-9A-Z]{12,}$/;

/** Whether an action starts a workflow of XDR Automation (once SecureX orchestration). */
export const isWorkflow = ({ via, id, module, url }: ResponseAction): boolean =>
  via === 'workflow' ||
  workflowId.test(id) ||
  /[?&]workflow_id=/.test(url) ||
  /automation|orchestrat/i.test(module.slice(0, longest));
