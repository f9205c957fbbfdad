import { setTimeout as pause } from 'node:timers/promises';
import type { webApi } from '@slack/bolt';
import type { Gap, PastMessages } from '../../src/adapter.ts';
import type { IncomingMessage, Place } from '../../src/incoming.ts';
import type { CallSlack } from './call-slack.ts';
import type { Identity } from './identity.ts';
import { messageText } from './message-text.ts';
import { postedFiles } from './posted-files.ts';
import { slackErrorCode } from './read-failure.ts';
import { readPastMessage, type Said } from './read-message.ts';
import { formatTs, timeOf } from './timestamp.ts';

export type ReadHistoryParts = Readonly<{
  client: webApi.WebClient;
  call: CallSlack;
  us: () => Identity;
  sleep?: (ms: number) => Promise<unknown>;
}>;

/** Slack recommends at most 200. https://docs.slack.dev/reference/methods/conversations.history */
const pageSize = 200;
const mostMessages = 2_000;
/** Roots before the gap, in whose threads may have been answered within it: so far back, and so many pages. */
const olderRoots = 7 * 24 * 60 * 60_000;
const olderPages = 10;

/** Some 50 calls a minute are everybody's (tier 3): after a burst a reading takes less than that. */
const burst = 20;
const between = 1_500;

type Root = Readonly<{ ts?: string; reply_count?: number; latest_reply?: string }>;
type Page<T> = Readonly<{ messages?: readonly T[]; response_metadata?: { next_cursor?: string } }>;

/**
 * Reads what was said in a channel and all its threads within a gap. Slack gives a channel newest first, so the newest
 * are read when there are too many. Replies to roots from before the gap are found as far as those are of the last 7 days.
 */
export function createReadHistory(parts: ReadHistoryParts): (place: Place, gap: Gap) => PastMessages {
  return (place, gap) => {
    let unreadBefore: number | undefined;
    const read = async function* (): AsyncGenerator<IncomingMessage> {
      const collected = await collect(parts, place.channel, gap);
      unreadBefore = collected.unreadBefore;
      for (const { message, ref, version, author } of collected.said) {
        const files = postedFiles(message.files);
        const heard = { kind: 'message', message: ref, version, text: messageText(message), author } as const;
        yield { ...heard, saidAt: Math.round(timeOf(ref.id)), ...(files.length > 0 && { files }) };
      }
    };
    return Object.assign(read(), { unreadBefore: () => unreadBefore });
  };
}

async function collect(
  { client, call, us, sleep = pause }: ReadHistoryParts,
  channel: string,
  { from, until }: Gap,
): Promise<Readonly<{ said: Said[]; unreadBefore: number | undefined }>> {
  const found = new Map<string, Said>();
  const keep = (messages: readonly unknown[]): void => {
    for (const one of messages) {
      const said = readPastMessage(one, channel, us());
      if (said && timeOf(said.ref.id) >= from && timeOf(said.ref.id) <= until) found.set(said.ref.id, said);
    }
  };

  let calls = 0;
  const paced = async <T>(service: string, ask: () => Promise<T>): Promise<T> => {
    if (++calls > burst) await sleep(between);
    return call(service, 'patient', ask);
  };
  const rootsBetween = (oldest: number, latest: number) =>
    pagesOf<Root>((cursor) =>
      paced('conversations.history', () =>
        client.conversations.history({ channel, limit: pageSize, inclusive: true, ...span(oldest, latest), ...cursor }),
      ),
    );
  const readThread = async (root: Root): Promise<void> => {
    if (!root.ts || !root.reply_count || timeOf(root.latest_reply ?? root.ts) < from) return;
    const asked = { channel, ts: root.ts, limit: pageSize, inclusive: true, ...span(from, until) };
    const pages = pagesOf<Root>((cursor) =>
      paced('conversations.replies', () => client.conversations.replies({ ...asked, ...cursor })),
    );
    try {
      for await (const replies of pages) keep(replies);
    } catch (failure) {
      if (slackErrorCode(failure) !== 'thread_not_found') throw failure; // vanished meanwhile
    }
  };
  const sorted = () => [...found.values()].sort((one, other) => timeOf(one.ref.id) - timeOf(other.ref.id));

  for await (const roots of rootsBetween(from, until)) {
    for (const root of roots) {
      // All threads whose roots are newer were read whole.
      if (found.size >= mostMessages && root.ts) {
        const unreadBefore = Math.ceil(timeOf(root.ts));
        return { said: sorted().filter(({ ref }) => timeOf(ref.id) > timeOf(root.ts ?? '')), unreadBefore };
      }
      keep([root]);
      await readThread(root);
    }
  }
  let page = 0;
  for await (const roots of rootsBetween(from - olderRoots, from)) {
    for (const root of roots) if (found.size < mostMessages) await readThread(root);
    if (++page >= olderPages) break;
  }
  return { said: sorted(), unreadBefore: undefined };
}

const span = (oldest: number, latest: number) => ({
  oldest: formatTs(Math.max(oldest, 0)),
  latest: formatTs(Math.max(latest, 0)),
});

/** Page after page, until Slack names no further one. */
async function* pagesOf<T>(ask: (cursor: { cursor?: string }) => Promise<Page<T>>): AsyncGenerator<readonly T[]> {
  let cursor: string | undefined;
  do {
    const page = await ask(cursor ? { cursor } : {});
    yield page.messages ?? [];
    cursor = page.response_metadata?.next_cursor || undefined;
  } while (cursor);
}
