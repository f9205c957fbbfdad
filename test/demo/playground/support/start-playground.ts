import { createHmac } from 'node:crypto';
import { createPlayground, type Playground } from '../../../../demo/playground/playground.ts';
import { createListener, type WebAnswer, type WebRequest } from '../../../../src/listener.ts';
import { silentLog } from '../../../../src/log.ts';

export const TOKEN = 'xoxb-made-up';
const SECRET = 'made-up-signing-secret';

/** What the fake bot was handed: an event, or the fields of a form (`payload` already parsed). */
export type Handed = Readonly<{
  kind: 'event' | 'form';
  body: Record<string, unknown>;
  headers: WebRequest['headers'];
}>;

export type Stage = Readonly<{
  playground: Playground;
  /** Where the page is. */
  url: string;
  handed: Handed[];
  /** How the bot answers from now on; 200 with nothing at first. */
  answerWith: (answer: (handed: Handed) => WebAnswer | Promise<WebAnswer>) => void;
  /** Calls a Web API method as the bot. */
  call: (method: string, args?: Record<string, unknown>, token?: string) => Promise<Record<string, unknown>>;
  events: (type: string) => Record<string, unknown>[];
  close: () => Promise<void>;
}>;

/** A playground with a bot that only takes down what it is handed. Everything goes over real HTTP. */
export async function startPlayground(spent: () => Record<string, number> = () => ({})): Promise<Stage> {
  const handed: Handed[] = [];
  let answer: (handed: Handed) => WebAnswer | Promise<WebAnswer> = () => ({ status: 200 });
  const listener = createListener({ log: silentLog });
  let port = 0;
  const playground = await createPlayground({
    botUrl: () => `http://127.0.0.1:${port}/slack/events`,
    signingSecret: SECRET,
    botToken: TOKEN,
    log: silentLog,
    spent,
    retryDelaysMs: [1, 1, 1],
  });
  listener.route('POST', '/slack/events', async (request) => {
    if (!signed(request)) return { status: 401 };
    const one = read(request);
    handed.push(one);
    return answer(one);
  });
  playground.routes(listener.route);
  port = await listener.listen(0, '127.0.0.1');
  await playground.start();
  return {
    playground,
    url: `http://127.0.0.1:${port}/`,
    handed,
    answerWith: (next) => {
      answer = next;
    },
    call: async (method, args = {}, token = TOKEN) => {
      const response = await fetch(`${playground.apiUrl()}${method}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
        body: JSON.stringify(args),
      });
      return (await response.json()) as Record<string, unknown>;
    },
    events: (type) =>
      handed.flatMap(({ kind, body }) => {
        const event = body['event'] as Record<string, unknown>;
        return kind === 'event' && event['type'] === type ? [event] : [];
      }),
    close: async () => {
      await playground.close();
      await listener.close();
    },
  };
}

function signed({ headers, body }: WebRequest): boolean {
  const timestamp = String(headers['x-slack-request-timestamp']);
  const mac = createHmac('sha256', SECRET).update(`v0:${timestamp}:${body.toString()}`).digest('hex');
  return headers['x-slack-signature'] === `v0=${mac}` && Math.abs(Date.now() / 1000 - Number(timestamp)) < 300;
}

function read({ headers, body }: WebRequest): Handed {
  if (headers['content-type'] === 'application/json')
    return { kind: 'event', body: JSON.parse(body.toString()), headers };
  const fields = Object.fromEntries(new URLSearchParams(body.toString()));
  return { kind: 'form', body: fields['payload'] ? JSON.parse(fields['payload']) : fields, headers };
}
