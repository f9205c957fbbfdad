import { notInChannelCard } from '../cards/absent-card.ts';
import type { Card } from '../cards/card.ts';
import { usageCard } from '../cards/usage-card.ts';
import type { Subscription } from '../feeds/feed.ts';
import { type FeedName, feedNamed } from '../feeds/feed-names.ts';
import {
  noKeyCard,
  noSuchFeedCard,
  noSuchTimeCard,
  noSuchZoneCard,
  notSubscribedCard,
  notToldHereCard,
} from '../feeds/feed-refusals.ts';
import { comingCard, feedsCard, subscribedCard, unsubscribedCard } from '../feeds/feeds-card.ts';
import type { Subscriptions } from '../feeds/subscriptions.ts';
import type { PrefixOf } from '../incoming.ts';
import { parseSchedule } from '../schedules/parse-schedule.ts';
import type { Schedule } from '../schedules/schedule.ts';
import type { Asked, Command } from './command.ts';

/** What is wished; `given` is the name of the feed as it was written. */
export type FeedWish =
  | Readonly<{ do: 'list' }>
  | Readonly<{ do: 'now' | 'unsubscribe'; given: string }>
  | Readonly<{ do: 'subscribe'; given: string; schedule: Schedule; watchlist: boolean }>
  | Readonly<{ wrong: 'form' }>
  | Readonly<{ wrong: 'zone'; zone: string }>
  /** What was written where a time stands. */
  | Readonly<{ wrong: 'time'; when: string }>;

/** Telephones and Macs write two hyphens as one dash. */
const watchlistOption = /(?:^|\s)(?:--|[\u2013\u2014])watchlist(?=\s|$)/gi;

/** `subscribe rat-dns daily at 08:00 Europe/Prague here --watchlist`: `here` may be left out, it is always meant. */
export function readFeedWish(rest: string): FeedWish {
  const watchlist = rest.search(watchlistOption) >= 0;
  const words = rest.replace(watchlistOption, ' ').trim();
  const [, verb = '', given = '', more = ''] = /^(\S*)\s*(\S*)\s*([\s\S]*)$/.exec(words) ?? [];
  const when = more.replace(/(?:^|\s+)here$/i, '').trim();
  const wish = verb.toLowerCase();
  if (wish === 'subscribe' && given !== '') {
    const schedule = parseSchedule(when);
    if ('wrong' in schedule) return schedule.wrong === 'zone' ? schedule : { wrong: 'time', when };
    return { do: wish, given, schedule, watchlist };
  }
  if (watchlist || when !== '') return { wrong: 'form' };
  if ((wish === 'list' || wish === '') && given === '') return { do: 'list' };
  if ((wish === 'unsubscribe' || wish === 'now') && given !== '') return { do: wish, given };
  return { wrong: 'form' };
}

/** Tells a channel what is new in a feed of Threat Grid; the change is posted in the channel. */
export function createFeed({
  subscriptions,
  tellNow,
  hasKey,
  prefixOf,
  simulated,
}: Readonly<{
  subscriptions: Pick<Subscriptions, 'of' | 'set' | 'end'>;
  /** Stores that it is to be told now. */
  tellNow: (subscription: Subscription) => Promise<unknown>;
  hasKey: boolean;
  prefixOf: PrefixOf;
  simulated: boolean;
}>): Command {
  const form = {
    verb: 'feed',
    usage:
      'feed list | subscribe <name> [daily at 08:00 Europe/Prague] [--watchlist] | unsubscribe <name> | now <name>',
    does: 'Tells this channel what is new in a feed of Threat Grid: daily, weekdays, hourly, or weekly on Monday.',
  };

  const change = async (
    wish: Exclude<FeedWish, { do: 'list' } | { wrong: unknown }>,
    feed: FeedName,
    { place, person, present }: Asked,
  ): Promise<Card> => {
    const prefix = prefixOf(place.platform);
    if (wish.do === 'unsubscribe') {
      const ended = await subscriptions.end(place, feed, person);
      return ended ? unsubscribedCard(feed, simulated) : notSubscribedCard(feed, prefix, simulated);
    }
    if (!hasKey) return noKeyCard(simulated);
    if (place.outsiders) return notToldHereCard(simulated);
    if (present === false) return notInChannelCard(simulated);
    if (wish.do === 'subscribe')
      return subscribedCard(await subscriptions.set({ place, by: person, feed, ...wish }), simulated);
    const its = (await subscriptions.of(place)).find((one) => one.feed === feed);
    if (!its) return notSubscribedCard(feed, prefix, simulated);
    await tellNow(its);
    return comingCard(feed, simulated);
  };

  return {
    ...form,
    role: 'admins',
    scopes: [],
    needsRoom: true,
    beyondVerdicts: true,
    alwaysInRoom: (rest) => !/^(?:list)?$/i.test(rest.trim()),
    run: async (asked) => {
      const { rest, place } = asked;
      const wish = readFeedWish(rest);
      if ('wrong' in wish && wish.wrong === 'zone') return noSuchZoneCard(wish.zone, simulated);
      if ('wrong' in wish && wish.wrong === 'time') return noSuchTimeCard(wish.when, simulated);
      if ('wrong' in wish)
        return usageCard({
          given: form.verb,
          unknown: false,
          forms: [form],
          prefix: prefixOf(place.platform),
          simulated,
        });
      if (wish.do === 'list') {
        if (!hasKey) return noKeyCard(simulated);
        return feedsCard(await subscriptions.of(place), prefixOf(place.platform), simulated);
      }
      const feed = feedNamed(wish.given);
      return feed ? change(wish, feed, asked) : noSuchFeedCard(wish.given, prefixOf(place.platform), simulated);
    },
  };
}
