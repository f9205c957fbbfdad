import { absentCard } from '../cards/absent-card.ts';
import { type Card, text } from '../cards/card.ts';
import { notice } from '../cards/notice.ts';
import { outsideText } from '../cards/outside-text.ts';
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
      const { words, reverseAfterMs, notATime } = withoutTime(rest);
      if (notATime !== undefined) return timeCard(notATime, simulated);
      const observable = await oneObservable(words, form, place);
      if (isCard(observable)) return observable;
      return listOffers({ observable, person, place, ...(reverseAfterMs === undefined ? {} : { reverseAfterMs }) });
    },
  };
}

const timeCard = (given: string, simulated: boolean): Card =>
  notice({
    tone: 'refused',
    word: 'Not a time',
    sentence: `“${outsideText(given, 40)}” is not a time that an action can be taken for.`,
    todo: [text('Write 5 minutes to 30 days: “for 30 minutes”, “for 4 hours”, “for 7 days”.')],
    simulated,
    data: { kind: 'refusal', why: 'usage' },
  });

const units: Readonly<Record<string, number>> = {
  minute: 1,
  min: 1,
  m: 1,
  hour: 60,
  h: 60,
  day: 1440,
  d: 1440,
  week: 10_080,
  w: 10_080,
};

/** `evil.example for 4 hours` → the words before, and milliseconds: 5 minutes to 30 days. `notATime`: what stands there instead. */
export function withoutTime(rest: string): Readonly<{ words: string; reverseAfterMs?: number; notATime?: string }> {
  const said = /\sfor\s+(\S.*)$/i.exec(rest);
  if (!said) return { words: rest };
  const found = /^(\d{1,5})\s*(minute|min|m|hour|h|day|d|week|w)s?\s*$/i.exec(said[1]!);
  const minutes = Number(found?.[1]) * (units[found?.[2]?.toLowerCase() ?? ''] ?? Number.NaN);
  const words = rest.slice(0, said.index);
  return minutes >= 5 && minutes <= 30 * 1440
    ? { words, reverseAfterMs: minutes * 60_000 }
    : { words, notATime: said[0].trim() };
}
