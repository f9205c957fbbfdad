import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { adaptiveCardType } from '../../adapters/teams/adaptive-card.ts';
import { consentCardType, infoCardType } from '../../adapters/teams/file-messages.ts';
import { cardFaults, summaryFaults, wordFaults } from './teams-payload.ts';

type Row = Record<string, unknown>;
const methods = ['create', 'post', 'typing', 'update', 'remove', 'member', 'members', 'react', 'unreact'] as const;
export type ConnectorMethod = (typeof methods)[number];

/** One call that came in. `conversation` is as it stood in the address, decoded. */
export type ConnectorCall = Readonly<{
  method: ConnectorMethod;
  conversation: string;
  id: string | undefined;
  body: Row;
  query: URLSearchParams;
  token: string | undefined;
}>;
/** A message that stands: ours, or (with `from`) somebody's. */
export type Stored = Readonly<{ conversation: string; thread: string | undefined; id: string; from?: string }> & {
  activity: Row;
};
type Answer = Readonly<{
  status?: number;
  headers?: Record<string, string>;
  body?: unknown;
  hang?: boolean;
  /** Milliseconds before the usual answer. */
  delay?: number;
  /** Done as usual, and then not answered. */
  lost?: boolean;
}>;

export type FakeConnector = Readonly<{
  /** The service URL of its activities. */
  url: string;
  calls: ConnectorCall[];
  callsOf: (method: ConnectorMethod) => ConnectorCall[];
  messages: Stored[];
  /** Conversations that the bot is in, with their rosters. */
  rosters: Map<string, Row[]>;
  /** By message: reaction types. */
  reactions: Map<string, string[]>;
  /** What Teams would refuse or make alive in all that the bot showed; tests expect none. */
  faults: string[];
  /** Answers the next call of a method differently, once. */
  next: (method: ConnectorMethod, answer: Answer) => void;
  /** Answers every call of a method so, until told otherwise. */
  always: (method: ConnectorMethod, answer: Answer | undefined) => void;
  /** Holds posts to Teams' documented windows for each conversation; what is too much gets 429. */
  limit: () => void;
  close: () => Promise<void>;
}>;

const windows = [
  [7, 1_000],
  [8, 2_000],
  [60, 30_000],
] as const;

