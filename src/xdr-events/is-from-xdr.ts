import { createHash, timingSafeEqual } from 'node:crypto';
import type { WebRequest } from '../listener.ts';

/** Where the secret may stand besides the address and `Authorization`: for a gateway that adds it to what it passes on. */
export const secretHeader = 'x-xdr-webhook-secret';

/** So many words of a request are compared. */
const mostTried = 6;

/**
 * Whether a request carries the secret: in the address (`?secret=`, as our own webhook has it), as `Authorization: Bearer`,
 * or in a header of its own. Hashes are compared, in constant time, so that neither the length nor the beginning of the
 * secret can be told by how long the answer takes.
 */
export function createIsFromXdr(secret: string): (request: Pick<WebRequest, 'headers' | 'url'>) => boolean {
  const wanted = hashOf(secret);
  return ({ headers, url }) => {
    const bearer = /^Bearer +(\S+)$/i.exec(headers.authorization ?? '')?.[1];
    const given = [headers[secretHeader], bearer, ...url.searchParams.getAll('secret')].flat().slice(0, mostTried);
    let same = false;
    for (const one of given) {
      // All are compared, also behind one that fits.
      if (one !== undefined && timingSafeEqual(hashOf(one), wanted)) same = true;
    }
    return same;
  };
}

const hashOf = (words: string): Buffer => createHash('sha256').update(words).digest();
