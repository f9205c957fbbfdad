import type { webApi } from '@slack/bolt';
import type { Audience } from '../../src/adapter.ts';
import { Failure, isFinal } from '../../src/failure.ts';
import type { Log } from '../../src/log.ts';
import { remember, same } from '../remember.ts';
import type { CallSlack } from './call-slack.ts';
import type { FindRoom } from './find-room.ts';
import type { Identity } from './identity.ts';

/** A channel may become private, or be shared: how long Slack's word on it is believed, milliseconds. */
const believed = 60_000;

type Channel = NonNullable<webApi.ConversationsInfoResponse['channel']>;

/**
 * Who may read what on Slack. The circle is the workspace: its full members may read its public channels.
 * https://slack.com/help/articles/360017938993-What-is-a-channel
 */
export function createAudience(parts: {
  client: webApi.WebClient;
  call: CallSlack;
  us: () => Identity;
  findRoom: FindRoom;
  log: Log;
}): Audience {
  const { client, call, us, findRoom, log } = parts;
  const lookUp = remember<string, Channel | undefined>(
    same,
    async (channel) => {
      const asked = call('conversations.info', 'read', () => client.conversations.info({ channel }));
      // That it is not there, or no longer for us, is remembered as well.
      return (await asked.catch(unlessFinal))?.channel;
    },
    { otherwise: undefined, max: 10_000, log, kept: believed },
  );

  return {
    circlesOf: async ({ channel }) => {
      const [info, { outsiders }] = await Promise.all([lookUp(channel), findRoom(channel)]);
      if (!info || outsiders || reachesOut(info)) return [];
      // In an Enterprise Grid, people of another workspace may be in a conversation that is no channel of any.
      if (us().enterprise !== undefined && (info.is_im || info.is_mpim)) return [];
      return [us().team];
    },
    openRoom: async ({ channel }) => {
      const info = await lookUp(channel);
      // Slack says of every conversation whether it is private; where it did not, nothing is known.
      const open = info?.is_private === false && !info.is_im && !info.is_mpim && !info.is_group && !reachesOut(info);
      return open && info.name ? { circle: us().team, name: info.name } : undefined;
    },
  };
}

/** People of other organisations, or of other workspaces of this one, may read there, or soon may. */
const reachesOut = (info: Channel): boolean =>
  Boolean(info.is_shared || info.is_ext_shared || info.is_org_shared || info.is_pending_ext_shared);

function unlessFinal(failure: unknown): undefined {
  if (!(failure instanceof Failure) || !isFinal(failure)) throw failure;
}
