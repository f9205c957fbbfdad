import type { MessageRef } from '../../src/incoming.ts';

/** A message's id is the time of its making, milliseconds. */
const messageShape = /^\d{10,20}$/;

/**
 * The deep link of a message (Microsoft: "Deep link to a channel conversation"; for chats the context says so). Its team's
 * `groupId`, which only some clients want, is not known here: the bot hears the team's conversation id alone. Undefined for
 * what is no message of Teams.
 */
export function permalinkOf({ place, id }: MessageRef): string | undefined {
  const { workspace, channel, thread } = place;
  if (!messageShape.test(id)) return undefined;
  const link = new URL(`https://teams.microsoft.com/l/message/${encodeURIComponent(channel)}/${id}`);
  if (/@thread\.(?:tacv2|skype)$/i.test(channel)) {
    if (workspace) link.searchParams.set('tenantId', workspace);
    link.searchParams.set('parentMessageId', thread !== undefined && messageShape.test(thread) ? thread : id);
  } else link.searchParams.set('context', '{"contextType":"chat"}');
  return link.href;
}
