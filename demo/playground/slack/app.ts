import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import { z } from 'zod';

/** The bot as an app installed in the pretended workspace. */
export type App = Readonly<{
  id: string;
  /** The bot's own user, and the id of its integration. */
  user: string;
  botId: string;
  token: string;
  /** What it was granted, and which events it subscribed to: nothing else works or arrives. */
  scopes: ReadonlySet<string>;
  events: ReadonlySet<string>;
  /** Its slash commands (with the slash) and its message shortcuts. */
  commands: ReadonlySet<string>;
  /** Of these, the ones in which mentions and addresses come as Slack's markup (`should_escape`). */
  escapes: ReadonlySet<string>;
  messageShortcuts: readonly Readonly<{ name: string; callbackId: string }>[];
  /** Hosts of links of which it is told. */
  unfurlDomains: ReadonlySet<string>;
}>;

/** Of an app, what its manifest decides. */
export type Grants = Pick<App, 'scopes' | 'events' | 'commands' | 'escapes' | 'messageShortcuts' | 'unfurlDomains'>;

const manifest = z.object({
  features: z.object({
    slash_commands: z.array(z.object({ command: z.string(), should_escape: z.boolean().default(false) })).default([]),
    shortcuts: z.array(z.object({ name: z.string(), type: z.string(), callback_id: z.string() })).default([]),
    unfurl_domains: z.array(z.string()).default([]),
  }),
  oauth_config: z.object({ scopes: z.object({ bot: z.array(z.string()) }) }),
  settings: z.object({ event_subscriptions: z.object({ bot_events: z.array(z.string()) }) }),
});

/** What an app manifest (YAML) asks for, so that what runs here runs with the manifest that people install. */
export async function readGrants(path: URL): Promise<Grants> {
  const { features, oauth_config, settings } = manifest.parse(parse(await readFile(path, 'utf8')));
  const shortcuts = features.shortcuts.filter(({ type }) => type === 'message');
  return {
    scopes: new Set(oauth_config.scopes.bot),
    events: new Set(settings.event_subscriptions.bot_events),
    commands: new Set(features.slash_commands.map(({ command }) => command)),
    escapes: new Set(features.slash_commands.flatMap((each) => (each.should_escape ? [each.command] : []))),
    messageShortcuts: shortcuts.map(({ name, callback_id }) => ({ name, callbackId: callback_id })),
    unfurlDomains: new Set(features.unfurl_domains),
  };
}
