import type { Card } from './cards/card.ts';
import type { MessageRef, Place } from './incoming.ts';
import type { Outbox } from './reply.ts';

/**
 * Posts a card into the thread, or beside it when its first message has vanished. Undefined when there is no such place.
 * Who posts it for the first time has somebody waiting.
 */
export async function postBeside(
  outbox: Pick<Outbox, 'post'>,
  place: Place,
  card: Card,
  { id, maybePosted }: Readonly<{ id: string; maybePosted: boolean }>,
): Promise<MessageRef | undefined> {
  const what = { kind: 'card', card } as const;
  const key = { maybePosted, ...(maybePosted ? {} : { urgent: true as const }) };
  const posted = await outbox.post(place, what, { id, ...key });
  if (posted !== 'gone') return posted;
  const { thread: _, ...root } = place;
  const beside = await outbox.post(root, what, { id: `${id}/root`, ...key });
  return beside === 'gone' ? undefined : beside;
}
