import { Failure, isFinal } from '../../src/failure.ts';
import type { Adapter } from '../adapter.ts';
import type { SlackParts } from './outbox.ts';
import { slackErrorCode } from './read-failure.ts';

/** So many channels of one name are made: `ir-inc-1042`, `ir-inc-1042-2`, … */
const mostOfName = 20;

/**
 * Makes a private channel, of which the bot is a member then: what an incident is about is not for the whole workspace.
 * https://docs.slack.dev/reference/methods/conversations.create
 */
export function createOpenChannel({ client, call, us, log }: Omit<SlackParts, 'signPress'>): Adapter['openChannel'] {
  const create = async (wanted: string) => {
    for (let times = 1; ; times++) {
      const name = times === 1 ? wanted : `${wanted}-${times}`;
      try {
        const { channel } = await call('conversations.create', 'write', () =>
          client.conversations.create({ name, is_private: true }),
        );
        return { id: channel?.id ?? '', name: channel?.name ?? name };
      } catch (failure) {
        if (slackErrorCode(failure) !== 'name_taken' || times >= mostOfName) throw failure;
      }
    }
  };

  return async ({ name: wanted, people }) => {
    const { id: channel, name } = await create(wanted);
    const without: string[] = [];
    for (const users of people) {
      // The channel is there: that somebody could not be brought in is told, and no failure.
      await call('conversations.invite', 'write', () => client.conversations.invite({ channel, users })).catch(
        (failure: unknown) => {
          if (slackErrorCode(failure) === 'already_in_channel') return;
          log[failure instanceof Failure && isFinal(failure) ? 'info' : 'warn'](
            { channel, reason: failure instanceof Error ? failure.message : 'unknown' },
            'not invited',
          );
          without.push(users);
        },
      );
    }
    const place = { platform: 'slack', workspace: us().team, channel, kind: 'channel', outsiders: false } as const;
    return { place, name, without };
  };
}
