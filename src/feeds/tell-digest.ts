import type { Card } from '../cards/card.ts';
import { Failure, type FailureKind } from '../failure.ts';
import { createInTurn } from '../in-turn.ts';
import type { Place } from '../incoming.ts';
import type { Log } from '../log.ts';
import type { Outbox } from '../reply.ts';
import type { Room } from '../room.ts';
import type { Compare } from './compare.ts';
import { digestCard, nothingNewCard, notReadCard } from './digest-card.ts';
import type { DigestTurns, Turn } from './digest-turns.ts';
import type { Entries } from './entries.ts';
import type { FeedJob, Subscription } from './feed.ts';
import { feedFiles } from './feed-files.ts';
import type { FeedName } from './feed-names.ts';
import type { ReadFeed } from './read-feed.ts';
import { mostTold } from './show-feed-files.ts';
import type { Subscriptions } from './subscriptions.ts';

/** How it ended; each is an end, so that it is not tried again. */
export type DigestOutcome =
  | 'told'
  | 'nothing new'
  | 'nothing new, said'
  | 'told before'
  | 'not subscribed'
  | 'outsiders read there'
  | 'place gone'
  | 'not readable'
  | 'read';

/**
 * Tells a channel what is new in a feed since it was told last; or only reads the feed. Safe to repeat from any point.
 * Rejects with a Failure when it is to be tried again; with the signal's reason when another process has it.
 */
export type TellDigest = (job: FeedJob, signal?: AbortSignal) => Promise<DigestOutcome>;

/** After so long a silence "nothing new" is said, milliseconds. */
const longSilence = 7 * 24 * 60 * 60_000;
/** That a feed cannot be read is not said again within this, milliseconds: a day, for who is told daily. */
const troubleRests = 23 * 60 * 60_000;
/** Reading for the watchlist alone is enough when it was done within this, milliseconds. */
const readLately = 60 * 60_000;

