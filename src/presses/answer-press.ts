import { busyCard } from '../cards/busy-card.ts';
import type { Card } from '../cards/card.ts';
import { expiredCard } from '../cards/expired-card.ts';
import { missingScopeCard } from '../cards/missing-scope-card.ts';
import { notPermittedCard } from '../cards/not-permitted-card.ts';
import type { IncomingPress, Person } from '../incoming.ts';
import type { People, Role } from '../permissions/people.ts';
import type { Reply } from '../reply.ts';
import type { Press, ReadPress } from './press.ts';

/** One thing that a button can stand for. */
export type PressAnswer<Kind extends Press = Press> = Readonly<{
  role: Role;
  scopes: readonly string[];
  run: (press: Kind) => Promise<Card>;
}>;

/** A button's press, checked as a command is: whose string it is, who presses, which scopes. Only the presser sees the answer. */
export function createAnswerPress({
  readPress,
  answers,
  people,
  takeTurn,
  missing,
  simulated,
}: {
  readPress: ReadPress;
  answers: { [Do in Press['do']]: PressAnswer<Extract<Press, { do: Do }>> };
  people: People;
  takeTurn: (person: Person) => number | undefined;
  missing: (scopes: readonly string[]) => Promise<readonly string[]>;
  simulated: boolean;
}): (incoming: IncomingPress) => Promise<Reply> {
  const answerOf = async (signed: string, person: Person): Promise<Card> => {
    const retryAt = takeTurn(person);
    if (retryAt !== undefined) return busyCard({ why: 'too-many', retryAt, simulated });
    const press = readPress(signed);
    if (!press) return expiredCard({ simulated });
    const { role, scopes, run } = answers[press.do] as PressAnswer;
    if (!people(person, role)) {
      return notPermittedCard({ verb: press.do, needs: role, standing: person.standing, simulated });
    }
    const lacking = await missing(scopes);
    return lacking.length > 0 ? missingScopeCard({ verb: press.do, missing: lacking, simulated }) : run(press);
  };

  return async ({ press, person }) => ({
    kind: 'card',
    card: await answerOf(press, person),
    audience: 'asker',
    dialog: true,
  });
}
