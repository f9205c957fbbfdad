import { randomBytes } from 'node:crypto';
import type { App } from './app.ts';
import { readArguments } from './arguments.ts';
import { content } from './methods/chat.ts';
import { SlackError } from './slack-error.ts';
import type { Workspace } from './workspace.ts';

/** Slack lets an app answer five times within thirty minutes. */
const MOST_USES = 5;
const LIFETIME_MS = 30 * 60_000;

/** Where a command or a press came from, and the message it was pressed on. */
export type Origin = Readonly<{ channel: string; user: string; threadTs?: string; messageTs?: string }>;

/** The addresses that Slack hands out with commands and interactions, for answers without any membership. */
export function createResponseUrls(parts: { workspace: Workspace; app: App; base: () => string; now?: () => number }) {
  const { workspace, app } = parts;
  const now = parts.now ?? Date.now;
  const open = new Map<string, { origin: Origin; until: number; left: number; answered?: string }>();

  const take = (path: string) => {
    const entry = open.get(path);
    if (!entry) throw new SlackError('invalid_url');
    if (now() > entry.until || entry.left === 0) throw new SlackError('used_url');
    entry.left -= 1;
    return entry;
  };

  return {
    make: (origin: Origin): string => {
      const path = `/actions/${workspace.team.id}/${randomBytes(12).toString('hex')}`;
      open.set(path, { origin, until: now() + LIFETIME_MS, left: MOST_USES });
      return `${parts.base()}${path}`;
    },
    /** Carries out what the app posted to one of them. */
    answer: (path: string, contentType: string, body: string): void => {
      const args = readArguments(contentType, body, new URLSearchParams());
      const entry = take(path);
      const { channel, user, threadTs, messageTs } = entry.origin;
      const pressedOn = messageTs ? workspace.find(channel, messageTs) : undefined;
      if (args.flag('delete_original')) {
        if (pressedOn) workspace.remove(pressedOn);
        return;
      }
      const said = content(args);
      if (args.flag('replace_original') && pressedOn) {
        workspace.edit(pressedOn, said, app.user);
        return;
      }
      // A `replace_original` for a slash command has nothing to replace: Slack posts once more.
      const thread = args.text('thread_ts') ?? threadTs;
      workspace.post({
        channel,
        user: app.user,
        botId: app.botId,
        appId: app.id,
        ...said,
        ...(thread && { threadTs: thread }),
        ...(args.text('response_type') !== 'in_channel' && { onlyFor: user }),
      });
    },
  };
}
export type ResponseUrls = ReturnType<typeof createResponseUrls>;
