import type { Actions } from './actions.ts';
import type { Drawing } from './draw-blocks.ts';
import type { Spent } from './playground.ts';
import type { App } from './slack/app.ts';
import type { Channel } from './slack/channel.ts';
import type { Message } from './slack/message.ts';
import type { SlackStandIn } from './slack/stand-in.ts';
import type { User } from './slack/user.ts';
import type { Workspace } from './slack/workspace.ts';
import { SUGGESTIONS } from './suggestions.ts';

/** What the page looks at: as whom, which channel, which thread. */
export type Look = Readonly<{ as: string; channel: string; thread?: string }>;

/** The whole page as one value; the browser compares it with what it shows. */
export function createPageView(parts: {
  workspace: Workspace;
  app: App;
  slack: SlackStandIn;
  actions: Actions;
  drawing: Drawing;
  spent: Spent;
  newIncident?: (() => void) | undefined;
}) {
  const { workspace, app, slack, actions, drawing } = parts;

  const shown = (message: Message, me: string) => {
    const author = workspace.users.get(message.user);
    return {
      ts: message.ts,
      revision: message.revision,
      author: author?.realName ?? 'Somebody',
      tint: tintOf(message.user),
      standing: standingWord(author),
      html: message.tombstone ? '' : drawing.message(message),
      /** For announcements: the text that Slack reads out. */
      words: message.text
        .replace(/<[^|>]*\|([^>]*)>/g, '$1')
        .replace(/&(amp|lt|gt);/g, (_, name) => ENTITIES[name] ?? ''),
      edited: message.edited !== undefined,
      onlyYou: message.onlyFor !== undefined,
      tombstone: message.tombstone === true,
      mine: message.user === me,
      typed: message.user === me ? actions.typed(message) : '',
      ours: message.user === app.user,
      pinned: message.pinned === true,
      reactions: [...message.reactions].map(([name, by]) => ({
        name,
        html: drawing.blocks([
          { type: 'rich_text', elements: [{ type: 'rich_text_section', elements: [{ type: 'emoji', name }] }] },
        ]),
        count: by.size,
        by: [...by].map((id) => workspace.users.get(id)?.realName ?? id).join(', '),
      })),
      replies: message.replies.length,
    };
  };

  const label = (channel: Channel, me: string) => {
    if (channel.kind !== 'direct') return channel.name;
    const other = [...channel.members].find((member) => member !== me) ?? me;
    return workspace.users.get(other)?.realName ?? other;
  };

  return ({ as: me, channel: id, thread }: Look) => {
    const channels = [...workspace.channels.values()].filter((channel) => channel.members.has(me));
    const channel = channels.find((each) => each.id === id) ?? channels[0];
    const visible = channel
      ? workspace.messages(channel.id).filter(({ onlyFor }) => onlyFor === undefined || onlyFor === me)
      : [];
    const root = visible.find(({ ts }) => ts === thread);
    const modal = slack.views.top(me);
    const calls = parts.spent();
    return {
      me,
      people: [...workspace.users.values()]
        .filter(({ standing }) => standing !== 'bot')
        .map((user) => ({ id: user.id, name: user.realName, standing: standingWord(user), part: user.part ?? '' })),
      channels: channels.map((each) => ({
        id: each.id,
        label: label(each, me),
        kind: each.kind,
        shared: each.shared,
        latest:
          workspace.messages(each.id).findLast(({ user, onlyFor }) => user !== me && (!onlyFor || onlyFor === me))
            ?.ts ?? '',
      })),
      channel: channel && {
        id: channel.id,
        label: label(channel, me),
        kind: channel.kind,
        shared: channel.shared,
        topic: channel.kind === 'direct' ? 'A conversation with the bot: every message is a command' : channel.topic,
        botIn: channel.members.has(app.user),
      },
      messages: visible.filter(({ threadTs }) => threadTs === undefined).map((message) => shown(message, me)),
      thread: root && {
        ts: root.ts,
        messages: visible
          .filter(({ ts, threadTs }) => ts === root.ts || threadTs === root.ts)
          .map((each) => shown(each, me)),
      },
      modal: modal && {
        id: modal.id,
        hash: modal.hash,
        title: modal.title.text,
        html: drawing.blocks(modal.blocks),
        close: modal.close?.text ?? 'Cancel',
        submit: modal.submit?.text ?? '',
      },
      shortcuts: app.messageShortcuts.map(({ name }) => name),
      suggestions: SUGGESTIONS.map(({ id: key, title, shows }) => ({ id: key, title, shows })),
      newIncident: parts.newIncident !== undefined,
      spent: {
        calls: Object.entries(calls).map(([service, made]) => ({ service, made })),
        made: Object.values(calls).reduce((sum, made) => sum + made, 0),
        handed: slack.handed(),
      },
    };
  };
}
export type PageView = ReturnType<typeof createPageView>;

const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>' };

function standingWord(user: User | undefined): string {
  if (!user || user.standing === 'member') return '';
  return { admin: 'admin', guest: 'guest', stranger: 'other organisation', bot: 'app' }[user.standing];
}

/** One of six colours for somebody's initials. */
const tintOf = (user: string): number => [...user].reduce((sum, letter) => sum + letter.charCodeAt(0), 0) % 6;