export function createTellDigest({
  subscriptions,
  turns,
  entries,
  readFeed,
  compare,
  outsidersNow,
  outbox,
  trustedHosts,
  simulated,
  log,
  now,
}: Readonly<{
  subscriptions: Pick<Subscriptions, 'read'>;
  turns: DigestTurns;
  entries: Pick<Entries, 'news' | 'count' | 'state'>;
  readFeed: ReadFeed;
  compare: Compare;
  /** Whether people from outside may read there now; false where nobody can tell. */
  outsidersNow: (place: Place) => Promise<boolean>;
  outbox: Pick<Outbox, 'post'>;
  trustedHosts: readonly string[];
  simulated: boolean;
  log: Log;
  now: () => number;
}>): TellDigest {
  const inTurn = createInTurn();

  const post = (room: Room, card: Card, id: string, maybePosted: boolean) =>
    outbox.post(placeOf(room), { kind: 'card', card }, { id, maybePosted });

  /** Undefined: it is not worth a word. */
  const draw = async (
    { subscription, from, until }: Turn,
    asked: boolean,
  ): Promise<Readonly<{ card: Card; outcome: DigestOutcome }> | undefined> => {
    const span = { feed: subscription.feed, from, until };
    const [its, { all, families }, state] = await Promise.all([
      entries.news(span, mostTold),
      entries.count(span),
      entries.state(subscription.feed),
    ]);
    if (its.length === 0) {
      const silentFor = now() - (subscription.saidAt ?? Number.NEGATIVE_INFINITY);
      if (!asked && silentFor < longSilence) return undefined;
      return { card: nothingNewCard(subscription, simulated), outcome: 'nothing new, said' };
    }
    const card = digestCard({
      subscription,
      from,
      until,
      all: Math.max(all, its.length),
      entries: its,
      families,
      compared: await compare(its, placeOf(subscription.room)),
      skipped: state?.skipped ?? 0,
      files: await feedFiles(subscription.feed, its, until),
      trustedHosts,
      simulated,
    });
    return { card, outcome: 'told' };
  };

  const tell = async (turn: Turn, asked: boolean, signal?: AbortSignal): Promise<DigestOutcome> => {
    const { subscription, due, again } = turn;
    const drawn = await draw(turn, asked);
    signal?.throwIfAborted();
    if (drawn) {
      const posted = await post(subscription.room, drawn.card, `feed/${subscription.id}/${due}`, again);
      if (posted === 'gone') throw new Failure('place-gone', 'the channel is gone');
    }
    await turns.told(turn, drawn !== undefined);
    return drawn?.outcome ?? 'nothing new';
  };

  /** Reading fails for good: said once a day, and the next digest tells what this one would have. */
  const sayNotRead = async (subscription: Subscription, due: number, failure: Failure): Promise<DigestOutcome> => {
    const { id, feed, room } = subscription;
    log.warn({ feed, failure: failure.kind, reason: failure.message }, 'feed not read');
    const [why, todo] = whyNot[failure.kind] ?? unreadable;
    const say = now() - (subscription.troubleAt ?? Number.NEGATIVE_INFINITY) >= troubleRests;
    if (say) await post(room, notReadCard(subscription, why, todo, simulated), `feed/${id}/${due}/not-read`, true);
    await turns.skipped(id, due, say ? 'said' : undefined);
    return 'not readable';
  };

  const digest = async (
    { subscription: id, due, asked }: Extract<FeedJob, { due: number }>,
    signal?: AbortSignal,
  ): Promise<DigestOutcome> => {
    const subscription = await subscriptions.read(id);
    if (!subscription) return 'not subscribed';
    const { room, feed } = subscription;
    try {
      if (await outsidersNow(placeOf(room))) {
        log.warn(
          { platform: room.platform, channel: room.channel, feed },
          'feed not told: people from outside may read',
        );
        await turns.skipped(id, due);
        return 'outsiders read there';
      }
      const state = await readFeed(feed, due).catch((failure: unknown) => {
        if (failure instanceof Failure && isForGood(failure)) return failure;
        throw failure;
      });
      if (state instanceof Failure) return await sayNotRead(subscription, due, state);
      for (;;) {
        const begun = await turns.begin(id, due, state.readAt);
        if (begun.kind === 'over') return 'told before';
        if (begun.kind === 'busy')
          throw new Failure('unavailable', 'somebody is telling it', {
            service: 'feed',
            retryAt: begun.until,
          });
        const outcome = await tell(begun.turn, asked ?? false, signal).catch(async (failure: unknown) => {
          await turns.release(begun.turn).catch(() => {}); // its time comes anyway
          throw failure;
        });
        // What somebody began and left is told first.
        if (begun.turn.due === due) return outcome;
      }
    } catch (failure) {
      if (!(failure instanceof Failure) || failure.kind !== 'place-gone') throw failure;
      // Archived, or we were removed: told when there is somebody to tell again.
      await turns.gone(id);
      await turns.skipped(id, due);
      return 'place gone';
    }
  };

  const readAlone = async (feed: FeedName): Promise<DigestOutcome> => {
    try {
      await readFeed(feed, now() - readLately);
      return 'read';
    } catch (failure) {
      if (!(failure instanceof Failure) || !isForGood(failure)) throw failure;
      log.warn({ feed, failure: failure.kind, reason: failure.message }, 'feed not read');
      return 'not readable'; // the next look asks for it again
    }
  };

  return async (job, signal) => {
    if ('read' in job) return readAlone(job.read);
    return inTurn(job.subscription, () => digest(job, signal));
  };
}

const placeOf = ({ platform, workspace, channel }: Room): Place => ({
  platform,
  workspace,
  channel,
  kind: 'channel',
  outsiders: false,
});

const isForGood = ({ kind }: Failure): boolean => kind === 'bad-request' || Object.hasOwn(whyNot, kind);

const unreadable = ['it could not be read.', 'The log of the bot says why.'] as const;
/** Kinds of failure that the next minutes will not heal, with what is said of them. */
const whyNot: Readonly<Partial<Record<FailureKind, readonly [why: string, todo: string]>>> = {
  unauthorized: [
    'Threat Grid does not accept the key, or not for feeds.',
    'Whoever runs the bot checks THREATGRID_API_KEY and THREATGRID_URL.',
  ],
  'not-found': ['Threat Grid has no such feed.', 'It may have been renamed: end it with “feed unsubscribe”.'],
  malformed: unreadable,
  'too-large': ['it is too large to be read.', 'Nothing can be done here; end it with “feed unsubscribe”.'],
};
