import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Log } from '../../../src/log.ts';
import type { App } from './app.ts';
import { createDeliveries, type Deliveries } from './deliveries.ts';
import { createEvents } from './events.ts';
import { createFaults, type Faults } from './faults.ts';
import { createInteractions, type Interactions } from './interactions.ts';
import type { SnippetFile } from './message.ts';
import { chatMethods } from './methods/chat.ts';
import { conversationMethods } from './methods/conversations.ts';
import { fileMethods, largestUpload } from './methods/files.ts';
import { modalMethods } from './methods/modals.ts';
import { peopleMethods } from './methods/people.ts';
import { pinMethods } from './methods/pins.ts';
import { reactionMethods } from './methods/reactions.ts';
import { createResponseUrls } from './response-urls.ts';
import { SlackError } from './slack-error.ts';
import { createViews, type Views } from './views.ts';
import { createNeed, createWebApi, type Methods, send } from './web-api.ts';
import type { Workspace } from './workspace.ts';

/** Slack's servers as far as one bot can tell: Web API, files and response addresses in, signed deliveries out. */
export type SlackStandIn = Readonly<{
  interactions: Interactions;
  views: Views;
  faults: Faults;
  deliveries: Deliveries;
  /** How many messages, edits, commands and shortcuts of others were handed to the bot. */
  handed: () => number;
  /** Listens on loopback; resolves with the port. */
  start: (port?: number) => Promise<number>;
  /** `http://127.0.0.1:<port>/api/`, for SLACK_API_URL. */
  apiUrl: () => string;
  close: () => Promise<void>;
}>;

export type StandInParts = Readonly<{
  workspace: Workspace;
  app: App;
  botUrl: () => string;
  signingSecret: string;
  retryDelaysMs?: readonly number[];
  log: Log;
}>;

/** Slack's own pace, except that the first repetition is not quite immediate. */
const RETRY_DELAYS_MS = [100, 60_000, 300_000];
/** Bodies that a Web API call may have here; the largest that Slack documents are far below. */
const LARGEST_BODY = 1024 * 1024;

export function createSlackStandIn(parts: StandInParts): SlackStandIn {
  const { workspace, app, botUrl, signingSecret, log, retryDelaysMs = RETRY_DELAYS_MS } = parts;
  let port = 0;
  let handed = 0;
  const base = () => `http://127.0.0.1:${port}`;
  const fileUrl = (file: SnippetFile) => `${base()}/files-pri/${workspace.team.id}-${file.id}`;

  const views = createViews(workspace.touch);
  const faults = createFaults();
  const deliveries = createDeliveries({ botUrl, signingSecret, retryDelaysMs, log });
  const responseUrls = createResponseUrls({ workspace, app, base });
  const interactions = createInteractions({ workspace, app, views, deliveries, responseUrls, fileUrl });
  const events = createEvents({ workspace, app, fileUrl });
  workspace.onChange((change) => {
    const envelopes = events(change);
    const byOthers = (change.kind === 'posted' || change.kind === 'edited') && change.message.botId !== app.botId;
    if (byOthers && envelopes.length > 0) handed += 1;
    for (const envelope of envelopes) deliveries.event(envelope);
  });

  const need = createNeed(app);
  const methods: Methods = {
    ...peopleMethods({ workspace, app, need }),
    ...chatMethods({ workspace, app, need, fileUrl }),
    ...conversationMethods({ workspace, app, need, fileUrl }),
    ...reactionMethods({ workspace, app, need }),
    ...pinMethods({ workspace, app, need }),
    ...modalMethods({ views, app, team: workspace.team.id }),
    ...fileMethods({ workspace, app, need, fileUrl, uploadUrl: (id) => `${base()}/upload/v1/${id}` }),
    // Socket Mode: the demo is delivered to over HTTP.
    'apps.connections.open': () => {
      throw new SlackError('not_allowed_token_type');
    },
  };
  const webApi = createWebApi({ app, methods, faults });

  const download = (request: IncomingMessage, response: ServerResponse, path: string) => {
    const file = workspace.files.get(/^\/files-pri\/[A-Z0-9]+-([A-Z0-9]+)(?:\/download)?$/.exec(path)?.[1] ?? '');
    const permitted = request.headers.authorization === `Bearer ${app.token}` && app.scopes.has('files:read');
    // Without a good token Slack answers a sign-in page, not an error.
    if (!file || !permitted) {
      response.writeHead(file ? 200 : 404, { 'content-type': 'text/html; charset=utf-8' });
      return response.end('<!DOCTYPE html><title>Sign in</title>');
    }
    response.writeHead(200, { 'content-type': file.mimetype, 'content-length': file.bytes.length });
    return response.end(file.bytes);
  };

  /** Whoever has the address may send the file that it was made for, once. */
  const upload = (response: ServerResponse, path: string, bytes: Buffer) => {
    const taken = workspace.uploads.receive(path.slice('/upload/v1/'.length), bytes);
    response.writeHead(taken ? 200 : 400, { 'content-type': 'text/plain' });
    return response.end(taken ? `OK - ${bytes.length}` : 'no such upload');
  };

  const serve = (request: IncomingMessage, response: ServerResponse, bytes: Buffer) => {
    const url = new URL(request.url ?? '/', base());
    if (request.method === 'POST' && url.pathname.startsWith('/upload/v1/'))
      return upload(response, url.pathname, bytes);
    const body = bytes.toString('utf8');
    if (url.pathname.startsWith('/api/')) return webApi(request, response, url, body);
    if (url.pathname.startsWith('/files-pri/')) return download(request, response, url.pathname);
    if (request.method === 'POST' && url.pathname.startsWith('/actions/')) {
      try {
        responseUrls.answer(url.pathname, request.headers['content-type'] ?? '', body);
        return send(response, 200, { ok: true });
      } catch (error) {
        if (!(error instanceof SlackError)) throw error;
        return send(response, error.code.endsWith('_url') ? 404 : 400, {
          ok: false,
          error: error.code,
          ...error.extra,
        });
      }
    }
    return send(response, 404, { ok: false, error: 'not_found' });
  };

  const server = createServer(async (request, response) => {
    try {
      const chunks: Buffer[] = [];
      let size = 0;
      for await (const chunk of request) {
        chunks.push(chunk);
        size += chunk.length;
        const most = request.url?.startsWith('/upload/') ? largestUpload : LARGEST_BODY;
        if (size > most) return send(response, 413, { ok: false, error: 'request_too_large' });
      }
      serve(request, response, Buffer.concat(chunks));
    } catch (error) {
      log.error({ error: error instanceof Error ? error.message : 'unknown' }, 'the Slack stand-in failed');
      if (!response.headersSent) send(response, 500, { ok: false, error: 'internal_error' });
    }
  });

  const counted = <Args extends unknown[], Result>(act: (...args: Args) => Result) => {
    return (...args: Args): Result => {
      handed += 1;
      return act(...args);
    };
  };
  return {
    interactions: {
      ...interactions,
      command: counted(interactions.command),
      shortcut: counted(interactions.shortcut),
    },
    views,
    faults,
    deliveries,
    handed: () => handed,
    start: (wanted = 0) =>
      new Promise((resolve, reject) => {
        server.once('error', reject);
        server.listen(wanted, '127.0.0.1', () => {
          port = (server.address() as AddressInfo).port;
          resolve(port);
        });
      }),
    apiUrl: () => `${base()}/api/`,
    close: async () => {
      await deliveries.close();
      await new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      });
    },
  };
}
