import { type Card, text, value } from '../cards/card.ts';
import { outsideText } from '../cards/outside-text.ts';
import { refusal } from '../cards/refusal.ts';
import { zoneNear } from '../schedules/zone-time.ts';
import { feedNames, feedNear } from './feed-names.ts';

export const noKeyCard = (simulated: boolean): Card =>
  refusal(
    'No Threat Grid',
    'feeds come from Threat Grid, and I have no key for it.',
    'Whoever runs the bot sets THREATGRID_API_KEY.',
    simulated,
    'not-now',
  );

export const noSuchFeedCard = (given: string, prefix: string, simulated: boolean): Card =>
  refusal(
    'No such feed',
    `there is no feed “${outsideText(given, 40)}”.`,
    [
      text(`${didYouMean(given)}There are ${feedNames.join(', ')}. What each is good for: `),
      value(`${prefix} feed list`.trim()),
    ],
    simulated,
  );

const didYouMean = (given: string): string => {
  const near = feedNear(given);
  return near === undefined ? '' : `Did you mean ${near}? `;
};

export const noSuchTimeCard = (when: string, simulated: boolean): Card =>
  refusal(
    'No such time',
    `I do not know the time “${outsideText(when, 40)}”.`,
    'Write: hourly · daily at 08:00 · weekdays at 08:00 · weekly on Monday at 08:00, then a zone such as Europe/Prague.',
    simulated,
  );

export const noSuchZoneCard = (given: string, simulated: boolean): Card =>
  refusal(
    'No such zone',
    `I know no time zone “${outsideText(given, 40)}”.`,
    `${zoneMeant(given)}Write it as the list of zones does: Europe/Prague, America/New_York, UTC. Without one it is UTC.`,
    simulated,
  );

const zoneMeant = (given: string): string => {
  const near = zoneNear(given);
  return near === undefined ? '' : `Did you mean ${near}? `;
};

/** Feeds are more than verdicts. */
export const notToldHereCard = (simulated: boolean): Card =>
  refusal(
    'Not here',
    'people from outside may read this channel, so feeds are not told in it.',
    'Ask for it in a channel without guests, shared members or people of other organisations.',
    simulated,
    'not-permitted',
  );

export const notSubscribedCard = (feed: string, prefix: string, simulated: boolean): Card =>
  refusal(
    'Not told here',
    `this channel is not told of ${feed}.`,
    [text('To begin: '), value(`${prefix} feed subscribe ${feed}`.trim())],
    simulated,
  );
