import { counted } from '../cards/wording.ts';
import { beforeFirst, type Link } from './chain.ts';
import type { Break, Verification } from './verify.ts';

/** What a verification found, for people: one sentence, and what follows from it. */
export type Told = Readonly<{ word: 'Intact' | 'Empty' | 'Tampered'; sentence: string; more: readonly string[] }>;

/** `12:3fXc…`, an anchor as it is given to `audit verify --anchor`. */
export const anchorWords = ({ seq, mac }: Link): string => `${seq}:${mac}`;

/** Enough of a MAC for two people to compare by eye. */
export const shortMac = (mac: string): string => mac.slice(0, 10);

const alone =
  'No anchor was given: that rows are missing at the end, or all of them, shows only against one (from the log).';

export function tellVerification(verification: Verification, anchors = 0): Told {
  const followed = anchors > 0 ? `${counted(anchors, 'anchor')} found in it.` : alone;
  if (!verification.ok) return tellBreak(verification);
  const { count, head } = verification;
  if (head.seq === beforeFirst.seq)
    return {
      word: 'Empty',
      sentence: 'the audit holds no entries, and never did as far as can be seen.',
      more: [followed],
    };
  return {
    word: 'Intact',
    sentence: `${counted(count, 'entry', 'entries')}, each as it was written, in order, none missing in between.`,
    more: [`Its head is ${anchorWords(head)}.`, followed],
  };
}

function tellBreak({ broken, sealed }: Verification & { ok: false }): Told {
  const before = broken.kind === 'inserted' ? undefined : provenBefore(broken);
  const keyPerhaps = !sealed && ['changed', 'head'].includes(broken.kind);
  return {
    word: 'Tampered',
    sentence: breakWords(broken),
    more: [
      ...(before ? [before] : []),
      ...(keyPerhaps ? ['If CHATOPS_SECRET was changed since, verify with the one before.'] : []),
      'Compare with a backup and with exports made earlier; docs/audit.md says what each case can mean.',
    ],
  };
}

function breakWords(broken: Break): string {
  switch (broken.kind) {
    case 'changed':
      return `entry ${broken.seq} is not what was written there, or an entry before it was replaced.`;
    case 'missing':
      return broken.seq === broken.until
        ? `entry ${broken.seq} is missing.`
        : `entries ${broken.seq} to ${broken.until} are missing.`;
    case 'inserted':
      return `an entry numbered ${broken.seq} stands where none was written.`;
    case 'truncated': {
      const end = broken.seq === 0 ? 'there are no entries' : `the last entry is ${broken.seq}`;
      return `${end}, but ${broken.by === 'head' ? 'the head' : 'an anchor'} knows ${broken.until}: the end was cut off.`;
    }
    case 'head':
      return `the head of the chain ${headWords[broken.why]}: what followed entry ${broken.seq} may have been cut off.`;
    case 'anchor':
      return `entry ${broken.seq} is not the one that was anchored: the chain was written anew with the key.`;
  }
}

const headWords = {
  absent: 'is not there',
  unsealed: 'was not sealed with this key',
  another: 'is not that of the last entry',
} as const;

function provenBefore(broken: Break & { kind: Exclude<Break['kind'], 'inserted'> }): string | undefined {
  if (broken.kind === 'anchor') return undefined;
  const proven = broken.kind === 'truncated' || broken.kind === 'head' ? broken.seq : broken.seq - 1;
  if (proven < 1) return undefined;
  return proven === 1 ? 'Entry 1 is as it was written.' : `Entries 1 to ${proven} are as they were written.`;
}
