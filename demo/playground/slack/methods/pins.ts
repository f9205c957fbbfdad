import type { App } from '../app.ts';
import type { Arguments } from '../arguments.ts';
import { SlackError } from '../slack-error.ts';
import type { Methods, Need } from '../web-api.ts';
import type { Workspace } from '../workspace.ts';

/** A channel holds so many pins. https://docs.slack.dev/reference/methods/pins.add */
const MOST_PINS = 100;

/** `pins.*`: what the bot keeps in sight. */
export function pinMethods({ workspace, app, need }: { workspace: Workspace; app: App; need: Need }): Methods {
  const target = (args: Arguments) => {
    need('pins:write');
    const channel = workspace.channels.get(args.needed('channel'));
    if (!channel || (channel.kind !== 'public' && !channel.members.has(app.user)))
      throw new SlackError('channel_not_found');
    if (!channel.members.has(app.user)) throw new SlackError('not_in_channel');
    if (channel.archived) throw new SlackError('is_archived');
    const message = workspace.find(channel.id, args.needed('timestamp'));
    if (!message || message.onlyFor || message.tombstone) throw new SlackError('message_not_found');
    return message;
  };
  return {
    'pins.add': (args) => {
      const message = target(args);
      if (message.pinned) throw new SlackError('already_pinned');
      if (workspace.messages(message.channel).filter(({ pinned }) => pinned).length >= MOST_PINS)
        throw new SlackError('too_many_pins');
      workspace.pin(message, app.user, true);
      return {};
    },
    'pins.remove': (args) => {
      const message = target(args);
      if (!message.pinned) throw new SlackError('no_pin');
      workspace.pin(message, app.user, false);
      return {};
    },
  };
}
