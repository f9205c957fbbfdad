/** How much watching says in a channel: nothing at all, only what is malicious or suspicious, or a card for everything. */
export type WatchMode = 'off' | 'quiet' | 'all';
export const watchModes: readonly WatchMode[] = ['off', 'quiet', 'all'];
