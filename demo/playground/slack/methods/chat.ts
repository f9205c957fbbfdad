import type { App } from '../app.ts';
import { type Arguments, isJson } from '../arguments.ts';
import { channelType } from '../channel.ts';
import { checkBlocks } from '../check-blocks.ts';
import { type Json, type Message, type SnippetFile, wireMessage } from '../message.ts';
import { SlackError } from '../slack-error.ts';
import type { Methods, Need } from '../web-api.ts';
import type { Workspace } from '../workspace.ts';

/** `text` is cut beyond 40,000 characters on Slack for messages; the Web API's documented refusal is `msg_too_long`. */
const LONGEST_TEXT = 40_000;

type Parts = Readonly<{ workspace: Workspace; app: App; need: Need; fileUrl: (file: SnippetFile) => string }>;

/** `chat.*`: what the bot says. */
export function chatMethods({ workspace, app, need, fileUrl }: Parts): Methods {
  const team = workspace.team.id;

  /** A channel in which the bot may speak; a user's id stands for the conversation with him. */
  const place = (args: Arguments) => {
    const id = args.needed('channel');
    const channel = workspace.users.has(id) ? workspace.direct(id, app.user) : workspace.channels.get(id);
    if (!channel || (channel.kind !== 'public' && !channel.members.has(app.user)))
      throw new SlackError('channel_not_found');
    if (channel.archived) throw new SlackError('is_archived');
    return channel;
  };
  const member = (args: Arguments) => {
    const channel = place(args);
    if (!channel.members.has(app.user)) throw new SlackError('not_in_channel');
    return channel;
  };
  const own = (args: Arguments, refusal: string): Message => {
    const message = workspace.find(member(args).id, args.needed('ts'));
    if (!message || message.onlyFor || message.tombstone) throw new SlackError('message_not_found');
    if (message.botId !== app.botId) throw new SlackError(refusal);
    return message;
  };
  /** A file that is not there, or not worked up yet, cannot stand in a block. */
  const withPictures = <T extends { blocks?: readonly Json[] }>(said: T): T => {
    for (const [i, { slack_file: file }] of (said.blocks ?? []).entries()) {
      if (!isJson(file) || workspace.uploads.find(String(file['id']))?.state === 'worked up') continue;
      const messages = [`[ERROR] invalid slack file [json-pointer:/blocks/${i}/slack_file]`];
      throw new SlackError('invalid_blocks', { response_metadata: { messages } });
    }
    return said;
  };
  const shown = (message: Message) => ({
    channel: message.channel,
    ts: message.ts,
    message: wireMessage(message, team, fileUrl, true),
  });

  return {
    'chat.postMessage': (args) => {
      need('chat:write');
      const channel = place(args);
      if (!channel.members.has(app.user) && !app.scopes.has('chat:write.public'))
        throw new SlackError('not_in_channel');
      const threadTs = args.text('thread_ts');
      const message = workspace.post({
        channel: channel.id,
        user: app.user,
        botId: app.botId,
        appId: app.id,
        ...withPictures(content(args)),
        ...(threadTs && { threadTs }),
      });
      return shown(message);
    },
    'chat.postEphemeral': (args) => {
      need('chat:write');
      const channel = member(args);
      const user = args.needed('user');
      if (!channel.members.has(user)) throw new SlackError('user_not_in_channel');
      const { metadata: _, ...said } = content(args);
      const threadTs = args.text('thread_ts');
      const draft = { channel: channel.id, user: app.user, botId: app.botId, appId: app.id, onlyFor: user, ...said };
      return { message_ts: workspace.post({ ...draft, ...(threadTs && { threadTs }) }).ts };
    },
    'chat.update': (args) => {
      need('chat:write');
      const message = own(args, 'cant_update_message');
      const { metadata = message.metadata, attachments = message.attachments, ...rest } = withPictures(content(args));
      const kept = { ...(metadata && { metadata }), ...(attachments && { attachments }) };
      const text = args.text('text') ?? message.text;
      return { ...shown(workspace.edit(message, { ...rest, ...kept, text }, app.user)), text };
    },
    'chat.delete': (args) => {
      need('chat:write');
      const message = own(args, 'cant_delete_message');
      workspace.remove(message);
      return { channel: message.channel, ts: message.ts };
    },
    'chat.unfurl': (args) => {
      need('links:write');
      const message = workspace.find(place(args).id, args.needed('ts'));
      if (!message || message.tombstone) throw new SlackError('cannot_unfurl_message');
      const unfurls = args.json('unfurls', 'invalid_unfurls_format');
      if (!isJson(unfurls)) throw new SlackError('missing_unfurls');
      const cards = Object.entries(unfurls).map(([url, shown], at) => {
        if (!message.text.replaceAll('&amp;', '&').includes(url)) throw new SlackError('cannot_unfurl_url');
        const blocks = checkBlocks(isJson(shown) ? shown['blocks'] : undefined);
        return { id: at + 1, from_url: url, app_unfurl_url: url, is_app_unfurl: true, app_id: app.id, blocks };
      });
      workspace.unfurl(message, cards);
      return {};
    },
    'chat.getPermalink': (args) => {
      const channel = place(args);
      const ts = args.needed('message_ts');
      if (!workspace.find(channel.id, ts)) throw new SlackError('message_not_found');
      const kind = channelType(channel) === 'im' ? 'messages' : 'archives';
      const permalink = `https://${workspace.team.domain}.slack.com/${kind}/${channel.id}/p${ts.replace('.', '')}`;
      return { channel: channel.id, permalink };
    },
  };
}

/** Text, blocks, attachments and metadata of a post, refused as Slack refuses them. */
export function content(args: Arguments): {
  text: string;
  blocks?: readonly Json[];
  attachments?: readonly Json[];
  metadata?: Json;
} {
  const text = args.text('text') ?? '';
  const blocks = args.json('blocks', 'invalid_blocks_format');
  const attachments = args.json('attachments', 'invalid_attachments');
  const metadata = args.json('metadata', 'invalid_metadata_format');
  if (text.length > LONGEST_TEXT) throw new SlackError('msg_too_long');
  const checked = blocks === undefined ? [] : checkBlocks(blocks);
  const attached = Array.isArray(attachments) ? attachments.filter(isJson) : [];
  if (text === '' && checked.length === 0 && attached.length === 0) throw new SlackError('no_text');
  if (metadata !== undefined && !(isJson(metadata) && metadata['event_type'] && isJson(metadata['event_payload']))) {
    throw new SlackError('invalid_metadata_schema');
  }
  return {
    text,
    ...(checked.length > 0 && { blocks: checked }),
    ...(attached.length > 0 && { attachments: attached }),
    ...(isJson(metadata) && { metadata }),
  };
}
