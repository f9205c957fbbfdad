import { Agent, request } from 'node:http';
import { percentile } from './post-events.ts';
import { type Said, signedMessage } from './signed-event.ts';

/** Slack waits so long for an acknowledgement, then delivers again. https://docs.slack.dev/apis/events-api/ */
const slackWaits = 3000;

export type OpenLoad = Readonly<{
  /** What was really sent a second: this process has its limits, too. */
  offered: number;
  acknowledged: ReadonlyMap<string, Readonly<{ text: string; sentAt: number }>>;
  late: number;
  refused: number;
  failed: number;
  /** Of the acknowledgements in time, milliseconds. */
  p50: number;
  p99: number;
}>;

/** Posts at a fixed rate, whatever becomes of it: what is not acknowledged does not slow down what comes after it. */
export async function openLoad({
  port,
  perSecond,
  seconds,
  next,
}: {
  port: number;
  perSecond: number;
  seconds: number;
  next: () => Said;
}): Promise<OpenLoad> {
  const agent = new Agent({ keepAlive: true, maxSockets: 2000 });
  const acknowledged = new Map<string, { text: string; sentAt: number }>();
  const times: number[] = [];
  const open = new Set<Promise<void>>();
  let [late, refused, failed, sent] = [0, 0, 0, 0];

  const post = (said: Said) =>
    new Promise<void>((resolve) => {
      const { body, headers } = signedMessage(said);
      const sentAt = performance.now();
      const asked = request(
        { host: '127.0.0.1', port, path: '/slack/events', method: 'POST', agent, headers, timeout: slackWaits },
        (response) => {
          response.resume();
          response.on('close', () => {
            const ms = performance.now() - sentAt;
            if (response.statusCode !== 200) refused += 1;
            else if (ms > slackWaits) late += 1;
            else {
              times.push(ms);
              acknowledged.set(said.ts, { text: said.text, sentAt });
            }
            resolve();
          });
        },
      );
      asked.on('timeout', () => asked.destroy(new Error('late')));
      asked.on('error', (error) => {
        if (error.message === 'late') late += 1;
        else failed += 1;
        resolve();
      });
      asked.end(body);
    });

  const began = performance.now();
  for (;;) {
    const elapsed = (performance.now() - began) / 1000;
    if (elapsed >= seconds) break;
    for (; sent < elapsed * perSecond; sent++) {
      const one = post(next()).finally(() => open.delete(one));
      open.add(one);
    }
    await new Promise((done) => setTimeout(done, 5));
  }
  const offered = sent / ((performance.now() - began) / 1000);
  await Promise.all(open);
  agent.destroy();
  return { offered, acknowledged, late, refused, failed, p50: percentile(times, 0.5), p99: percentile(times, 0.99) };
}
