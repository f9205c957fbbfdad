import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import type { Route, WebAnswer, WebHandler } from '../../src/listener.ts';
import { type Actions, NotPossible } from './actions.ts';
import { createDrawing } from './draw-blocks.ts';
import { createPageView } from './page-view.ts';
import type { Spent } from './playground.ts';
import { CHANNELS, PEOPLE } from './sample-workspace.ts';
import type { App } from './slack/app.ts';
import { SlackError } from './slack/slack-error.ts';
import type { SlackStandIn } from './slack/stand-in.ts';
import type { Workspace } from './slack/workspace.ts';

/** Nothing is fetched from elsewhere, nothing inline runs, and only our own script may write HTML. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "img-src 'self' data:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  'trusted-types drawn-by-the-server',
].join('; ');

const FOLDER = new URL('page/', import.meta.url);
const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
};

/** How long a request for news is held, and how often calls to XDR are looked at meanwhile. */
const HOLD_MS = 15_000;
const GLANCE_MS = 500;

const where = { as: z.string(), channel: z.string(), ts: z.string() };
const act = z.discriminatedUnion('do', [
  z.object({
    do: z.literal('say'),
    as: z.string(),
    channel: z.string(),
    text: z.string().max(500_000),
    thread: z.string().optional(),
    file: z.object({ name: z.string().min(1).max(200), base64: z.base64().max(1_000_000) }).optional(),
  }),
  z.object({ do: z.literal('edit'), ...where, text: z.string().max(12_000) }),
  z.object({ do: z.literal('remove'), ...where }),
  z.object({ do: z.literal('shortcut'), ...where, name: z.string().optional() }),
  z.object({ do: z.literal('react'), ...where, reaction: z.string().regex(/^[a-z0-9_+'-]{1,60}$/) }),
  z.object({ do: z.literal('pin'), ...where }),
  z.object({ do: z.literal('dismiss'), ...where }),
  z.object({ do: z.literal('press'), ...where, block: z.string(), action: z.string(), choice: z.string().optional() }),
  z.object({
    do: z.literal('press-in-modal'),
    as: z.string(),
    view: z.string(),
    block: z.string(),
    action: z.string(),
    choice: z.string().optional(),
  }),
  z.object({
    do: z.literal('submit'),
    as: z.string(),
    view: z.string(),
    values: z.record(z.string(), z.record(z.string(), z.unknown())),
  }),
  z.object({ do: z.literal('close-modal'), as: z.string(), all: z.boolean().optional() }),
  z.object({ do: z.literal('invite'), as: z.string(), channel: z.string() }),
  z.object({ do: z.literal('new-incident'), as: z.string() }),
  z.object({ do: z.literal('attempt'), as: z.string(), id: z.string() }),
]);
type Act = z.infer<typeof act>;

export function createPageRoutes(parts: {
  workspace: Workspace;
  app: App;
  slack: SlackStandIn;
  actions: Actions;
  spent: Spent;
  newIncident?: (() => void) | undefined;
}) {
  const { workspace, actions } = parts;
  const pageView = createPageView({ ...parts, drawing: createDrawing(workspace) });
  const closing = new AbortController();
  let waking = Promise.withResolvers<void>();
  workspace.onChange(() => {
    waking.resolve();
    waking = Promise.withResolvers<void>();
  });
  /** What a browser has seen: changes when the workspace, or the number of calls to XDR, does. */
  const stamp = () =>
    `${workspace.version()}-${JSON.stringify(parts.spent()).length}-${Object.values(parts.spent()).join('.')}`;

  /** The view, as soon as it differs from what the browser has seen. */
  const view: WebHandler = async ({ url }) => {
    const since = url.searchParams.get('since');
    const until = Date.now() + HOLD_MS;
    while (since === stamp() && Date.now() < until && !closing.signal.aborted) {
      await Promise.race([waking.promise, delay(GLANCE_MS)]);
    }
    const thread = url.searchParams.get('thread');
    const look = {
      as: url.searchParams.get('as') || PEOPLE.analyst,
      channel: url.searchParams.get('channel') || CHANNELS['soc-alerts'],
      ...(thread && { thread }),
    };
    const seen = stamp();
    return json(200, { stamp: seen, ...pageView(look) });
  };

  const carryOut = async (doing: Act): Promise<unknown> => {
    switch (doing.do) {
      case 'say':
        return { ts: (await actions.say(doing.as, doing.channel, doing.text, doing.thread, fileIn(doing)))?.ts };
      case 'edit':
        return actions.edit(doing.as, doing.channel, doing.ts, doing.text);
      case 'remove':
        return actions.remove(doing.as, doing.channel, doing.ts);
      case 'shortcut':
        return actions.shortcut(doing.as, doing.channel, doing.ts, doing.name);
      case 'react':
        return actions.react(doing.as, doing.channel, doing.ts, doing.reaction);
      case 'pin':
        return actions.pin(doing.as, doing.channel, doing.ts);
      case 'dismiss':
        return actions.dismiss(doing.as, doing.channel, doing.ts);
      case 'press':
        return actions.press(doing.as, doing, doing.block, doing.action, doing.choice);
      case 'press-in-modal':
        return actions.press(doing.as, doing, doing.block, doing.action, doing.choice);
      case 'submit':
        return { errors: await actions.submit(doing.as, doing.view, doing.values) };
      case 'close-modal':
        return actions.closeModal(doing.as, doing.all ?? false);
      case 'invite':
        return actions.invite(doing.as, doing.channel);
      case 'new-incident':
        return parts.newIncident?.();
      case 'attempt':
        return actions.attempt(doing.as, doing.id);
    }
  };

  const doIt: WebHandler = async ({ headers, body }) => {
    // Only our own page can send JSON here: other sites' pages would have to ask first, and nothing answers them.
    if (headers['content-type'] !== 'application/json') return json(415, { error: 'JSON is wanted' });
    const doing = act.safeParse(parseJson(body.toString()));
    if (!doing.success) return json(400, { error: 'This is not understood' });
    try {
      return json(200, (await carryOut(doing.data)) ?? {});
    } catch (error) {
      if (error instanceof NotPossible) return json(409, { error: error.message });
      if (error instanceof SlackError) return json(409, { error: `Slack would say: ${error.code}` });
      throw error;
    }
  };

  return {
    routes: (route: Route) => {
      for (const file of readdirSync(FOLDER)) {
        const contentType = CONTENT_TYPES[extname(file)] ?? 'application/octet-stream';
        const path = file === 'page.html' ? '/' : `/playground/${file}`;
        route('GET', path, async () => ({
          status: 200,
          contentType,
          body: await readFile(new URL(file, FOLDER)),
          headers: {
            'content-security-policy': CONTENT_SECURITY_POLICY,
            'x-content-type-options': 'nosniff',
            'referrer-policy': 'no-referrer',
            'cache-control': 'no-store',
          },
        }));
      }
      route('GET', '/playground/file', async ({ url }) => {
        const file = workspace.uploads.find(url.searchParams.get('id') ?? '');
        if (!file || file.bytes.length === 0) return json(404, { error: 'No such file' });
        const headers = { 'cache-control': 'private, max-age=3600', 'x-content-type-options': 'nosniff' };
        if (/\.png$/.test(file.name)) return { status: 200, contentType: 'image/png', body: file.bytes, headers };
        // To be kept, never to be shown: a page that somebody made must not run as one of ours.
        const disposition = `attachment; filename="${file.name.replace(/[^\w.-]+/g, '_')}"`;
        return {
          status: 200,
          contentType: 'application/octet-stream',
          body: file.bytes,
          headers: { ...headers, 'content-disposition': disposition },
        };
      });
      route('GET', '/playground/view', view);
      route('POST', '/playground/act', doIt);
    },
    /** Lets held requests go. */
    close: () => {
      closing.abort();
      waking.resolve();
    },
  };
}

const fileIn = ({ file }: Act & { do: 'say' }) =>
  file && { name: file.name, bytes: Buffer.from(file.base64, 'base64') };

const json = (status: number, body: unknown): WebAnswer => ({
  status,
  contentType: 'application/json; charset=utf-8',
  body: JSON.stringify(body),
  headers: { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' },
});

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
