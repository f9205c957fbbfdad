import type { Card } from './card.ts';
import { refusal } from './refusal.ts';

/** Everybody in the room is to see what is done (or `judged`); so the bot has to be able to say it. */
export const absentCard = (simulated: boolean, done: 'done' | 'judged' = 'done'): Card =>
  refusal(
    'Not here',
    `the bot is not in this channel, so nobody would see what is ${done}.`,
    'Invite it (/invite), or ask in another channel.',
    simulated,
    'not-now',
  );

/** Whoever is not in a channel cannot post in it unasked. */
export const notInChannelCard = (simulated: boolean): Card =>
  refusal(
    'Not here',
    'I am not a member of this channel, so I cannot tell anything in it unasked.',
    'Invite me, then write it again.',
    simulated,
    'not-now',
  );
