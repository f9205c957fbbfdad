import { type Card, text } from '../cards/card.ts';
import { notice } from '../cards/notice.ts';
import { personSpan } from '../cards/person.ts';
import type { Platform } from '../incoming.ts';
import type { GrantedRole, Grantee } from '../permissions/grants.ts';

/** What a role lets somebody do. */
export const mayDo: Readonly<Record<GrantedRole, string>> = {
  responders: 'take response actions',
  approvers: 'approve response actions',
  analysts: 'see sightings, incidents and casebooks',
};

/** A person as a span, and as the words for where there is only text. */
export function shownPerson(identity: Grantee['identity'], name: string | undefined) {
  const span = personSpan({ ...identity, name });
  return { called: span.name, span };
}

/** A change of what somebody may do: for the room. */
export function changeCard({
  word,
  person,
  sentence,
  small,
  simulated,
}: {
  word: string;
  person: ReturnType<typeof shownPerson>;
  /** Reads on after the person. */
  sentence: string;
  small?: string | undefined;
  simulated: boolean;
}): Card {
  return {
    headline: `${word}: ${person.called} ${sentence}`,
    simulated,
    parts: [
      { part: 'heading', tone: 'info', word, spans: [person.span, text(` ${sentence}`)] },
      ...(small ? [{ part: 'note' as const, spans: [text(small)] }] : []),
    ],
  };
}

/** Nothing was changed, and why: for the asker alone. */
export const unchangedCard = (sentence: string, todo: string, simulated: boolean): Card =>
  notice({
    tone: 'refused',
    word: 'Nothing changed',
    sentence,
    todo: [text(todo)],
    simulated,
    data: { kind: 'refusal', why: 'usage' },
  });

/** Why a group, a bot or nobody is granted anything. */
export function refusedGrantee(which: 'group' | 'bot' | 'nobody', platform: Platform, simulated: boolean): Card {
  const [sentence, todo] = {
    group: [
      'a user group cannot be granted anything in chat.',
      'Name its members one by one, or the group in the settings.',
    ],
    bot: ['a bot is never granted anything.', 'Name a person.'],
    nobody: [
      'nobody is mentioned here.',
      `Choose the name from the list that opens after @, or write ${platform === 'teams' ? 'teams:<object id>' : 'slack:U…'}.`,
    ],
  }[which] as [string, string];
  return unchangedCard(sentence, todo, simulated);
}
