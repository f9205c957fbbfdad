import { Failure } from '../../src/failure.ts';
import type { Message } from './message.ts';
import type { IsSlackAddress } from './slack-address.ts';

/** Answers through the address that came with a command or press: reaches also where the bot is no member. */
export type Respond = (url: string, message: Message, audience: 'room' | 'asker') => Promise<void>;

const within = 10_000;

/** `isSlackAddress` guards against being sent elsewhere: a response goes to Slack's own hosts only. */
export function createRespond(parts: { isSlackAddress: IsSlackAddress; fetch: typeof fetch }): Respond {
  return async (url, { text, blocks }, audience) => {
    if (!URL.canParse(url) || !parts.isSlackAddress(new URL(url))) {
      throw new Failure('platform-refused', 'response_url: not an address of Slack', { service: 'response_url' });
    }
    const body = {
      response_type: audience === 'room' ? 'in_channel' : 'ephemeral',
      replace_original: false,
      text,
      blocks,
      unfurl_links: false,
      unfurl_media: false,
    };
    const response = await parts
      .fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json; charset=utf-8' },
        body: JSON.stringify(body),
        redirect: 'error',
        signal: AbortSignal.timeout(within),
      })
      .catch((cause: unknown) => {
        throw new Failure('platform-unavailable', 'response_url: no answer', { service: 'response_url', cause });
      });
    await response.body?.cancel();
    if (response.ok) return;
    // Slack takes five answers within 30 minutes; after that it says 404.
    const kind = response.status === 404 || response.status === 410 ? 'place-gone' : 'platform-unavailable';
    throw new Failure(kind, `response_url: HTTP ${response.status}`, {
      service: 'response_url',
      status: response.status,
    });
  };
}
