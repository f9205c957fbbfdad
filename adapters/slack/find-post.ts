import type { Place } from '../../src/incoming.ts';
import type { SlackParts } from './outbox.ts';

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

/** Looks for our post with this key in the place; undefined when it is not there. Rejects with a Failure when Slack cannot say. */
export async function findPost(parts: SlackParts, place: Place, key: string): Promise<string | undefined> {
  const { client, call, us } = parts;
  let cursor: string | undefined;
  for (let page = 0; page < pages; page++) {
    const asked = { channel: place.channel, include_all_metadata: true, limit: pageSize, ...(cursor && { cursor }) };
    const { thread } = place;
    const answer = thread
      ? await call('conversations.replies', 'read', () => client.conversations.replies({ ...asked, ts: thread }))
      : await call('conversations.history', 'read', () => client.conversations.history(asked));
    const found = (answer.messages ?? []).find((message: Found) => isPost(message, key, us()));
    if (found?.ts) return found.ts;
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
