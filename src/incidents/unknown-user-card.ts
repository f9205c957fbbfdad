import { type Card, type Span, text, value } from '../cards/card.ts';
import { missingScopeCard } from '../cards/missing-scope-card.ts';
import { notice } from '../cards/notice.ts';
import type { FoundUser } from './xdr-user-of.ts';

/** What was wanted when somebody could not be found in XDR. */
export type Wanted = 'incidents mine' | 'incident assign';

/** `one`: several were mentioned. */
type Lacking = Extract<FoundUser, { lacks: string }> | Readonly<{ lacks: 'one' }>;

/** Nobody is guessed by a name; this works always. */
const instead: Readonly<Record<Wanted, string>> = {
  'incidents mine': 'Ask for “incidents open”: it lists yours too.',
  'incident assign': 'Assign by the e-mail address that XDR has, or by the id of the user in XDR.',
};

/** Why it is not known who somebody of the chat is in XDR, and what helps. */
export function unknownUserCard(who: 'you' | 'they', lacking: Lacking, wanted: Wanted, simulated: boolean): Card {
  if (lacking.lacks === 'scopes') return missingScopeCard({ verb: wanted, missing: lacking.scopes, simulated });
  const { sentence, todo = [] } = why(who, lacking);
  return notice({
    tone: 'refused',
    word: 'Not known',
    sentence,
    todo: [...todo, text(instead[wanted])],
    simulated,
    data: { kind: 'refusal', why: 'not-now' },
  });
}

function why(
  who: 'you' | 'they',
  lacking: Exclude<Lacking, { lacks: 'scopes' }>,
): Readonly<{ sentence: string; todo?: readonly Span[] }> {
  const [is, whose, whom] = who === 'you' ? ['you are', 'your', 'you'] : ['this is', 'this person’s', 'this person'];
  switch (lacking.lacks) {
    case 'one':
      return { sentence: 'several people are mentioned.', todo: [text('Name one: it becomes theirs alone. ')] };
    case 'permission':
      return {
        sentence: `the bot may not read e-mail addresses here, so it is not known who ${is} in XDR.`,
        todo: [
          text('Whoever looks after the app can grant it '),
          value(lacking.permission), // the adapter's own word
          text(', and start the bot again. '),
        ],
      };
    case 'member':
      return { sentence: `only full members are looked up in XDR, and ${is} none.` };
    case 'address':
      return { sentence: `there is no confirmed e-mail address in ${whose} profile to find a user of XDR by.` };
    case 'user':
      return {
        sentence: `XDR has no active user with ${whose} e-mail address.`,
        todo: [text(`An administrator of XDR can invite ${whom} under it. `)],
      };
    case 'several':
      return { sentence: `XDR has several users with ${whose} e-mail address.` };
  }
}
