import type { App } from './slack/app.ts';
import { isJson } from './slack/arguments.ts';
import type { Channel } from './slack/channel.ts';
import { composeText } from './slack/compose-text.ts';
import type { Json, Message } from './slack/message.ts';
import { SlackError } from './slack/slack-error.ts';
import type { SlackStandIn } from './slack/stand-in.ts';
import type { View } from './slack/views.ts';
import type { Workspace } from './slack/workspace.ts';
import { SUGGESTIONS } from './suggestions.ts';

/** A person may not, or cannot, do this; the message is for him. */
export class NotPossible extends Error {}

/** Slack's client makes a text snippet of what is longer. */
const LONGEST_TYPED = 12_000;

/** Everything that a person can do at the page, in his name. */
export type Actions = Readonly<{
  say: (user: string, channel: string, typed: string, thread?: string, file?: Posted) => Promise<Message | undefined>;
  edit: (user: string, channel: string, ts: string, typed: string) => void;
  remove: (user: string, channel: string, ts: string) => void;
  press: (user: string, on: Where, blockId: string, actionId: string, choice?: string) => Promise<void>;
  /** `name`: of the shortcut; the first of the manifest when it is not given. */
  shortcut: (user: string, channel: string, ts: string, name?: string) => Promise<void>;
  react: (user: string, channel: string, ts: string, reaction: string) => void;
  pin: (user: string, channel: string, ts: string) => void;
  submit: (user: string, view: string, values: Json) => Promise<Json | undefined>;
  /** Closes the modal in front, or all of them. */
  closeModal: (user: string, all: boolean) => Promise<void>;
  dismiss: (user: string, channel: string, ts: string) => void;
  invite: (user: string, channel: string) => void;
  /** Carries out a suggestion. */
  attempt: (user: string, id: string) => Promise<{ channel: string; ts?: string }>;
  /** What was typed for a message, for editing it. */
  typed: (message: Message) => string;
}>;
/** A file beside what is said. */
export type Posted = Readonly<{ name: string; bytes: Buffer }>;
export type Where = Readonly<{ channel: string; ts: string }> | Readonly<{ view: string }>;

