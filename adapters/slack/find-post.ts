import { Failure } from '../../src/failure.ts';
import type { Place } from '../../src/incoming.ts';
import type { SlackParts } from './outbox.ts';
import { slackErrorCode } from './read-failure.ts';
import { formatTs, timeOf } from './timestamp.ts';

const eventType = 'xdr_chatops_post';

/** Message metadata that names a post. https://docs.slack.dev/messaging/message-metadata */
export const postMetadata = (key: string) => ({ event_type: eventType, event_payload: { key } });

type Found = Readonly<{
  ts?: string;
  bot_id?: string;
  app_id?: string;
  metadata?: Readonly<{ event_type?: string; event_payload?: object }>;
}>;

/** Slack recommends at most 200. https://docs.slack.dev/reference/methods/conversations.replies */
const pageSize = 200;
/** Of a whole thread, or since a time that is known. */
const pages = 50;
/** Of a channel when it is not known since when to look; the newest come first. */
const pagesOfAnyTime = 5;
/** Slack's clock and ours may differ. */
const margin = 5 * 60_000;

/** A post of ours that was found: `strayed` when it stands in the channel although it was meant for a thread. */
export type FoundPost = Readonly<{ id: string; strayed: boolean }>;

/**
 * Looks for our post with this key in the place; undefined when it is not there. `since`: milliseconds since the epoch,
 * no post with this key is older. Rejects with a Failure when Slack cannot say, or when there is too much to look through.
 */
export async function findPost(
  parts: SlackParts,
  { channel, thread }: Place,
  { key, since }: Readonly<{ key: string; since?: number | undefined }>,
): Promise<FoundPost | undefined> {
  const { client, call } = parts;
  const begin = since === undefined ? 0 : since - margin;
  const oldest = Math.max(begin, thread === undefined ? 0 : timeOf(thread));
  const asked = {
    channel,
    include_all_metadata: true,
    limit: pageSize,
    ...(oldest > 0 && { oldest: formatTs(oldest), inclusive: true }),
  };
  const inThread: ReadPage = (cursor) =>
    call('conversations.replies', 'read', () =>
      client.conversations.replies({ ...asked, ts: thread ?? '', ...(cursor && { cursor }) }),
    );
  const inChannel: ReadPage = (cursor) =>
    call('conversations.history', 'read', () => client.conversations.history({ ...asked, ...(cursor && { cursor }) }));
  const isIt = (message: Found) => isPost(message, key, parts.us());
  if (thread === undefined) {
    const id = await (oldest > 0
      ? search(inChannel, isIt, pages, true)
      : search(inChannel, isIt, pagesOfAnyTime, false));
    return id === undefined ? undefined : { id, strayed: false };
  }
  try {
    const id = await search(inThread, isIt, pages, true);
    return id === undefined ? undefined : { id, strayed: false };
  } catch (failure) {
    // The thread's first message has vanished; what was posted meanwhile went to the channel.
    if (slackErrorCode(failure) !== 'thread_not_found') throw failure;
    const id = await search(inChannel, isIt, pages, true);
    return id === undefined ? undefined : { id, strayed: true };
  }
}

type ReadPage = (
  cursor: string | undefined,
) => Promise<{ messages?: Found[]; response_metadata?: { next_cursor?: string } }>;

/** `whole`: not to have seen all is not to know, and a post that may be there is not repeated. */
async function search(
  read: ReadPage,
  isIt: (message: Found) => boolean,
  most: number,
  whole: boolean,
): Promise<string | undefined> {
  let cursor: string | undefined;
  for (let page = 0; page < most; page++) {
    const answer = await read(cursor);
    const found = (answer.messages ?? []).find(isIt);
    if (found?.ts) return found.ts;
    cursor = answer.response_metadata?.next_cursor;
    if (!cursor) return undefined;
  }
  if (whole)
    throw new Failure('platform-unavailable', 'too many messages to look for a post among', { service: 'find-post' });
  return undefined;
}

function isPost(message: Found, key: string, us: { bot: string | undefined; app: string | undefined }): boolean {
  const { metadata } = message;
  const ours =
    (us.bot !== undefined && message.bot_id === us.bot) || (us.app !== undefined && message.app_id === us.app);
  return ours && metadata?.event_type === eventType && Reflect.get(metadata.event_payload ?? {}, 'key') === key;
}
