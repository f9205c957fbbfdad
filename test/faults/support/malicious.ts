import { seededDisposition } from '../../../demo/xdr/seeded-opinions.ts';

/** The seed of the simulated XDR, unless told otherwise. */
const seed = 1;

/** Host names that the simulated XDR calls malicious, each once: every message that holds one must get a card. */
export function createMaliciousNames(): () => string {
  let tried = 0;
  return () => {
    for (;;) {
      const value = `c2-${++tried}.evil-stream.net`;
      if (seededDisposition(seed, { type: 'domain', value }) === 'Malicious') return value;
    }
  };
}

/** Host names of which no module says anything: they make a message large, and its card no other. */
export function createSilentNames(): () => string {
  let tried = 0;
  return () => {
    for (;;) {
      const value = `page-${++tried}.ordinary-stream.net`;
      if (seededDisposition(seed, { type: 'domain', value }) === undefined) return value;
    }
  };
}

/** As cards show it. */
export const defanged = (name: string): string => name.replaceAll('.', '[.]');
