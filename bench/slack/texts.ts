import { seededDisposition } from '../../demo/xdr/seeded-opinions.ts';
import type { Said } from './signed-event.ts';

const chatter = [
  'lunch at noon?',
  'deploy of the api is through, watching the dashboards for a while',
  'has anyone seen the runbook for the gateway? it was in the wiki last week',
  'thanks!!',
  'PR #1234 is ready for review, it touches src/main.ts and the docs',
];

/** The bot posts one message a second into a channel (Slack's own limit), so load is spread over many: a prime, so that every n-th message is spread, too. */
const channels = 401;

/** The n-th message of a load, in one of many channels; `text` is chatter by default. */
export const nthMessage = (n: number, text: string = chatter[n % chatter.length]!): Said => ({
  ts: `${1_800_000_000 + n}.000100`,
  channel: `C${1 + (n % channels)}`,
  text,
});

/** Addresses of which the simulated XDR says that they are malicious: each makes a card. Never the same twice. */
export function createMaliciousAddresses(): () => string {
  let n = 0;
  return () => {
    for (; ; n++) {
      const value = `45.${(n >> 16) & 255}.${(n >> 8) & 255}.${n & 255}`;
      if (seededDisposition(1, { type: 'ip', value }) !== 'Malicious') continue;
      n++;
      return value;
    }
  };
}
