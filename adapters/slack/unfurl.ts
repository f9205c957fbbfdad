import type { Card } from '../../src/cards/card.ts';
import type { Answer } from '../../src/reply.ts';
import type { FindAsker } from './find-asker.ts';
import { renderMessage } from './message.ts';
import type { SlackParts } from './outbox.ts';
import type { SharedLinks } from './read-links.ts';

/**
 * Shows cards under the message whose links the core has something to say of; nothing when it has not, or when it is not
 * for everybody there. Rejects with a Failure.
 */
export function createUnfurl(
  parts: SlackParts & Readonly<{ answer: () => Answer; findAsker: FindAsker }>,
): (links: SharedLinks) => Promise<void> {
  const { client, call, signPress } = parts;

  return async ({ key, user, channel, ts, urls }) => {
    const { person, place } = await parts.findAsker({ user, channel, thread: undefined });
    const shown: [string, Card][] = [];
    for (const [at, url] of urls.entries()) {
      const reply = await parts.answer()({ kind: 'link', key: `${key}:${at}`, url, person, place });
      if (reply.kind === 'card' && reply.audience === 'room') shown.push([url, reply.card]);
    }
    if (shown.length === 0) return;
    const unfurls = Object.fromEntries(
      shown.map(([url, card]) => [url, { blocks: renderMessage(card, signPress).blocks }]),
    );
    await call('chat.unfurl', 'write', () => client.chat.unfurl({ channel, ts, unfurls }));
  };
}
