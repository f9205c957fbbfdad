import { createHmac, timingSafeEqual } from 'node:crypto';
import type { WebRequest } from '../../src/listener.ts';

/** Seconds by which Slack's clock and ours may differ, in both directions. https://docs.slack.dev/authentication/verifying-requests-from-slack */
const skewSeconds = 300;

/** True when the request was signed with Slack's signing secret, now. Compares in constant time, over the raw body. */
export function verifySignature(request: WebRequest, secret: string, now: number): boolean {
  const timestamp = request.headers['x-slack-request-timestamp'];
  const signature = request.headers['x-slack-signature'];
  if (typeof timestamp !== 'string' || typeof signature !== 'string' || !/^\d{1,12}$/.test(timestamp)) return false;
  if (Math.abs(now / 1000 - Number(timestamp)) > skewSeconds) return false;
  const expected = `v0=${createHmac('sha256', secret).update(`v0:${timestamp}:`).update(request.body).digest('hex')}`;
  const given = Buffer.from(signature);
  const wanted = Buffer.from(expected);
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}
