import { type Card, text } from '../cards/card.ts';
import { notice } from '../cards/notice.ts';
import type { ListOffers } from '../response-actions/list-offers.ts';
import { type Command, scopes } from './command.ts';
import { isCard, type OneObservable } from './one-observable.ts';

/** Lists what can be done about an observable; each is confirmed in a form before anything is done. */
export function createRespond({
  oneObservable,
  listOffers,
  lacking,
  simulated,
}: {
  oneObservable: OneObservable;
  listOffers: ListOffers;
  /** The scopes that the client that acts was not granted. */
  lacking: () => Promise<readonly string[]>;
  simulated: boolean;
}): Command {
  const form = {
    verb: 'respond',
    usage: 'respond <observable> [for 4 hours]',
    does: 'Lists the response actions for this observable, to be confirmed one by one.',
  };
  return {
    ...form,
    role: 'responders',
    scopes: [scopes.inspect],
    alsoMissing: lacking,
    run: async ({ rest, person, place, present }) => {
      if (present === false) return absentCard(simulated);
      const { words, reverseAfterMs } = withoutTime(rest);
      const observable = await oneObservable(words, form, place);
      if (isCard(observable)) return observable;
      return listOffers({ observable, person, place, ...(reverseAfterMs === undefined ? {} : { reverseAfterMs }) });
    },
  };
}

/** Everybody in the room is to see what is done; so the bot has to be able to say it. */
const absentCard = (simulated: boolean): Card =>
  notice({
    tone: 'refused',
    word: 'Not here',
    sentence: 'the bot is not in this channel, so nobody would see what is done.',
    todo: [text('Invite it (/invite), or ask in another channel.')],
    simulated,
    data: { kind: 'refusal', why: 'not-now' },
  });

const units: Readonly<Record<string, number>> = { minute: 1, min: 1, m: 1, hour: 60, h: 60, day: 1440, d: 1440 };

/** `evil.example for 4 hours` → the words before, and milliseconds; at most 30 days, at least 5 minutes. */
export function withoutTime(rest: string): Readonly<{ words: string; reverseAfterMs?: number }> {
  const found = /\sfor\s+(\d{1,4})\s*(minute|min|m|hour|h|day|d)s?\s*$/i.exec(rest);
  const minutes = Number(found?.[1]) * (units[found?.[2]?.toLowerCase() ?? ''] ?? Number.NaN);
  if (!found || !(minutes >= 5 && minutes <= 30 * 1440)) return { words: rest };
  return { words: rest.slice(0, found.index), reverseAfterMs: minutes * 60_000 };
}
