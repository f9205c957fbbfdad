import type { App } from './app.ts';
import { isJson } from './arguments.ts';
import type { Channel } from './channel.ts';
import { checkView } from './check-blocks.ts';
import { composeText, escapeText } from './compose-text.ts';
import { type Acknowledgement, accepted, type Deliveries } from './deliveries.ts';
import { type Json, type Message, type SnippetFile, wireMessage } from './message.ts';
import type { ResponseUrls } from './response-urls.ts';
import { SlackError } from './slack-error.ts';
import { type View, type Views, wireView } from './views.ts';
import type { Workspace } from './workspace.ts';

/** What people do to the app beside talking. Each resolves when the app has acknowledged, or has failed to. */
export type Interactions = Readonly<{
  command: (channel: Channel, user: string, command: string, text: string) => Promise<void>;
  /** `action` is an element of the message's or the open modal's blocks. */
  press: (user: string, on: Message | View, blockId: string, action: Json) => Promise<void>;
  /** The first shortcut of the manifest, or the one that is named. */
  shortcut: (user: string, message: Message, callbackId?: string) => Promise<void>;
  /** Resolves with the errors by block id that the app found in the form, if any. */
  submit: (user: string, view: View, values: Json) => Promise<Json | undefined>;
  close: (user: string, all: boolean) => Promise<void>;
}>;

