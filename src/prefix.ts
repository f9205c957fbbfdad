import type { PrefixOf } from './incoming.ts';

/** What stands before a verb in chat. The app's name on Teams is the manifest's. */
export const prefixOf: PrefixOf = (platform) => (platform === 'teams' ? '@XDR ChatOps' : '/xdr');
