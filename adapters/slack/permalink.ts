import type { MessageRef } from '../../src/incoming.ts';

/** Ids as Slack writes them: nothing else gets into an address. */
const channelShape = /^[A-Z0-9]{1,40}$/;
const timestampShape = /^\d{1,20}\.\d{6}$/;

/**
 * The address of a message as `chat.getPermalink` gives it (docs.slack.dev says how it is made), without that call: the workspace's own (`url` of `auth.test`),
 * the channel, and the timestamp without its dot; of a reply also its thread. Undefined for what is no message of Slack.
 */
export function permalinkIn(workspaceUrl: string | undefined, { place, id }: MessageRef): string | undefined {
  const { channel, thread } = place;
  if (!workspaceUrl?.startsWith('https://') || !URL.canParse(workspaceUrl)) return undefined;
  if (!channelShape.test(channel) || !timestampShape.test(id)) return undefined;
  const link = new URL(`/archives/${channel}/p${id.replace('.', '')}`, workspaceUrl);
  if (thread !== undefined && thread !== id && timestampShape.test(thread)) {
    link.searchParams.set('thread_ts', thread);
    link.searchParams.set('cid', channel);
  }
  return link.href;
}
