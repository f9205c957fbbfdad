import type { Observable } from '../observables/observable.ts';
import type { Submission } from './submission.ts';

/**
 * Whether a submission is of the observable itself: the very file, or the very URL. A search also finds what contacted it,
 * and what it was found in; their scores are not its own.
 */
export function isOwn(
  { sha256, sha1, md5, url, name }: Pick<Submission, 'sha256' | 'sha1' | 'md5' | 'url' | 'name'>,
  { type, value }: Observable,
): boolean {
  if (type === 'url') return [url, name].some((one) => one !== undefined && hrefOf(one) === hrefOf(value));
  const its = type === 'sha256' ? sha256 : type === 'sha1' ? sha1 : type === 'md5' ? md5 : undefined;
  return its !== undefined && its.toLowerCase() === value.toLowerCase();
}

const hrefOf = (text: string): string => (URL.canParse(text) ? new URL(text).href : text);

/** What a hash names is found in others; names and addresses are also contacted. */
export const howSeen = ({ type }: Observable): string =>
  ['domain', 'ip', 'ipv6', 'url'].includes(type) ? 'contacted by, or found in,' : 'found in';
