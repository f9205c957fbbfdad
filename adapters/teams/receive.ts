import type { Activity } from 'botbuilder';
import type { Route, WebAnswer, WebRequest } from '../../src/listener.ts';
import type { Log } from '../../src/log.ts';
import type { Connection } from './connect.ts';
import { readActivityBody } from './sdk-activity.ts';

/** What an invoke is answered with. `body` goes out as JSON. */
export type InvokeAnswer = Readonly<{ status: number; body?: unknown }>;

/**
 * Takes one activity. When it resolves, what must not be lost is stored; `undefined` says so with a bare 200. When it
 * rejects, the platform is told to deliver again. What makes no sense after all is `{ status: 400 }`.
 */
export type Take = (activity: Activity) => Promise<InvokeAnswer | undefined>;

const path = '/api/messages';

/**
 * The door of Teams, behind the bot's own listener: token, then form, then the SDK. Refusals are bare, and a delivery that
 * was not taken gets no 2xx.
 */
export function createReceive(parts: {
  route: Route;
  connection: Pick<Connection, 'authenticate' | 'process'>;
  take: Take;
  log: Log;
}): Readonly<{ open: () => void; close: () => void }> {
  const { connection, take, log } = parts;
  let open = false;

  const answer = async (request: WebRequest): Promise<WebAnswer> => {
    const refuse = (why: string): WebAnswer => {
      log.warn({ path, from: request.remoteAddress, why }, 'token refused');
      return { status: 401 };
    };
    const sender = await connection.authenticate(request);
    if (typeof sender === 'string') return refuse(sender);
    if (!open) return { status: 503 };
    const activity = readActivityBody(request);
    if (!activity) return { status: 400 };
    if (!sender.speaksFor(activity.serviceUrl)) return refuse('service url');
    let taken: ReturnType<Take> | undefined;
    await connection.process(activity, async (context) => {
      taken = take(context.activity);
      // The SDK would put its own words and a stack around what went wrong; it rejects below, as it is.
      await taken.catch(() => {});
    });
    return answerOf(activity, await taken);
  };

  const orAgain = (request: WebRequest): Promise<WebAnswer> =>
    answer(request).catch((error: unknown) => {
      log.error({ path, error: error instanceof Error ? error.message : 'unknown' }, 'teams delivery not taken');
      return { status: 503 };
    });
  parts.route('POST', path, orAgain);

  return {
    open: () => {
      open = true;
    },
    close: () => {
      open = false;
    },
  };
}

/** An invoke that nobody answers is one that we do not know. */
function answerOf({ type }: Activity, answered: InvokeAnswer | undefined): WebAnswer {
  if (!answered) return { status: type === 'invoke' ? 501 : 200 };
  const { status, body } = answered;
  if (body === undefined) return { status };
  return { status, contentType: 'application/json; charset=utf-8', body: JSON.stringify(body) };
}
