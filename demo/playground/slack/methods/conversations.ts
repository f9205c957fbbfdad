import type { App } from '../app.ts';
import type { Arguments } from '../arguments.ts';
import { type Channel, wireChannel } from '../channel.ts';
import { type Message, type SnippetFile, wireMessage } from '../message.ts';
import { SlackError } from '../slack-error.ts';
import { type Methods, type Need, scopeFor } from '../web-api.ts';
import type { Workspace } from '../workspace.ts';

type Parts = Readonly<{ workspace: Workspace; app: App; need: Need; fileUrl: (file: SnippetFile) => string }>;

/** `conversations.*`: what the bot may read of channels. */
export function conversationMethods({ workspace, app, need, fileUrl }: Parts): Methods {
  const team = workspace.team.id;

  const known = (args: Arguments): Channel => {
    const channel = workspace.channels.get(args.needed('channel'));
    if (!channel || (channel.kind !== 'public' && !channel.members.has(app.user)))
      throw new SlackError('channel_not_found');
    return channel;
  };
  const readable = (args: Arguments): Channel => {
    const channel = known(args);
    need(scopeFor(channel, 'history'));
    if (!channel.members.has(app.user)) throw new SlackError('not_in_channel');
    return channel;
  };
  /** Some of them between `oldest` and `latest`, `limit` a page, from a cursor on. */
  const page = (args: Arguments, messages: readonly Message[]) => {
    const [oldest, latest] = [
      Number(args.text('oldest') ?? 0),
      Number(args.text('latest') ?? Number.POSITIVE_INFINITY),
    ];
    const inclusive = args.flag('inclusive');
    const within = messages.filter(({ ts }) =>
      inclusive ? Number(ts) >= oldest && Number(ts) <= latest : Number(ts) > oldest && Number(ts) < latest,
    );
    const limit = args.count('limit', 100, 999);
    const from = Number(args.text('cursor') ?? 0);
    const more = from + limit < within.length;
    return {
      messages: within
        .slice(from, from + limit)
        .map((message) => wireMessage(message, team, fileUrl, args.flag('include_all_metadata'))),
      has_more: more,
      ...(more && { response_metadata: { next_cursor: String(from + limit) } }),
    };
  };

  return {
    'conversations.info': (args) => {
      const channel = known(args);
      need(scopeFor(channel, 'read'));
      return { channel: wireChannel(channel, team, app.user) };
    },
    'conversations.list': () => {
      need('channels:read', 'groups:read', 'im:read');
      const seen = [...workspace.channels.values()].filter(
        (channel) =>
          app.scopes.has(scopeFor(channel, 'read')) && (channel.kind === 'public' || channel.members.has(app.user)),
      );
      return {
        channels: seen.map((channel) => wireChannel(channel, team, app.user)),
        response_metadata: { next_cursor: '' },
      };
    },
    'conversations.members': (args) => {
      const channel = known(args);
      need(scopeFor(channel, 'read'));
      return { members: [...channel.members], response_metadata: { next_cursor: '' } };
    },
    'conversations.history': (args) => {
      const channel = readable(args);
      const top = workspace.messages(channel.id).filter(({ onlyFor, threadTs }) => !onlyFor && !threadTs);
      return page(args, top.toReversed());
    },
    'conversations.replies': (args) => {
      const channel = readable(args);
      const asked = workspace.find(channel.id, args.needed('ts'));
      if (!asked || asked.onlyFor) throw new SlackError('thread_not_found');
      const root = asked.threadTs ?? asked.ts;
      const thread = workspace
        .messages(channel.id)
        .filter(({ ts, threadTs, onlyFor }) => !onlyFor && (ts === root || threadTs === root));
      return page(args, thread);
    },
    'conversations.create': (args) => {
      const isPrivate = args.flag('is_private');
      need(isPrivate ? 'groups:write' : 'channels:manage');
      const name = args.needed('name');
      if (!/^[a-z\d_-]{1,80}$/.test(name)) throw new SlackError('invalid_name_specials');
      if ([...workspace.channels.values()].some((one) => one.name === name)) throw new SlackError('name_taken');
      return { channel: wireChannel(workspace.open(name, app.user, isPrivate ? 'private' : 'public'), team, app.user) };
    },
    'conversations.invite': (args) => {
      const channel = known(args);
      need(channel.kind === 'private' ? 'groups:write' : 'channels:manage');
      if (!channel.members.has(app.user)) throw new SlackError('not_in_channel');
      for (const user of args.needed('users').split(',')) {
        if (!workspace.users.has(user)) throw new SlackError('user_not_found');
        if (channel.members.has(user)) throw new SlackError('already_in_channel');
        workspace.join(channel, user, app.user);
      }
      return { channel: wireChannel(channel, team, app.user) };
    },
    'conversations.open': (args) => {
      need('im:write');
      const [user, ...others] = args.needed('users').split(',');
      if (!user || others.length > 0) throw new SlackError('method_not_supported_for_channel_type');
      return { channel: { id: workspace.direct(user, app.user).id } };
    },
  };
}
