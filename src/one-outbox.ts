import type { Adapter, Audience } from './adapter.ts';
import type { History } from './commands/catch-up.ts';
import { Failure } from './failure.ts';
import type { Platform } from './incoming.ts';
import type { Metrics } from './metrics.ts';
import type { Outbox } from './reply.ts';

/** One way out for all platforms, and one way to read back: each place knows its own. What is posted is counted. */
export function createOneOutbox(
  adapters: readonly Adapter[],
  posted: Metrics['posted'],
): {
  outbox: Outbox;
  history: History;
  audience: Audience;
  openChannel: (platform: Platform, ...wish: Parameters<Adapter['openChannel']>) => ReturnType<Adapter['openChannel']>;
} & Pick<Adapter, 'personNow' | 'placeNow' | 'emailOf' | 'memberWith'> &
  Required<Pick<Adapter, 'permalinkOf' | 'openFile'>> {
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
    emailOf: (id, place) => of(place.platform).emailOf(id, place),
    memberWith: (email, place) => of(place.platform).memberWith(email, place),
    permalinkOf: (message) =>
      adapters.find(({ platform }) => platform === message.place.platform)?.permalinkOf?.(message),
    openFile: async (file, place) => {
      const { openFile } = of(place.platform);
      if (!openFile) throw new Failure('place-gone', `${place.platform} gives no files`);
      return openFile(file, place);
    },
    history: (place, span) => of(place.platform).history(place, span),
    audience: {
      circlesOf: async (place) => of(place.platform).audience?.circlesOf(place) ?? [],
      openRoom: async (room) => of(room.platform).audience?.openRoom(room),
    },
  };
}
