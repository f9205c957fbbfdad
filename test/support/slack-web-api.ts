import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parse } from 'node:querystring';
import { callFaults } from './slack-payload.ts';
import { acceptSocket, type SocketPeer } from './slack-socket-peer.ts';

/** One call that came in; arguments that Slack's client sends as JSON are read back. */
export type Call = Readonly<{ method: string; args: Readonly<Record<string, unknown>>; token: string }>;
type Row = Record<string, unknown>;
type Answer = Readonly<{
  status?: number;
  headers?: Record<string, string>;
  body?: unknown;
  hang?: boolean;
  delay?: number;
}>;

export type SlackUser = Readonly<{ id: string; team_id?: string; [fact: string]: unknown }>;

export type FakeSlack = Readonly<{
  url: string;
  apiUrl: string;
  calls: Call[];
  callsOf: (method: string) => Call[];
  /** What Slack would refuse or make alive in all that the bot showed; tests expect none. */
  faults: string[];
  /** What was posted to a `response_url`. */
  responses: Row[];
  responseUrl: (name?: string) => string;
  messages: Row[];
  users: Map<string, SlackUser>;
  channels: Map<string, Row>;
  members: Map<string, string[]>;
  usergroups: Map<string, string[]>;
  files: Map<string, string | Buffer>;
  /** What `files.info` says of a file, where that is not just where it lies. */
  posts: Map<string, Row>;
  /** Files that were uploaded, and how many looks until they are worked up. */
  uploads: Map<string, { bytes: Buffer; title: string; looks: number }>;
  /** Answers the next call of a method differently, once. */
  next: (method: string, answer: Answer) => void;
  /** Lets so many calls of a method through in a second (of a channel, for posts) and answers the others with 429. */
  limit: (method: string, perSecond: number | undefined) => void;
  scopes: (granted: string | undefined) => void;
  /** Socket Mode: connections that were opened, newest last. */
  sockets: SocketPeer[];
  close: () => Promise<void>;
}>;

export const bot = { team: 'T1', user: 'U0BOT', bot: 'B0BOT', app: 'A0APP' } as const;