/** As much of the Bot Framework's connector as the adapter uses, over real HTTP on loopback. */
export async function startFakeConnector(): Promise<FakeConnector> {
  const calls: ConnectorCall[] = [];
  const messages: Stored[] = [];
  const rosters = new Map<string, Row[]>();
  const reactions = new Map<string, string[]>();
  const faults: string[] = [];
  const once = new Map<ConnectorMethod, Answer[]>();
  const always = new Map<ConnectorMethod, Answer>();
  const posted = new Map<string, number[]>();
  let limited = false;
  let clock = Date.now();

  const no = (status: number, code: string): Answer => ({ status, body: { error: { code, message: code } } });
  const isTooOften = (channel: string): boolean => {
    const at = performance.now();
    const before = posted.get(channel) ?? [];
    if (windows.some(([most, within]) => before.filter((one) => one > at - within).length >= most)) return true;
    posted.set(channel, [...before, at]);
    return false;
  };
  const check = ({ text, summary, attachments }: Row): void => {
    const cards = Array.isArray(attachments) ? attachments : [];
    if (cards.length === 0) faults.push(...wordFaults(String(text ?? '').replaceAll('\n', ' ')));
    else if (text !== undefined) faults.push('text beside a card: Teams would make two messages of it');
    else faults.push(...summaryFaults(String(summary ?? '')));
    for (const { contentType, content, name, contentUrl } of cards) {
      if (contentType === consentCardType || contentType === infoCardType) {
        faults.push(...fileFaults(contentType, name, content, contentUrl));
        continue;
      }
      if (contentType !== adaptiveCardType) faults.push(`attachment ${contentType}`);
      faults.push(...cardFaults(content));
    }
  };
  const page = (all: readonly Row[], query: URLSearchParams): Row => {
    const from = Number(query.get('continuationToken') ?? 0);
    const end = from + Number(query.get('pageSize') ?? 50);
    return { members: all.slice(from, end), ...(end < all.length ? { continuationToken: String(end) } : {}) };
  };

  const does: Record<ConnectorMethod, (call: ConnectorCall, channel: string, thread: string | undefined) => Answer> = {
    create: ({ body }) => {
      const [member] = (body['members'] ?? []) as Row[];
      const id = `a:${member?.['id']}`;
      if (!rosters.has(id)) rosters.set(id, [member ?? {}]);
      return { status: 201, body: { id } };
    },
    typing: () => ({ status: 201, body: {} }),
    post: ({ body }, channel, thread) => {
      if (limited && isTooOften(channel)) return { ...no(429, 'Throttled'), headers: { 'retry-after': '1' } };
      check(body);
      const id = String(clock++);
      messages.push({ conversation: channel, thread, id, activity: body });
      return { status: 201, body: { id } };
    },
    update: ({ id, body }, channel) => {
      const message = messages.find((one) => one.conversation === channel && one.id === id);
      if (!message) return no(404, 'ActivityNotFoundInConversation');
      if (message.from) return no(403, 'Forbidden');
      check(body);
      message.activity = body;
      return { body: { id } };
    },
    remove: ({ id }, channel) => {
      const message = messages.find((one) => one.conversation === channel && one.id === id);
      if (!message) return no(404, 'ActivityNotFoundInConversation');
      if (message.from) return no(403, 'Forbidden');
      messages.splice(messages.indexOf(message), 1);
      return {};
    },
    member: ({ id }, channel) => {
      const member = rosters.get(channel)?.find((one) => one['id'] === id || one['aadObjectId'] === id);
      return member ? { body: member } : no(404, 'MemberNotFoundInConversation');
    },
    members: ({ query }, channel) => ({ body: page(rosters.get(channel) ?? [], query) }),
    react: ({ id, body }, channel) => {
      const name = `${channel}/${id}`;
      reactions.set(name, [...(reactions.get(name) ?? []), String(body['type'])]);
      return {};
    },
    unreact: ({ id, body }, channel) => {
      const name = `${channel}/${id}`;
      reactions.set(
        name,
        (reactions.get(name) ?? []).filter((one) => one !== body['type']),
      );
      return {};
    },
  };

  const serve = async (request: IncomingMessage, response: ServerResponse) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const { pathname, searchParams: query } = new URL(request.url ?? '/', 'http://x');
    const [, , , encoded, kind, item, sub, type] = pathname.split('/').map(decodeURIComponent);
    const conversation = encoded ?? '';
    const said: Row = chunks.length > 0 ? JSON.parse(Buffer.concat(chunks).toString()) : {};
    const method = methodOf(request.method ?? '', conversation, kind, sub, said);
    const say = ({ status = 200, headers = {}, body = {} }: Answer) => {
      response.writeHead(status, { 'content-type': 'application/json', ...headers });
      response.end(typeof body === 'string' ? body : JSON.stringify(body));
    };
    if (!method) return say(no(404, 'NoSuchRoute'));
    const body = type === undefined ? said : { type };
    const token = request.headers.authorization;
    const call = { method, conversation, id: item, body, query, token };
    calls.push(call);
    const differently = once.get(method)?.shift() ?? always.get(method);
    if (differently?.hang) return request.socket.destroy();
    if (differently?.delay) await new Promise((resolve) => setTimeout(resolve, differently.delay).unref());
    else if (differently && !differently.lost) return say(differently);
    const [channel = '', thread] = conversation.split(';messageid=', 2);
    const known = method === 'create' || rosters.has(channel);
    const answer = known ? does[method](call, channel, thread) : no(404, 'ConversationNotFound');
    if (differently?.lost) return request.socket.destroy();
    say(answer);
  };
  const server = createServer((request, response) => void serve(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    calls,
    callsOf: (method) => calls.filter((one) => one.method === method),
    messages,
    rosters,
    reactions,
    faults,
    next: (method, answer) => once.set(method, [...(once.get(method) ?? []), answer]),
    always: (method, answer) => {
      if (answer) always.set(method, answer);
      else always.delete(method);
    },
    limit: () => {
      limited = true;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** `/v3/conversations/{conversation}/activities/{id}/reactions/{type}`, or a part of it, or a roster. */
function methodOf(
  verb: string,
  conversation: string,
  kind: string | undefined,
  sub: string | undefined,
  body: Row,
): ConnectorMethod | undefined {
  if (conversation === '') return verb === 'POST' ? 'create' : undefined;
  if (kind === 'members') return 'member';
  if (kind === 'pagedmembers') return 'members';
  if (kind !== 'activities') return undefined;
  if (sub === 'reactions') return verb === 'PUT' ? 'react' : 'unreact';
  if (verb === 'POST') return body['type'] === 'typing' ? 'typing' : 'post';
  return verb === 'PUT' ? 'update' : verb === 'DELETE' ? 'remove' : undefined;
}

/** What a client could not show of the two cards of files. */
function fileFaults(type: unknown, name: unknown, content: Row, contentUrl: unknown): string[] {
  if (typeof name !== 'string' || name === '') return ['a file without a name'];
  if (type === infoCardType)
    return typeof contentUrl === 'string' && content['uniqueId'] && content['fileType']
      ? []
      : ['a file that is nowhere'];
  const { description, sizeInBytes, acceptContext, declineContext } = content;
  const isWhole = typeof description === 'string' && Number(sizeInBytes) > 0 && acceptContext && declineContext;
  return isWhole ? [] : ['a question for a file that is not whole'];
}
