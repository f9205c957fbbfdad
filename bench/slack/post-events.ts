import { Agent, request } from 'node:http';
import { type Said, signedMessage } from './signed-event.ts';

/** Posts one signed event; resolves with its status and how long the acknowledgement took, in milliseconds. */
export type PostEvent = (said: Said) => Promise<Readonly<{ status: number; ms: number }>>;

export function createPostEvent(port: number, connections: number): PostEvent {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  return (said) =>
    new Promise((resolve, reject) => {
      const { body, headers } = signedMessage(said);
      const began = performance.now();
      const sent = request(
        { host: '127.0.0.1', port, path: '/slack/events', method: 'POST', agent, headers },
        (response) => {
          response.resume();
          response.on('end', () => resolve({ status: response.statusCode ?? 0, ms: performance.now() - began }));
        },
      );
      sent.on('error', reject);
      sent.end(body);
    });
}

/** The value below which the share `at` of the sorted values lies. */
export const percentile = (values: readonly number[], at: number): number =>
  values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * at))] ?? Number.NaN;