/** As much of Slack's Web API as the adapter uses, over real HTTP on loopback: it stores messages and tells what was asked. */
export async function startFakeSlack(): Promise<FakeSlack> {
  const calls: Call[] = [];
  const responses: Row[] = [];
  const wrong: string[] = [];
  const messages: Row[] = [];
  const users = new Map<string, SlackUser>();
  const channels = new Map<string, Row>();
  const members = new Map<string, string[]>();
  const usergroups = new Map<string, string[]>();
  const files = new Map<string, string | Buffer>();
  const posts = new Map<string, Row>();
  const uploads = new Map<string, { bytes: Buffer; title: string; looks: number }>();
  const faults = new Map<string, Answer[]>();
  const sockets: SocketPeer[] = [];
  const limits = new Map<string, number>();
  const passed = new Map<string, number[]>();
  let granted: string | undefined;
  let clock = Math.floor(Date.now() / 1000);
  let views = 0;

  const find = (args: Row, ts: unknown) =>
    messages.find((one) => one['channel'] === args['channel'] && one['ts'] === ts);
  const no = (error: string): Row => ({ ok: false, error });
  /** A page of some messages, between two times, as Slack pages them. */
  const page = (some: readonly Row[], { oldest = 0, latest = Number.MAX_VALUE, limit = 100, cursor = 0 }: Row): Row => {
    const within = some.filter(({ ts }) => Number(ts) >= Number(oldest) && Number(ts) <= Number(latest));
    const end = Number(cursor) + Number(limit);
    const more = end < within.length;
    return {
      messages: within.slice(Number(cursor), end),
      has_more: more,
      response_metadata: { next_cursor: more ? String(end) : '' },
    };
  };
  const byTime = (one: Row, other: Row) => Number(one['ts']) - Number(other['ts']);
  /** The direct messages with a person, who stands for them where something is posted. */
  const directOf = (user: unknown): string => `D${user}`;
  const isDirect = (channel: unknown): boolean => users.has(String(channel).replace(/^D/, ''));
  const isTooOften = (method: string, { channel }: Row): boolean => {
    const most = limits.get(method);
    if (most === undefined) return false;
    const name = method === 'chat.postMessage' ? `${method} ${channel}` : method;
    const lately = (passed.get(name) ?? []).filter((at) => at > performance.now() - 1000);
    passed.set(name, lately);
    if (lately.length >= most) return true;
    lately.push(performance.now());
    return false;
  };
  /** A file that is not worked up yet cannot stand in a block. */
  const picturesStand = (blocks: unknown): boolean =>
    [...JSON.stringify(blocks ?? []).matchAll(/"slack_file":\{"id":"(\w+)"/g)].every(
      ([, id]) => (uploads.get(id!)?.looks ?? 1) < 0,
    );
  const methods: Record<string, (args: Row) => Row> = {
    'auth.test': () => ({
      user_id: bot.user,
      bot_id: bot.bot,
      team_id: bot.team,
      app_id: bot.app,
      url: 'https://made-up.slack.com/',
    }),
    'apps.connections.open': () => ({ url: `${url.replace('http', 'ws')}/socket` }),
    'users.info': ({ user }) =>
      users.has(String(user)) ? { user: { team_id: bot.team, ...users.get(String(user)) } } : no('user_not_found'),
    'users.lookupByEmail': ({ email }) => {
      const user = [...users.values()].find(({ profile }) => (profile as Row | undefined)?.['email'] === email);
      return user ? { user: { team_id: bot.team, ...user } } : no('users_not_found');
    },
    'usergroups.users.list': ({ usergroup }) => ({ users: usergroups.get(String(usergroup)) ?? [] }),
    'conversations.info': ({ channel }) =>
      channels.has(String(channel))
        ? { channel: { id: channel, ...channels.get(String(channel)) } }
        : no('channel_not_found'),
    'conversations.members': ({ channel, limit }) => ({
      members: (members.get(String(channel)) ?? []).slice(0, Number(limit)),
    }),
    'conversations.replies': (args) => {
      const { channel, ts } = args;
      const thread = messages.filter(
        (one) => one['channel'] === channel && (one['thread_ts'] === ts || one['ts'] === ts),
      );
      return thread.length > 0 ? page(thread.sort(byTime), args) : no('thread_not_found');
    },
    'conversations.history': (args) => {
      const { channel } = args;
      if (!channels.has(String(channel)) && !isDirect(channel)) return no('channel_not_found');
      const top = messages.filter(
        (one) => one['channel'] === channel && (!one['thread_ts'] || one['thread_ts'] === one['ts']),
      );
      return page(top.sort(byTime).reverse(), args);
    },
    'chat.postMessage': ({ channel: named, thread_ts, text, blocks, metadata }) => {
      // A person stands for the direct messages with him.
      const isPerson = users.has(String(named));
      const channel = isPerson ? directOf(named) : named;
      const known = isPerson || isDirect(named) ? { is_im: true } : channels.get(String(channel));
      if (!known) return no('channel_not_found');
      if (!picturesStand(blocks)) return no('invalid_blocks');
      if (known?.['is_archived']) return no('is_archived');
      const alive =
        thread_ts === undefined || find({ channel }, thread_ts) !== undefined || known?.['lost'] === undefined;
      const ts = `${clock++}.000100`;
      const message = {
        channel,
        ts,
        text,
        blocks,
        metadata,
        bot_id: bot.bot,
        app_id: bot.app,
        user: bot.user,
        ...(alive && thread_ts ? { thread_ts } : {}),
      };
      messages.push(message);
      return { channel, ts, message };
    },
    'chat.update': (args) => {
      const message = find(args, args['ts']);
      if (!message) return no('message_not_found');
      if (message['bot_id'] !== bot.bot) return no('cant_update_message');
      if (!picturesStand(args['blocks'])) return no('invalid_blocks');
      Object.assign(message, { text: args['text'], blocks: args['blocks'] });
      return { ts: args['ts'] };
    },
    'chat.delete': (args) => {
      const message = find(args, args['ts']);
      if (!message) return no('message_not_found');
      if (message['bot_id'] !== bot.bot) return no('cant_delete_message');
      messages.splice(messages.indexOf(message), 1);
      return {};
    },
    'chat.unfurl': (args) => (find(args, args['ts']) ? {} : no('cannot_unfurl_message')),
    'chat.postEphemeral': () => ({ message_ts: `${clock++}.000200` }),
    'files.getUploadURLExternal': ({ filename }) => {
      const id = `F0UPLOAD${uploads.size + 1}`;
      uploads.set(id, { bytes: Buffer.alloc(0), title: String(filename), looks: 1 });
      return { upload_url: `${url}/upload/${id}`, file_id: id };
    },
    'files.completeUploadExternal': ({ files: completed, channel_id: channel, thread_ts }) => {
      if (channel === undefined) return { files: completed };
      // "input must match regex pattern: ^[CGDZ][A-Z0-9]{8,}$": no person.
      if (!/^[CGDZ]/.test(String(channel))) return no('invalid_arguments');
      if (!channels.has(String(channel)) && !isDirect(channel)) return no('channel_not_found');
      const shared = (completed as Row[]).map(({ id, title }) => ({ id, title, name: uploads.get(String(id))?.title }));
      const thread = thread_ts ? { thread_ts } : {};
      const by = { user: bot.user, bot_id: bot.bot, app_id: bot.app };
      messages.push({
        channel,
        ts: `${clock++}.000100`,
        subtype: 'file_share',
        text: '',
        files: shared,
        ...by,
        ...thread,
      });
      return { files: completed };
    },
    'files.info': ({ file }) => {
      const upload = uploads.get(String(file));
      const posted = posts.get(String(file));
      if (posted) return { file: { id: file, mode: 'hosted', ...posted } };
      if (files.has(String(file)))
        return { file: { id: file, mode: 'hosted', url_private_download: `${url}/files/${file}` } };
      if (!upload) return no('file_not_found');
      const ready = upload.looks-- <= 0;
      return { file: { id: file, mimetype: ready ? 'image/png' : '' } };
    },
    'conversations.create': ({ name }) => {
      const id = `C0${channels.size + 1}`;
      if ([...channels.values()].some((one) => one['name'] === name)) return no('name_taken');
      channels.set(id, { is_channel: true, is_member: true, name });
      return { channel: { id, name } };
    },
    'conversations.invite': ({ users: user }) => (users.has(String(user)) ? {} : no('user_not_found')),
    'pins.add': () => ({}),
    'pins.remove': () => ({}),
    'reactions.add': () => ({}),
    'reactions.remove': () => no('no_reaction'),
    'views.open': ({ view }) => ({ view: { id: `V${++views}`, ...(view as Row) } }),
    'views.push': ({ view }) => ({ view: { id: `V${++views}`, ...(view as Row) } }),
    'views.update': ({ view, view_id }) => ({ view: { ...(view as Row), id: view_id } }),
  };

  const server = createServer((request, response) => void serve(request, response));
  const serve = async (request: IncomingMessage, response: ServerResponse) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const bytes = Buffer.concat(chunks);
    const body = bytes.toString();
    const path = new URL(request.url ?? '/', 'http://x').pathname;
    const say = ({ status = 200, headers = {}, body: said = {} }: Answer) => {
      response.writeHead(status, { 'content-type': 'application/json', ...headers });
      response.end(typeof said === 'string' || Buffer.isBuffer(said) ? said : JSON.stringify(said));
    };
    const fault = (name: string) => faults.get(name)?.shift();
    if (path.startsWith('/response/')) {
      const differently = fault('response_url');
      responses.push(JSON.parse(body));
      wrong.push(...callFaults('response_url', JSON.parse(body)));
      return say(differently ?? { body: 'ok' });
    }
    if (path.startsWith('/upload/')) {
      const upload = uploads.get(path.slice(8));
      if (upload) upload.bytes = bytes;
      return say(fault('upload') ?? { body: 'OK' });
    }
    if (path.startsWith('/files/')) {
      const differently = fault('file');
      if (differently) return say(differently);
      if (request.headers.authorization !== 'Bearer xoxb-test')
        return say({ headers: { 'content-type': 'text/html' }, body: '<html>' });
      return say({ headers: { 'content-type': 'text/plain' }, body: files.get(path.slice(7)) ?? '' });
    }
    const method = path.replace('/api/', '');
    const args = Object.fromEntries(Object.entries(parse(body)).map(([name, value]) => [name, readArgument(value)]));
    calls.push({ method, args, token: (request.headers.authorization ?? '').replace('Bearer ', '') });
    wrong.push(...callFaults(method, args));
    const tooOften: Answer = { status: 429, headers: { 'retry-after': '1' }, body: no('ratelimited') };
    const differently = fault(method) ?? (isTooOften(method, args) ? tooOften : undefined);
    if (differently?.hang) return request.socket.destroy();
    if (differently?.delay) await new Promise((resolve) => setTimeout(resolve, differently.delay).unref());
    else if (differently) return say(differently);
    const answer = methods[method]?.(args) ?? no('unknown_method');
    say({
      headers: granted === undefined ? {} : { 'x-oauth-scopes': granted },
      body: { ok: answer['ok'] ?? true, ...answer },
    });
  };
  server.on('upgrade', (request, socket) => sockets.push(acceptSocket(request, socket)));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  return {
    url,
    apiUrl: `${url}/api/`,
    calls,
    callsOf: (method) => calls.filter((one) => one.method === method),
    faults: wrong,
    responses,
    responseUrl: (name = 'one') => `${url}/response/${name}`,
    messages,
    users,
    channels,
    members,
    usergroups,
    files,
    posts,
    uploads,
    next: (method, answer) => faults.set(method, [...(faults.get(method) ?? []), answer]),
    limit: (method, perSecond) => {
      if (perSecond === undefined) limits.delete(method);
      else limits.set(method, perSecond);
    },
    scopes: (scopes) => {
      granted = scopes;
    },
    sockets,
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Slack's client sends objects as JSON text. */
function readArgument(value: unknown): unknown {
  if (typeof value !== 'string' || !/^[[{]/.test(value))
    return value === 'true' ? true : value === 'false' ? false : value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}
