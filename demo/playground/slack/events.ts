import { randomBytes } from 'node:crypto';
import type { App } from './app.ts';
import { type Channel, channelType } from './channel.ts';
import { type Json, type Message, type SnippetFile, wireMessage } from './message.ts';
import { formatTs } from './timestamps.ts';
import type { Change, Workspace } from './workspace.ts';

/** The event types of the manifest under which a message in this kind of channel is delivered. */
const SUBSCRIPTION = { channel: 'message.channels', group: 'message.groups', im: 'message.im' } as const;

/**
 * What a change in the workspace is to the app, as Events API envelopes: nothing of channels that its bot is not in, and
 * nothing that it did not subscribe to.
 */
export function createEvents(parts: { workspace: Workspace; app: App; fileUrl: (file: SnippetFile) => string }) {
  const { workspace, app } = parts;
  const team = workspace.team.id;
  const wire = (message: Message) => wireMessage(message, team, parts.fileUrl, true);

  const envelope = (event: Json, channel: Channel): Json => ({
    token: 'not-used',
    team_id: team,
    context_team_id: team,
    api_app_id: app.id,
    event,
    type: 'event_callback',
    event_id: `Ev0${randomBytes(5).toString('hex').toUpperCase()}`,
    event_time: Math.floor(Date.now() / 1000),
    authorizations: [
      { enterprise_id: null, team_id: team, user_id: app.user, is_bot: true, is_enterprise_install: false },
    ],
    is_ext_shared_channel: channel.shared,
    event_context: `4-${channel.id}`,
  });

  const messageEvents = (event: Json, channel: Channel): Json[] => {
    const type = channelType(channel);
    if (!app.events.has(SUBSCRIPTION[type])) return [];
    return [envelope({ ...event, channel: channel.id, channel_type: type }, channel)];
  };
  const altered = (subtype: string, more: Json) => ({
    type: 'message',
    subtype,
    hidden: true,
    ts: formatTs(Date.now() * 1000),
    event_ts: formatTs(Date.now() * 1000),
    ...more,
  });

  /** What somebody did to a message. */
  const noticed = (change: Change & { kind: 'reacted' | 'pinned' }, channel: Channel): Json[] => {
    const { message, user } = change;
    const type = change.kind === 'reacted' ? 'reaction_added' : 'pin_added';
    if (!app.events.has(type)) return [];
    const told = { type, user, item_user: message.user, event_ts: formatTs(Date.now() * 1000) };
    const item = { type: 'message', channel: channel.id };
    const event =
      change.kind === 'reacted'
        ? { ...told, reaction: change.reaction, item: { ...item, ts: message.ts } }
        : { ...told, channel_id: channel.id, item: { ...item, message: wire(message), created_by: user } };
    return [envelope(event, channel)];
  };

  /** Links of the app's hosts; never those of its own messages. */
  const linkEvents = (message: Message, channel: Channel): Json[] => {
    if (!app.events.has('link_shared') || message.user === app.user || message.onlyFor) return [];
    const urls = [...message.text.matchAll(/<(https:\/\/[^|>\s]+)(?:\|[^>]*)?>/g)].map(([, url = '']) => url);
    const links = urls
      .map((url) => ({ url: url.replaceAll('&amp;', '&'), domain: URL.parse(url)?.hostname ?? '' }))
      .filter(({ domain }) => app.unfurlDomains.has(domain));
    if (links.length === 0) return [];
    const { ts, user, threadTs } = message;
    const event = {
      type: 'link_shared',
      channel: channel.id,
      is_bot_user_member: true,
      user,
      message_ts: ts,
      ...(threadTs && { thread_ts: threadTs }),
      unfurl_id: `${channel.id}.${ts}.${randomBytes(16).toString('hex')}`,
      source: 'conversations_history',
      links,
      event_ts: formatTs(Date.now() * 1000),
    };
    return [envelope(event, channel)];
  };

  return (change: Change): Json[] => {
    if (change.kind === 'seen') return [];
    if (change.kind === 'joined') {
      const { channel, user, inviter } = change;
      if (!channel.members.has(app.user) || !app.events.has('member_joined_channel')) return [];
      const type = channelType(channel) === 'group' ? 'G' : 'C';
      const event = { type: 'member_joined_channel', user, channel: channel.id, channel_type: type, team, inviter };
      return [envelope({ ...event, event_ts: formatTs(Date.now() * 1000) }, channel)];
    }
    const channel = workspace.channels.get(change.kind === 'deleted' ? change.before.channel : change.message.channel);
    if (!channel?.members.has(app.user)) return [];
    if (change.kind === 'reacted' || change.kind === 'pinned') return noticed(change, channel);
    if (change.kind === 'posted') {
      const said = { ...wire(change.message), ...parentFields(workspace, change.message), event_ts: change.message.ts };
      const mentioned = change.message.text.includes(`<@${app.user}>`) && change.message.user !== app.user;
      const mention =
        mentioned && channel.kind !== 'direct' && app.events.has('app_mention')
          ? [envelope({ ...said, type: 'app_mention', channel: channel.id }, channel)]
          : [];
      return [...messageEvents(said, channel), ...mention, ...linkEvents(change.message, channel)];
    }
    if (change.kind === 'edited') {
      const { message, before } = change;
      return messageEvents(
        altered('message_changed', { message: wire(message), previous_message: wire(before) }),
        channel,
      );
    }
    const { before, tombstone } = change;
    const gone = tombstone
      ? altered('message_changed', { message: wire(tombstone), previous_message: wire(before) })
      : altered('message_deleted', { deleted_ts: before.ts, previous_message: wire(before) });
    return messageEvents(gone, channel);
  };
}

function parentFields(workspace: Workspace, message: Message): Json {
  const parent = message.threadTs ? workspace.find(message.channel, message.threadTs) : undefined;
  return parent ? { parent_user_id: parent.user } : {};
}
