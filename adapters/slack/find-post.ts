import type { Place } from '../../src/incoming.ts';
import type { SlackParts } from './outbox.ts';
import { slackErrorCode } from './read-failure.ts';

const eventType = 'xdr_chatops_post';

/** Message metadata that names a post. https://docs.slack.dev/messaging/message-metadata */
export const postMetadata = (key: string) => ({ event_type: eventType, event_payload: { key } });

type Found = Readonly<{
  ts?: string;
  bot_id?: string;
  app_id?: string;
  metadata?: Readonly<{ event_type?: string; event_payload?: object }>;
}>;

const pageSize = 200;
const pages = 5;

/** A post of ours that was found: `strayed` when it stands in the channel although it was meant for a thread. */
export type FoundPost = Readonly<{ id: string; strayed: boolean }>;

/** Looks for our post with this key in the place; undefined when it is not there. Rejects with a Failure when Slack cannot say. */
export async function findPost(
  parts: SlackParts,
  { channel, thread }: Place,
  key: string,
): Promise<FoundPost | undefined> {
  const { client, call } = parts;
  const asked = { channel, include_all_metadata: true, limit: pageSize };
  const inThread: ReadPage = (cursor) =>
    call('conversations.replies', 'read', () =>
      client.conversations.replies({ ...asked, ts: thread ?? '', ...(cursor && { cursor }) }),
    );
  const inChannel: ReadPage = (cursor) =>
    call('conversations.history', 'read', () =>
      client.conversations.history({ ...asked, ...(thread && { oldest: thread }), ...(cursor && { cursor }) }),
    );
  if (thread === undefined) return search(parts, inChannel, key, false);
  try {
    return await search(parts, inThread, key, false);
  } catch (failure) {
    // The thread's first message has vanished; what was posted meanwhile went to the channel.
    if (slackErrorCode(failure) !== 'thread_not_found') throw failure;
    return search(parts, inChannel, key, true);
  }
}

type ReadPage = (
  cursor: string | undefined,
) => Promise<{ messages?: Found[]; response_metadata?: { next_cursor?: string } }>;

async function search(
  parts: SlackParts,
  read: ReadPage,
  key: string,
  strayed: boolean,
): Promise<FoundPost | undefined> {
  let cursor: string | undefined;
  for (let page = 0; page < pages; page++) {
    const answer = await read(cursor);
    const found = (answer.messages ?? []).find((message) => isPost(message, key, parts.us()));
    if (found?.ts) return { id: found.ts, strayed };
    cursor = answer.response_metadata?.next_cursor;
    if (!cursor) return undefined;
  }
  return undefined;
}

function isPost(message: Found, key: string, us: { bot: string | undefined; app: string | undefined }): boolean {
  const { metadata } = message;
  const ours =
    (us.bot !== undefined && message.bot_id === us.bot) || (us.app !== undefined && message.app_id === us.app);
  return ours && metadata?.event_type === eventType && Reflect.get(metadata.event_payload ?? {}, 'key') === key;
}
