import type { webApi } from '@slack/bolt';
import type { CallSlack } from './call-slack.ts';
import { type SlackMessage, slackMessage } from './message-shape.ts';
import { slackErrorCode } from './read-failure.ts';

/** One message as it is now; undefined when it is not there any more. Rejects with a Failure. */
export type ReadOneMessage = (channel: string, ts: string) => Promise<SlackMessage | undefined>;

/**
 * A channel's history holds no replies, so what is not found there is looked for in the threads: two calls at most.
 * https://docs.slack.dev/messaging/retrieving-messages#individual_messages
 */
export function createReadOneMessage({ client, call }: { client: webApi.WebClient; call: CallSlack }): ReadOneMessage {
  return async (channel, ts) => {
    const one = { channel, latest: ts, oldest: ts, inclusive: true, limit: 1 };
    const pick = ({ messages }: Readonly<{ messages?: readonly unknown[] }>): SlackMessage | undefined =>
      (messages ?? [])
        .map((message) => slackMessage.safeParse(message).data)
        .find((message) => message?.ts === ts && message.subtype !== 'tombstone');
    const root = pick(await call('conversations.history', 'read', () => client.conversations.history(one)));
    if (root) return root;
    // `ts` may name any message of a thread; its first one comes along.
    const replies = call('conversations.replies', 'read', () =>
      client.conversations.replies({ ...one, ts, limit: 2 }),
    ).catch((failure: unknown) => {
      if (slackErrorCode(failure) === 'thread_not_found') return {};
      throw failure;
    });
    return pick(await replies);
  };
}