export function createActions(parts: { workspace: Workspace; app: App; slack: SlackStandIn }): Actions {
  const { workspace, app, slack } = parts;
  const typedTexts = new Map<string, string>();

  const enter = (user: string, id: string): Channel => {
    const channel = workspace.channels.get(id);
    if (!channel?.members.has(user)) throw new NotPossible('You are not in this channel.');
    return channel;
  };
  const own = (user: string, channel: string, ts: string): Message => {
    const message = workspace.find(enter(user, channel).id, ts);
    if (!message || message.tombstone) throw new NotPossible('This message is gone.');
    if (message.user !== user) throw new NotPossible('This is not your message.');
    return message;
  };
  const seen = (user: string, channel: string, ts: string): Message => {
    const message = workspace.find(enter(user, channel).id, ts);
    if (!message || message.tombstone || (message.onlyFor && message.onlyFor !== user)) {
      throw new NotPossible('This message is gone.');
    }
    return message;
  };
  const slackbot = (channel: string, user: string, text: string, thread?: string) =>
    workspace.post({ channel, user: 'USLACKBOT', text, onlyFor: user, ...(thread && { threadTs: thread }) });

  const post = (user: string, channel: Channel, typed: string, thread?: string, file?: Posted): Message => {
    const { botId, appId } = workspace.users.get(user) ?? {};
    const from = { channel: channel.id, user, ...(botId && { botId }), ...(appId && { appId }) };
    const place = { ...from, ...(thread && { threadTs: thread }) };
    if (typed.length > LONGEST_TYPED) {
      return workspace.post({ ...place, text: '', files: [workspace.addFile('Untitled', typed, user)] });
    }
    // Alerts by apps come as attachments; that is what makes them worth trying.
    const said = botId ? { text: '', attachments: [alert(typed, workspace)] } : composeText(typed, workspace);
    const files = file ? { files: [workspace.addFile(file.name, file.bytes, user)] } : {};
    const message = workspace.post({ ...place, ...said, ...files });
    typedTexts.set(`${channel.id} ${message.ts}`, typed);
    return message;
  };

  const say: Actions['say'] = async (user, id, typed, thread, file) => {
    const channel = enter(user, id);
    const text = typed.trim();
    if (text === '' && !file) throw new NotPossible('There is nothing to send.');
    const [, command, words = ''] = /^(\/\S+)\s*([\s\S]*)$/.exec(text) ?? [];
    if (!command) return post(user, channel, text, thread, file);
    if (file) throw new NotPossible('No file can go with a slash command. Mention the bot instead: @xdr enrich');
    if (thread) slackbot(id, user, `${command} is not supported in threads. Sorry!`, thread);
    else if (!app.commands.has(command)) slackbot(id, user, `${command} is not a valid command.`);
    else await slack.interactions.command(channel, user, command, words);
    return undefined;
  };

  return {
    say,
    edit: (user, channel, ts, typed) => {
      const message = own(user, channel, ts);
      if (typed.trim() === '') throw new NotPossible('There is nothing to send.');
      workspace.edit(message, composeText(typed.trim(), workspace), user);
      typedTexts.set(`${channel} ${ts}`, typed.trim());
    },
    remove: (user, channel, ts) => workspace.remove(own(user, channel, ts)),
    press: async (user, where, blockId, actionId, choice) => {
      const on = 'view' in where ? slack.views.find(user, where.view) : seen(user, where.channel, where.ts);
      const action = on && findAction(blocksOf(on), blockId, actionId);
      if (!on || !action) throw new NotPossible('This button is gone.');
      await slack.interactions.press(user, on, blockId, choose(action, choice)).catch(askAgain);
    },
    shortcut: (user, channel, ts, name) => {
      const { callbackId } = app.messageShortcuts.find((one) => one.name === name) ?? {};
      return slack.interactions.shortcut(user, seen(user, channel, ts), callbackId);
    },
    react: (user, channel, ts, reaction) => {
      const message = seen(user, channel, ts);
      // A second time it is taken away, as on Slack.
      if (!workspace.react(message, reaction, user, true)) workspace.react(message, reaction, user, false);
    },
    pin: (user, channel, ts) => {
      if (!workspace.pin(seen(user, channel, ts), user, true)) throw new NotPossible('This message is pinned already.');
    },
    submit: async (user, id, values) => {
      const view = slack.views.find(user, id);
      if (!view) throw new NotPossible('This dialog is closed.');
      return slack.interactions.submit(user, view, values).catch(askAgain);
    },
    closeModal: (user, all) => slack.interactions.close(user, all),
    dismiss: (user, channel, ts) => {
      const message = seen(user, channel, ts);
      if (message.onlyFor !== user) throw new NotPossible('Others see this message too.');
      workspace.remove(message);
    },
    invite: (user, id) => workspace.join(enter(user, id), app.user, user),
    attempt: async (user, id) => {
      const suggestion = SUGGESTIONS.find((each) => each.id === id);
      if (!suggestion) throw new NotPossible('There is no such suggestion.');
      const { channel, says } = suggestion;
      const messages: (Message | undefined)[] = [];
      for (const { user: speaker = user, text, file } of says)
        messages.push(await say(speaker, channel, text, undefined, file));
      const last = messages.at(-1);
      return { channel, ...(last && { ts: last.ts }) };
    },
    typed: (message) => typedTexts.get(`${message.channel} ${message.ts}`) ?? message.text,
  };
}

/** What Slack says in a dialog to which an app does not answer. */
function askAgain(error: unknown): never {
  if (!(error instanceof SlackError) || error.code !== 'app_did_not_answer') throw error;
  throw new NotPossible('The app did not answer. Nothing is lost: try again.');
}

/** Those of the cards under its links too. */
const blocksOf = (on: Message | View): readonly Json[] => [
  ...(on.blocks ?? []),
  ...('attachments' in on ? (on.attachments ?? []) : []).flatMap(({ blocks }) =>
    Array.isArray(blocks) ? blocks.filter(isJson) : [],
  ),
];

function findAction(blocks: readonly Json[], blockId: string, actionId: string): Json | undefined {
  const block = blocks.find((each) => each['block_id'] === blockId);
  const elements = Array.isArray(block?.['elements']) ? block['elements'] : [block?.['accessory'], block?.['element']];
  return elements.filter(isJson).find((element) => element['action_id'] === actionId);
}

/** The action with what was chosen, for menus. */
function choose(action: Json, choice: string | undefined): Json {
  if (choice === undefined) return action;
  if (action['type'] === 'users_select') return { ...action, selected_user: choice };
  const options = Array.isArray(action['options']) ? action['options'].filter(isJson) : [];
  return { ...action, selected_option: options.find((option) => option['value'] === choice) };
}

/** An alert as apps write them: a title, then fields. */
function alert(typed: string, workspace: Workspace): Json {
  const [title = '', ...lines] = typed.split('\n');
  const fields = lines.map((line) => {
    const [name = '', ...rest] = line.split(': ');
    return { title: name, value: composeText(rest.join(': '), workspace).text, short: false };
  });
  return { id: 1, color: 'd97706', title, fallback: typed.split('\n').join(', '), fields };
}
