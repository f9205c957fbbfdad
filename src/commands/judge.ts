import { absentCard } from '../cards/absent-card.ts';
import { outsideText } from '../cards/outside-text.ts';
import { usageCard } from '../cards/usage-card.ts';
import type { PrefixOf } from '../incoming.ts';
import { notATimeCard, severalCard } from '../judgements/judge-refusals.ts';
import { judgementScopes } from '../judgements/judgement.ts';
import type { OfferJudgement } from '../judgements/offer-judgement.ts';
import { readJudge } from '../judgements/read-judge.ts';
import type { Candidate } from '../observables/candidates.ts';
import { type Command, scopes } from './command.ts';
import { isCard, type OneObservable } from './one-observable.ts';

/** Writes into the organisation's own store what it holds of an observable; confirmed in a form before anything is written. */
export function createJudge({
  oneObservable,
  candidatesIn,
  offer,
  prefixOf,
  simulated,
}: {
  oneObservable: OneObservable;
  candidatesIn: (text: string) => readonly Candidate[];
  offer: OfferJudgement;
  prefixOf: PrefixOf;
  simulated: boolean;
}): Command {
  const form = {
    verb: 'judge',
    usage: 'judge <observable> malicious|suspicious|clean|common|unknown [for 30d] [--reason …]',
    does: 'Judges it for your organisation, for an hour to 365 days, once you have confirmed it.',
  };
  return {
    ...form,
    role: 'responders',
    scopes: [scopes.inspect, ...judgementScopes],
    alwaysPrivate: true,
    run: async ({ rest, person, place, present }) => {
      if (present === false) return absentCard(simulated, 'judged');
      const usage = (why?: string) =>
        usageCard({
          given: form.verb,
          unknown: false,
          ...(why === undefined ? {} : { wrong: why }),
          forms: [form],
          prefix: prefixOf(place.platform),
          simulated,
        });
      const wish = readJudge(rest);
      if ('wrong' in wish) return wish.wrong === 'time' ? notATimeCard(wish.given, simulated) : usage(wish.why);
      const found = candidatesIn(wish.what);
      if (found.length > 1) return severalCard(found, simulated);
      if (holdsMore(wish.what, candidatesIn)) {
        const more = wish.what.split(/\s+/).filter((word) => candidatesIn(word).length === 0);
        const said = outsideText(more.join(' '), 60);
        return usage(said ? `I do not know what is meant by “${said}”.` : undefined);
      }
      const observable = await oneObservable(wish.what, form, place);
      return isCard(observable) ? observable : offer({ ...wish, observable }, { person, place });
    },
  };
}

/** Words beside the observable that `judge` does not know: somebody meant something by them. */
function holdsMore(what: string, candidatesIn: (text: string) => readonly Candidate[]): boolean {
  const words = what.split(/\s+/);
  return words.length > 1 && words.some((word) => candidatesIn(word).length > 0);
}
