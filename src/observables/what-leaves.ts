import type { Candidate } from './candidate.ts';
import type { Observable } from './observable.ts';
import { hostObservable, splitUrl } from './url-parts.ts';

/** What watching may send: `CHATOPS_WATCH_URLS` and `CHATOPS_WATCH_EMAIL`. */
export type Leaving = Readonly<{ urls: 'full' | 'path' | 'host'; email: 'full' | 'domain' | 'off' }>;

/**
 * The candidates of a watched message, cut to what may leave the workspace, distinct, in order. A URL goes whole, or
 * without user info, query and fragment (`path`), or only its host; an e-mail address whole, or only its domain, or not
 * at all. What cannot be cut as asked does not leave.
 */
export function whatLeaves(candidates: readonly Candidate[], { urls, email }: Leaving): Candidate[] {
  const leaving = new Map<string, Candidate>();
  for (const candidate of candidates) {
    const cut =
      candidate.shape === 'url'
        ? cutUrl(candidate, urls)
        : candidate.shape === 'email'
          ? cutEmail(candidate, email)
          : candidate;
    if (cut) leaving.set(`${cut.shape} ${cut.value}`, leaving.get(`${cut.shape} ${cut.value}`) ?? cut);
  }
  return [...leaving.values()];
}

function cutUrl(candidate: Candidate, urls: Leaving['urls']): Candidate | undefined {
  if (urls === 'full') return candidate;
  const parts = splitUrl(candidate.value);
  if (!parts) return undefined;
  if (urls === 'host') return asCandidate(parts.host);
  return { shape: 'url', value: `${parts.scheme}${parts.host}${parts.port}${parts.path}` };
}

function cutEmail(candidate: Candidate, email: Leaving['email']): Candidate | undefined {
  if (email === 'full') return candidate;
  return email === 'off' ? undefined : asCandidate(domainOf(candidate.value));
}

function asCandidate(host: string): Candidate {
  const { type, value } = hostObservable(host);
  return { shape: type, value };
}

const domainOf = (address: string): string => address.slice(address.lastIndexOf('@') + 1);

/**
 * What is looked up together with an observable because it says something about it ("via host"): the host of a URL, an
 * address or a domain, and the domain of an e-mail address. Other observables have none.
 */
export function companions({ type, value }: Observable): Observable[] {
  if (type === 'email') return value.includes('@') ? [hostObservable(domainOf(value))] : [];
  const host = type === 'url' ? splitUrl(value)?.host : undefined;
  return host === undefined ? [] : [hostObservable(host)];
}
