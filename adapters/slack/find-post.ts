import { Failure } from '../../src/failure.ts';
import type { Place } from '../../src/incoming.ts';
import type { SlackParts } from './outbox.ts';
import { slackErrorCode } from './read-failure.ts';
import { timeOf } from './timestamp.ts';

const eventType = 'xdr_chatops_post';

/** Message metadata that names a post. https://docs.slack.dev/messaging/message-metadata */
export const postMetadata = (key: string) => ({ event_type: eventType, event_payload: { key } });

type Where = Readonly<{ channel: string; thread?: string | undefined }>;
type Us = Readonly<{ bot: string | undefined; app: string | undefined }>;

type Found = Readonly<{
  ts?: string;
  bot_id?: string;
  app_id?: string;
  user?: string;
  files?: readonly Readonly<{ name?: string }>[];
  metadata?: Readonly<{ event_type?: string; event_payload?: object }>;
}>;

/** Slack recommends at most 200. https://docs.slack.dev/reference/methods/conversations.replies */
const pageSize = 200;
/** `whole`: not to have seen all is not to know, and a post that may be there is not repeated. */
const allPages = { most: 50, whole: true };
/** Of a channel when no older message is known; the newest come first. */
const newestPages = { most: 5, whole: false };
/** So many pages may be refused for Slack's rate; who has read more would begin again, and waits rather. */
const quickPages = 10;

/** A post of ours that was found: `strayed` when it stands in the channel although it was meant for a thread. */
export type FoundPost = Readonly<{ id: string; strayed: boolean }>;

/**
 * Looks for our post with this key in the place; undefined when it is not there. `after`: a message that is older than any
 * post with this key. Rejects with a Failure when Slack cannot say, or when there is too much to look through.
 */
export function findPost(
  parts: SlackParts,
  place: Place,
  { key, after }: Readonly<{ key: string; after?: string | undefined }>,
): Promise<FoundPost | undefined> {
  return findMessage(parts, place, after, (message) => isPost(message, key, parts.us()));
}

/** Looks for a file of this name that we shared in the place after a message of ours; one whose name Slack keeps back may be it. */
export const findShared = (
  parts: SlackParts,
  place: Where,
  { name, after }: Readonly<{ name: string; after: string }>,
): Promise<FoundPost | undefined> =>
  findMessage(parts, place, after, (message) => {
    const isIt = (file: Readonly<{ name?: string }>) => file.name === undefined || file.name === name;
    return isByUs(message, parts.us()) && (message.files ?? []).some(isIt);
  });

async function findMessage(
  parts: SlackParts,
  { channel, thread }: Where,
  after: string | undefined,
  isIt: (message: Found) => boolean,
): Promise<FoundPost | undefined> {
  const { client, call } = parts;
  const oldest = after !== undefined && timeOf(after) > timeOf(thread ?? '0') ? after : thread;
  const asked = {
    channel,
    include_all_metadata: true,
    limit: pageSize,
    ...(oldest && { oldest, inclusive: true }),
  };
  const inThread: ReadPage = (manner, cursor) =>
    call('conversations.replies', manner, () =>
      client.conversations.replies({ ...asked, ts: thread ?? '', ...cursor }),
    );
  const inChannel: ReadPage = (manner, cursor) =>
    call('conversations.history', manner, () => client.conversations.history({ ...asked, ...cursor }));
  if (thread === undefined) return search(inChannel, isIt, oldest ? allPages : newestPages, false);
  try {
    return await search(inThread, isIt, allPages, false);
  } catch (failure) {
    // The thread's first message has vanished; what was posted meanwhile went to the channel.
    if (slackErrorCode(failure) !== 'thread_not_found') throw failure;
    return search(inChannel, isIt, allPages, true);
  }
}

type ReadPage = (
  manner: 'read' | 'patient',
  cursor: { cursor?: string },
) => Promise<{ messages?: Found[]; response_metadata?: { next_cursor?: string } }>;

async function search(
  read: ReadPage,
  isIt: (message: Found) => boolean,
  { most, whole }: Readonly<{ most: number; whole: boolean }>,
  strayed: boolean,
): Promise<FoundPost | undefined> {
  let cursor: string | undefined;
  for (let page = 0; page < most; page++) {
    const answer = await read(page < quickPages ? 'read' : 'patient', cursor ? { cursor } : {});
    const found = (answer.messages ?? []).find(isIt);
    if (found?.ts) return { id: found.ts, strayed };
    cursor = answer.response_metadata?.next_cursor;
    if (!cursor) return undefined;
  }
  if (!whole) return undefined;
  const service = 'find-post';
  throw new Failure('platform-unavailable', 'too many messages to look for a post among', { service });
}

const isByUs = (message: Found, us: Us): boolean =>
  (us.bot !== undefined && message.bot_id === us.bot) || (us.app !== undefined && message.app_id === us.app);

function isPost(message: Found, key: string, us: Us): boolean {
  const { metadata } = message;
  const isKept = metadata?.event_type === eventType && Reflect.get(metadata.event_payload ?? {}, 'key') === key;
  return isKept && isByUs(message, us);
}