export function createInteractions(parts: {
  workspace: Workspace;
  app: App;
  views: Views;
  deliveries: Deliveries;
  responseUrls: ResponseUrls;
  fileUrl: (file: SnippetFile) => string;
}): Interactions {
  const { workspace, app, views, deliveries, responseUrls } = parts;
  const { team } = workspace;

  const common = (user: string) => ({
    user: {
      id: user,
      username: workspace.users.get(user)?.name ?? user,
      name: workspace.users.get(user)?.name ?? user,
      team_id: workspace.users.get(user)?.teamId ?? team.id,
    },
    team: { id: team.id, domain: team.domain },
    api_app_id: app.id,
    token: 'not-used',
    enterprise: null,
    is_enterprise_install: false,
  });
  /** In commands a mention carries the name too. */
  const withNames = (text: string) =>
    text.replace(/<@(\w+)>/g, (mention, id: string) => {
      const name = workspace.users.get(id)?.name;
      return name ? `<@${id}|${name}>` : mention;
    });
  const deliver = (payload: Json) => deliveries.form({ payload: JSON.stringify(payload) });
  const channelOf = (id: string) => {
    const channel = workspace.channels.get(id);
    return {
      id,
      name:
        channel?.kind === 'direct'
          ? 'directmessage'
          : channel?.kind === 'private'
            ? 'privategroup'
            : (channel?.name ?? ''),
    };
  };
  /** What Slack itself says, to the person alone, when an app does not answer. */
  const complain = (channel: string, user: string, what: string, threadTs?: string) =>
    workspace.post({ channel, user: 'USLACKBOT', text: what, onlyFor: user, ...(threadTs && { threadTs }) });

  /** A body in the acknowledgement of a command is a message to the person, or to the channel. */
  const sayAcknowledgement = (answer: Acknowledgement, url: string) => {
    if (answer.body.trim() === '') return;
    const json = answer.contentType.startsWith('application/json');
    const body = json ? answer.body : JSON.stringify({ text: answer.body });
    responseUrls.answer(new URL(url).pathname, 'application/json', body);
  };

  return {
    command: async (channel, user, command, text) => {
      const responseUrl = responseUrls.make({ channel: channel.id, user });
      const answer = await deliveries.form({
        token: 'not-used',
        team_id: team.id,
        team_domain: team.domain,
        channel_id: channel.id,
        channel_name: channelOf(channel.id).name,
        user_id: user,
        user_name: workspace.users.get(user)?.name ?? '',
        command,
        text: app.escapes.has(command) ? withNames(composeText(text, workspace).text) : escapeText(text),
        api_app_id: app.id,
        is_enterprise_install: 'false',
        response_url: responseUrl,
        trigger_id: views.trigger(user),
      });
      if (accepted(answer)) return sayAcknowledgement(answer, responseUrl);
      const why = answer.status === 0 ? 'operation_timeout' : 'dispatch_failed';
      complain(channel.id, user, `${command} failed with the error "${why}"`);
    },

    press: async (user, on, blockId, action) => {
      const { type, action_id: actionId, value, text, selected_option: selected, selected_user: chosen } = action;
      const sent = { type, action_id: actionId, block_id: blockId, action_ts: String(Date.now() / 1000) };
      const actions = [{ ...sent, ...pick({ value, text, selected_option: selected, selected_user: chosen }) }];
      const payload = { type: 'block_actions', ...common(user), trigger_id: views.trigger(user), actions };
      if ('hash' in on) {
        const view = wireView(on, app, team.id);
        const container = { type: 'view', view_id: on.id };
        if (!accepted(await deliver({ ...payload, container, view }))) throw new SlackError('app_did_not_answer');
        return;
      }
      const origin = { channel: on.channel, user, messageTs: on.ts, ...(on.threadTs && { threadTs: on.threadTs }) };
      const answer = await deliver({
        ...payload,
        container: {
          type: on.attachments?.some((each) => each['is_app_unfurl']) ? 'message_attachment' : 'message',
          message_ts: on.ts,
          channel_id: on.channel,
          is_ephemeral: on.onlyFor !== undefined,
          ...(on.threadTs && { thread_ts: on.threadTs }),
        },
        channel: channelOf(on.channel),
        // Slack leaves the message out when it was ephemeral.
        ...(on.onlyFor ? {} : { message: wireMessage(on, team.id, parts.fileUrl) }),
        state: { values: {} },
        response_url: responseUrls.make(origin),
      });
      if (!accepted(answer))
        complain(on.channel, user, 'The app did not answer to the button. Try again.', on.threadTs);
    },

    shortcut: async (user, message, callbackId = app.messageShortcuts[0]?.callbackId) => {
      if (!app.messageShortcuts.some((one) => one.callbackId === callbackId)) throw new SlackError('no_such_shortcut');
      const origin = { channel: message.channel, user, messageTs: message.ts };
      const answer = await deliver({
        type: 'message_action',
        ...common(user),
        callback_id: callbackId,
        trigger_id: views.trigger(user),
        action_ts: String(Date.now() / 1000),
        message_ts: message.ts,
        channel: channelOf(message.channel),
        message: wireMessage(message, team.id, parts.fileUrl),
        response_url: responseUrls.make(origin),
      });
      if (!accepted(answer)) complain(message.channel, user, 'The app did not answer to the shortcut. Try again.');
    },

    submit: async (user, view, values) => {
      const answer = await deliver({
        type: 'view_submission',
        ...common(user),
        trigger_id: views.trigger(user),
        view: wireView(view, app, team.id, values),
        response_urls: [],
      });
      if (!accepted(answer)) throw new SlackError('app_did_not_answer');
      const said: unknown = answer.body.trim() === '' ? {} : JSON.parse(answer.body);
      const response = isJson(said) ? said : {};
      switch (response['response_action']) {
        case 'errors':
          return isJson(response['errors']) ? response['errors'] : {};
        case 'update':
        case 'push':
          views.put(user, view, checkView(response['view']), response['response_action']);
          return undefined;
        default:
          views.close(user, response['response_action'] === 'clear');
          return undefined;
      }
    },

    close: async (user, all) => {
      const view = views.top(user);
      if (!view) return;
      views.close(user, all);
      if (!view.notify_on_close) return;
      await deliver({ type: 'view_closed', ...common(user), view: wireView(view, app, team.id), is_cleared: all });
    },
  };
}

const pick = (fields: Json): Json =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
