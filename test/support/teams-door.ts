import { createConnection } from '../../adapters/teams/connect.ts';
import { createReceive, type Take } from '../../adapters/teams/receive.ts';
import { createListener } from '../../src/listener.ts';
import { type Log, silentLog } from '../../src/log.ts';
import { activityOf, type OpenIdServer, tokenOf } from './open-id-server.ts';

export type Answered = Readonly<{ status: number; body: string; type: string | null }>;
type Body = string | Uint8Array<ArrayBuffer>;
type Headers = Readonly<Record<string, string>>;

/** The door of Teams on a real listener, and who knocks. */
export type TeamsDoor = Readonly<{
  /** Activities that came through, and lines of the log. */
  taken: Record<string, unknown>[];
  lines: string[];
  /** What becomes of an activity; until it is set, all is taken. */
  takeBy: (take: Take) => void;
  open: () => void;
  close: () => void;
  /** Forgets what came, and is open. */
  reset: () => void;
  /** Sends a body as JSON without a token. */
  send: (body: Body, headers?: Headers) => Promise<Answered>;
  /** Sends a body with a good token. */
  post: (body: Body, headers?: Headers) => Promise<Answered>;
  /** Sends an activity with a good token. */
  deliver: (change?: Readonly<Record<string, unknown>>) => Promise<Answered>;
  stop: () => Promise<void>;
}>;

export async function startTeamsDoor(settings: OpenIdServer['settings']): Promise<TeamsDoor> {
  const taken: Record<string, unknown>[] = [];
  const lines: string[] = [];
  const write = (facts: unknown, what: string) => lines.push(JSON.stringify([facts, what]));
  const log: Log = { ...silentLog, warn: write, error: write };
  const all: Take = async () => undefined;
  let take = all;
  const listener = createListener({ log });
  const { open, close } = createReceive({
    route: listener.route,
    connection: createConnection(settings),
    take: (activity) => {
      taken.push(activity as unknown as Record<string, unknown>);
      return take(activity);
    },
    log,
  });
  const url = `http://127.0.0.1:${await listener.listen(0, '127.0.0.1')}/api/messages`;

  const send = async (body: Body, headers: Headers = {}): Promise<Answered> => {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
      body,
    });
    return { status: response.status, body: await response.text(), type: response.headers.get('content-type') };
  };
  const post = (body: Body, headers: Headers = {}) => send(body, { authorization: `Bearer ${tokenOf()}`, ...headers });
  return {
    taken,
    lines,
    takeBy: (by) => {
      take = by;
    },
    open,
    close,
    reset: () => {
      taken.length = 0;
      lines.length = 0;
      take = all;
      open();
    },
    send,
    post,
    deliver: (change = {}) => post(JSON.stringify(activityOf(change))),
    stop: listener.close,
  };
}
