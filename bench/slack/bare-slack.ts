import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parse } from 'node:querystring';

/**
 * The least Slack that a bot can live on, fast enough not to be measured itself: notes when each post arrived. `members`:
 * everybody is a full member, and the bot is in every channel; else nobody is known.
 */
export async function startBareSlack({ members = false }: { members?: boolean } = {}): Promise<{
  apiUrl: string;
  /** Thread → when its first reply arrived (`performance.now()`). */
  posted: Map<string, number>;
  posts: () => number;
  repliesTo: (thread: string) => number;
  /** How often messages were changed. */
  updates: () => number;
  /** Requests of any kind so far. */
  heard: () => number;
  close: () => void;
}> {
  const posted = new Map<string, number>();
  let posts = 0;
  const replies = new Map<string, number>();
  let updates = 0;
  let heard = 0;
  let clock = 1_800_000_000_000;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      heard += 1;
      const method = (request.url ?? '').split('/').at(-1);
      const answer = (body: object) => {
        response.writeHead(200, {
          'content-type': 'application/json',
          'x-oauth-scopes': scopes,
        });
        response.end(JSON.stringify({ ok: true, ...body }));
      };
      if (method === 'auth.test') {
        return answer({
          url: 'http://127.0.0.1',
          team: 'T',
          team_id: 'T1',
          user: 'xdr',
          user_id: 'U0BOT',
          bot_id: 'B0BOT',
        });
      }
      if (method === 'bots.info') return answer({ bot: { id: 'B0BOT', app_id: 'A0APP', user_id: 'U0BOT' } });
      if (members && method === 'users.info') return answer({ user: { id: 'U1', team_id: 'T1' } });
      if (members && method === 'conversations.info') return answer({ channel: { is_member: true } });
      if (members && method === 'conversations.members') return answer({ members: ['U1'] });
      if (method === 'chat.update') updates += 1;
      if (method !== 'chat.postMessage') return answer({ messages: [] });
      const body = Buffer.concat(chunks).toString();
      const args = request.headers['content-type']?.startsWith('application/json') ? JSON.parse(body) : parse(body);
      posts += 1;
      replies.set(args.thread_ts, (replies.get(args.thread_ts) ?? 0) + 1);
      if (!posted.has(args.thread_ts)) posted.set(args.thread_ts, performance.now());
      clock += 1;
      const ts = `${clock / 1000}000`;
      answer({ channel: args.channel, ts, message: { ts, thread_ts: args.thread_ts, user: 'U0BOT', app_id: 'A0APP' } });
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  return {
    apiUrl: `http://127.0.0.1:${port}/api/`,
    posted,
    posts: () => posts,
    repliesTo: (thread) => replies.get(thread) ?? 0,
    updates: () => updates,
    heard: () => heard,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

const scopes =
  'app_mentions:read,channels:history,channels:read,chat:write,commands,files:read,groups:history,groups:read,im:history,im:read,im:write,mpim:history,mpim:read,reactions:write,usergroups:read,users:read';
