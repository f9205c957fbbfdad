import type { LinkedRoom } from './linked-rooms.ts';

/** By which the how manieth card of a room is found again; a channel that is linked again has other cards. */
export const cardKey = ({ room, incident, linkedAt }: LinkedRoom, number: number): string =>
  `room:${incident}:${room.channel}:${linkedAt}:${number}`;

/** The same for a line about a version of the incident. */
export const newsKey = ({ room, incident, linkedAt }: LinkedRoom, version: number): string =>
  `room-news:${incident}:${room.channel}:${linkedAt}:${version}`;
