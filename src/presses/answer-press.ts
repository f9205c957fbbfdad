import { busyCard } from '../cards/busy-card.ts';
import type { Card } from '../cards/card.ts';
import { expiredCard } from '../cards/expired-card.ts';
import { missingScopeCard } from '../cards/missing-scope-card.ts';
import { notPermittedCard } from '../cards/not-permitted-card.ts';
import type { IncomingPress, Person } from '../incoming.ts';
import type { People, Role } from '../permissions/people.ts';
import type { Reply } from '../reply.ts';
import type { Press, ReadPress } from './press.ts';

/** One thing that a button can stand for: something that is shown to the presser, or something that decides for itself. */
export type PressAnswer<Kind extends Press = Press> =
  | Readonly<{
      role: Role;
      scopes: readonly string[];
      run: (press: Kind, incoming: IncomingPress) => Promise<Card>;
    }>
  | Readonly<{ act: (press: Kind, incoming: IncomingPress) => Promise<Reply> }>;

/** The table of presses; what is not in it was written by a bot that knew more. */
export type PressAnswers = { [Do in Press['do']]?: PressAnswer<Extract<Press, { do: Do }>> };

/** Somebody was not let: a string that is not ours, or a role that he does not have. */
export type OnRefused = (
  wanted: string,
  why: 'not-there' | 'not-permitted' | 'not-here',
  by: Pick<IncomingPress, 'person' | 'place'>,
) => void;

/** A button's press, checked as a command is: whose string it is, who presses, which scopes. Only the presser sees the answer. */
export function createAnswerPress({
  readPress,
  answers,
  people,
  takeTurn,
  missing,
  onRefused = () => {},
  simulated,
}: {
  readPress: ReadPress;
  answers: PressAnswers;
  people: People;
  takeTurn: (person: Person) => number | undefined;
  missing: (scopes: readonly string[]) => Promise<readonly string[]>;
  onRefused?: OnRefused;
  simulated: boolean;
}): (incoming: IncomingPress) => Promise<Reply> {
  return async (incoming) => {
    const { person } = incoming;
    const retryAt = takeTurn(person);
    if (retryAt !== undefined) return toPresser(busyCard({ why: 'too-many', retryAt, simulated }));
    const press = readPress(incoming.press);
    if (!press) onRefused('press', 'not-there', incoming);
    const answer = press && (answers[press.do] as PressAnswer | undefined);
    if (!answer) return toPresser(expiredCard({ simulated }));
    if ('act' in answer) return answer.act(press, incoming);
    const { role, scopes, run } = answer;
    if (!(await people(person, role))) {
      if (role !== 'readers' && role !== 'analysts') onRefused(press.do, 'not-permitted', incoming);
      return toPresser(notPermittedCard({ verb: press.do, needs: role, standing: person.standing, simulated }));
    }
    const lacking = await missing(scopes);
    return toPresser(
      lacking.length > 0
        ? missingScopeCard({ verb: press.do, missing: lacking, simulated })
        : await run(press, incoming),
    );
  };
}

const toPresser = (card: Card): Reply => ({ kind: 'card', card, audience: 'asker', dialog: true });
