import { refusal } from '../cards/refusal.ts';
import type { ShowPosted } from '../commands/sandbox.ts';
import type { Unread } from '../files/file-facts.ts';
import { withFiles } from '../files/files-card.ts';
import type { ReadFile } from '../files/read-file.ts';
import type { OfferSubmission } from './offer-submission.ts';
import type { ShowSandboxedWith } from './show-sandboxed.ts';

/** What the sandbox has seen of a posted file, by its hash; where it has seen nothing, an offer to submit it. */
export function createShowPosted({
  readFile,
  show,
  offerSubmission,
  simulated,
}: {
  readFile: ReadFile;
  show: ShowSandboxedWith;
  offerSubmission: OfferSubmission['button'];
  simulated: boolean;
}): ShowPosted {
  return async (file, by) => {
    const { facts } = await readFile(file, by.place, () => []);
    const sha256 = facts.hashes?.sha256;
    if (sha256 === undefined || !facts.size) return refusal('Not read', whyNot(facts.unread), '', simulated);
    const card = await show({ type: 'sha256', value: sha256 }, by, () => offerSubmission({ file, sha256 }, by.place));
    // Whoever posted it knows its name, not its hash.
    return withFiles(card, [facts]);
  };
}

/** Why a file cannot be asked about. */
function whyNot(unread: readonly Unread[]): string {
  if (unread.includes('too-large')) return 'the file is larger than the 100 MB that the bot reads.';
  if (unread.includes('not-permitted')) return 'the bot may not read files here: its app lacks a permission.';
  if (unread.includes('gone')) return 'the file is not there any more, or not for the bot to read.';
  return 'there is nothing in this file.';
}
