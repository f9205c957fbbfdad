import type { Place } from './incoming.ts';

/** A conversation as a whole, whatever its threads. */
export type Room = Pick<Place, 'platform' | 'workspace' | 'channel'>;

/** One name for one room: whom the budget and the queue are fair to. */
export const roomName = ({ platform, workspace, channel }: Room): string => [platform, workspace, channel].join('/');

/** The room of a name. Platforms and workspaces hold no slash; a channel may. */
export function roomOfName(name: string): Room {
  const [platform = '', workspace = '', ...channel] = name.split('/');
  return { platform: platform as Room['platform'], workspace, channel: channel.join('/') };
}
