import type { Adapter } from './adapter.ts';
import type { History } from './commands/catch-up.ts';
import { Failure } from './failure.ts';
import type { Platform } from './incoming.ts';
import type { Metrics } from './metrics.ts';
import type { Outbox } from './reply.ts';

/** One way out for all platforms, and one way to read back: each place knows its own. What is posted is counted. */
export function createOneOutbox(
  adapters: readonly Adapter[],
  posted: Metrics['posted'],
): { outbox: Outbox; history: History } & Pick<Adapter, 'personNow' | 'placeNow'> &
  Readonly<{
    openChannel: (
      platform: Platform,
      ...wish: Parameters<Adapter['openChannel']>
    ) => ReturnType<Adapter['openChannel']>;
  }> {
  const of = (platform: Platform): Adapter => {
    const adapter = adapters.find((one) => one.platform === platform);
    if (!adapter) throw new Failure('place-gone', `${platform} is not configured any more`);
    return adapter;
  };
  return {
    outbox: {
      post: async (place, what, key) => {
        const post = await of(place.platform).post(place, what, key);
        posted(what.kind);
        return post;
      },
      update: async (ref, card) => {
        await of(ref.place.platform).update(ref, card);
        posted('update');
      },
      remove: async (what) => {
        await of(what.place.platform).remove(what);
        posted('removal');
      },
    },
    personNow: (id, place) => of(place.platform).personNow(id, place),
    openChannel: (platform, wish) => of(platform).openChannel(wish),
    placeNow: (room) => of(room.platform).placeNow(room),
    history: (place, span) => of(place.platform).history(place, span),
  };
}
