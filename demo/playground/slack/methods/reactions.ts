import type { App } from '../app.ts';
import type { Arguments } from '../arguments.ts';
import { SlackError } from '../slack-error.ts';
import type { Methods, Need } from '../web-api.ts';
import type { Workspace } from '../workspace.ts';

/** `reactions.*`: the bot's signs on messages. */
export function reactionMethods({ workspace, app, need }: { workspace: Workspace; app: App; need: Need }): Methods {
  const target = (args: Arguments) => {
    need('reactions:write');
    const channel = workspace.channels.get(args.needed('channel'));
    if (!channel || (channel.kind !== 'public' && !channel.members.has(app.user)))
      throw new SlackError('channel_not_found');
    if (!channel.members.has(app.user)) throw new SlackError('not_in_channel');
    const message = workspace.find(channel.id, args.needed('timestamp'));
    if (!message || message.onlyFor || message.tombstone) throw new SlackError('message_not_found');
    const name = args.needed('name');
    if (!/^[a-z0-9_+'-]+$/.test(name)) throw new SlackError('invalid_name');
    return { message, name };
  };
  return {
    'reactions.add': (args) => {
      const { message, name } = target(args);
      if (!workspace.react(message, name, app.user, true)) throw new SlackError('already_reacted');
      return {};
    },
    'reactions.remove': (args) => {
      const { message, name } = target(args);
      if (!workspace.react(message, name, app.user, false)) throw new SlackError('no_reaction');
      return {};
    },
  };
}
