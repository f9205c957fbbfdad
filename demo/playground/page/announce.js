import { byId, element } from './element.js';

/** Reads out what others said since; edits of the bot's cards too. */
export function announce(before, next) {
  const known = new Map(
    [...before.messages, ...(before.thread?.messages ?? [])].map(({ ts, revision }) => [ts, revision]),
  );
  const sameThread = before.thread?.ts === next.thread?.ts;
  const seen = new Map(
    [...next.messages, ...((sameThread && next.thread?.messages) || [])].map((message) => [message.ts, message]),
  );
  for (const message of seen.values()) {
    if (message.mine || known.get(message.ts) === message.revision || message.tombstone) continue;
    if (known.has(message.ts) && !message.edited) continue;
    const words = message.words.slice(0, 300);
    byId('announcer').append(element('p', {}, `${message.author}${message.onlyYou ? ', only to you' : ''}: ${words}`));
  }
  while (byId('announcer').children.length > 20) byId('announcer').firstElementChild.remove();
}
