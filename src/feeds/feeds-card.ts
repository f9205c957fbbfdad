import { type Card, type Row, type Span, strong, text, value } from '../cards/card.ts';
import { capital, counted, listed, timeOf } from '../cards/wording.ts';
import { scheduleWords } from '../schedules/schedule.ts';
import type { Subscription } from './feed.ts';
import { type FeedName, feedFacts, feedNames } from './feed-names.ts';

/** All feeds with what each is good for, and what this channel is told of. */
export function feedsCard(here: readonly Subscription[], prefix: string, simulated: boolean): Card {
  const byFeed = new Map(here.map((one) => [one.feed, one]));
  const told = here.length === 0 ? 'this channel is told of none' : `this channel is told of ${here.length}`;
  const sentence = `${counted(feedNames.length, 'feed')}; ${told}.`;
  return {
    headline: `Threat Grid: ${sentence}`,
    simulated,
    parts: [
      { part: 'heading', tone: 'info', word: 'Feeds', spans: [text(sentence)] },
      { part: 'rows', rows: feedNames.map((feed) => rowOf(feed, byFeed.get(feed))) },
      {
        part: 'note',
        spans: [
          text('Prevent: block it. Detect: look for it in logs. Respond: find out who it was and clean up. '),
          text('Techniques: learn how it works. Attribution: tell who is behind it.'),
        ],
      },
      {
        part: 'note',
        spans: [
          text('To be told of one here, for example: '),
          value(`${prefix} feed subscribe rat-dns daily at 08:00 Europe/Prague`.trim()),
        ],
      },
    ],
  };
}

function rowOf(feed: FeedName, subscription: Subscription | undefined): Row {
  const { what, uses } = feedFacts[feed];
  return {
    tone: 'info',
    word: `${feed}${subscription ? ', told here' : ''}`,
    spans: [text(capital(what))],
    notes: [text(`For: ${listed(uses, uses.length)}.`), ...(subscription ? [text(' '), ...whenOf(subscription)] : [])],
  };
}

const whenOf = ({ schedule, dueAt, watchlist }: Subscription): readonly Span[] => [
  strong(`${capital(scheduleWords(schedule))}${watchlist ? ', watchlist' : ''}`),
  text(', next '),
  timeOf(dueAt),
  text('.'),
];

/** Said in the channel when it begins to be told of a feed, or at other times than before. */
export function subscribedCard(subscription: Subscription, simulated: boolean): Card {
  const { feed, schedule, dueAt, watchlist } = subscription;
  const sentence = `I tell here what is new in ${feed}, ${scheduleWords(schedule)}.`;
  return {
    headline: `Feed ${feed}: ${sentence}`,
    simulated,
    parts: [
      {
        part: 'heading',
        tone: 'info',
        word: `Feed ${feed}`,
        spans: [text(`${sentence} Next (in your time): `), timeOf(dueAt), text('.')],
      },
      { part: 'text', spans: [text(`${capital(feedFacts[feed].what)}.`)] },
      ...(watchlist
        ? [
            {
              part: 'text' as const,
              spans: [
                text(
                  'What stands in it is marked when somebody pastes it in any channel of this workspace that I watch.',
                ),
              ],
            },
          ]
        : []),
    ],
  };
}

export const unsubscribedCard = (feed: FeedName, simulated: boolean): Card => ({
  headline: `Feed ${feed}: I no longer tell here what is new in it.`,
  simulated,
  parts: [
    {
      part: 'heading',
      tone: 'info',
      word: `Feed ${feed}`,
      spans: [text('I no longer tell here what is new in it, nor mark what stands in it because of this channel.')],
    },
  ],
});

/** Somebody wants the news now. */
export const comingCard = (feed: FeedName, simulated: boolean): Card => ({
  headline: `Feed ${feed}: I am reading it.`,
  simulated,
  parts: [
    {
      part: 'heading',
      tone: 'info',
      word: `Feed ${feed}`,
      spans: [text('I am reading it, and tell here what is new in a moment.')],
    },
  ],
});
