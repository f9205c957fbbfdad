import type { Database } from '../store/database.ts';

const channel = 'xdr_chatops_jobs';
/** Milliseconds between two words about the same queue: each wakes every replica, and its commits go one by one. */
const pause = 100;

export type Announcements = Readonly<{ announce: (name: string) => void; stop: () => Promise<void> }>;

/**
 * Tells other replicas that something waits in a queue: one of them may have a hand free. A lost word costs a second,
 * since each looks by itself too. In embedded mode there is nobody to tell.
 */
export async function createAnnouncements(
  { kind, query, listen }: Pick<Database, 'kind' | 'query' | 'listen'>,
  onAnnounced: (name: string) => void,
): Promise<Announcements> {
  if (kind === 'embedded') return { announce: () => {}, stop: async () => {} };
  const stopListening = await listen(channel, onAnnounced);
  /** Names announced a short while ago, and whether there was more to say since. */
  const quiet = new Map<string, boolean>();

  const announce = (name: string): void => {
    if (quiet.has(name)) {
      quiet.set(name, true);
      return;
    }
    quiet.set(name, false);
    query('select pg_notify($1, $2)', [channel, name]).catch(() => {});
    setTimeout(() => {
      const again = quiet.get(name);
      quiet.delete(name);
      if (again) announce(name);
    }, pause).unref();
  };
  return {
    announce,
    stop: async () => {
      quiet.clear();
      await stopListening();
    },
  };
}
