import type { Card } from '../cards/card.ts';
import { expiredCard } from '../cards/expired-card.ts';
import { missingScopeCard } from '../cards/missing-scope-card.ts';
import { notPermittedCard } from '../cards/not-permitted-card.ts';
import type { IncomingPress, Person, Place } from '../incoming.ts';
import type { Observable } from '../observables/observable.ts';
import type { People } from '../permissions/people.ts';
import type { Press } from '../presses/press.ts';
import type { WorkForm } from '../presses/work-form.ts';
import type { Reply } from '../reply.ts';
import { within } from '../within.ts';
import type { AddToCasebook } from './add-to-casebook.ts';
import { orNotFound } from './add-to-casebook.ts';
import { type CasebookDoor, casebookScopes } from './casebook.ts';
import { casebookForm, newCasebook, type Typed } from './casebook-form.ts';
import type { DrawMade } from './draw-made.ts';
import type { MakeCasebook } from './make-casebook.ts';
import { parseCasebookRef } from './parse-casebook-ref.ts';
import type { RoomCasebooks, UsedCasebook } from './room-casebooks.ts';
import type { By } from './write-down.ts';

/** The presses of "Add to casebook": without fields they open the form, with them they do it. */
export type CasebookPress = Extract<Press, { do: 'casebook-add' | 'casebook-add-all' }>;

/** So many casebooks are offered to choose from. */
const mostChoices = 10;
/** So long (milliseconds) the form waits for XDR's list; those used here are known without it. Slack waits three seconds. */
const listPatience = 1_500;

export function createAnswerCasebookPress(parts: {
  search: CasebookDoor['searchCasebooks'];
  rooms: Pick<RoomCasebooks, 'recent'>;
  /** What a listing holds; undefined when it is too old. */
  readListing: (id: string) => Promise<readonly Observable[] | undefined>;
  make: MakeCasebook;
  add: AddToCasebook;
  drawMade: DrawMade;
  people: People;
  /** Asks the platform who somebody is now; absent in the terminal. */
  personNow?: (id: string, place: Place) => Promise<Person>;
  missing: (scopes: readonly string[]) => Promise<readonly string[]>;
  workForm: WorkForm;
  simulated: boolean;
}): (press: CasebookPress, incoming: IncomingPress) => Promise<Reply> {
  const { simulated } = parts;

  /** Those used here, then the newest of XDR. */
  const choices = async (incoming: IncomingPress): Promise<readonly UsedCasebook[]> => {
    const newest = parts.search('', { purpose: 'command' }).then(
      ({ casebooks }) => casebooks.map(({ id, title = '' }) => ({ id, title })),
      () => [],
    );
    const [used, others] = await Promise.all([
      parts.rooms.recent(incoming.place, mostChoices),
      within(newest, listPatience, []),
    ]);
    const byId = new Map([...used, ...others].toReversed().map((one) => [one.id, one]));
    return [...byId.values()].toReversed().slice(0, mostChoices);
  };

  const form = async (
    press: CasebookPress,
    observables: readonly Observable[],
    incoming: IncomingPress,
    typed: Typed = {},
  ): Promise<Reply> => ({
    kind: 'form',
    form: casebookForm({ press, observables, choices: await choices(incoming), simulated, typed }),
  });

  return async (press, incoming) => {
    const { person, place, fields } = incoming;
    // Whoever sends a form may have been taken out of a group since it was opened.
    const sender = fields && parts.personNow ? await parts.personNow(person.id, place) : person;
    if (!(await parts.people(sender, 'analysts')))
      return toAsker(notPermittedCard({ verb: 'casebook', needs: 'analysts', standing: sender.standing, simulated }));
    const lacking = await parts.missing(casebookScopes.write);
    if (lacking.length > 0) return toAsker(missingScopeCard({ verb: 'casebook', missing: lacking, simulated }));
    const observables = press.do === 'casebook-add' ? press.observables : await parts.readListing(press.listing);
    if (!observables || observables.length === 0) return toAsker(expiredCard({ simulated }));
    if (!fields) return form(press, observables, incoming);

    const note = (fields['note'] ?? '').trim();
    const title = (fields['title'] ?? '').trim();
    const chosen = fields['casebook'] ?? '';
    const id = chosen === newCasebook ? undefined : parseCasebookRef(chosen);
    if (chosen !== newCasebook && !id)
      return form(press, observables, incoming, { fields: { title, note }, wrong: { casebook: 'Please choose one.' } });
    if (!id && !title)
      return form(press, observables, incoming, { fields, wrong: { title: 'A new casebook needs a title.' } });
    const by = { person, place };
    return parts.workForm('casebook', incoming, () =>
      id
        ? parts.add(id, { observables, note }, by).then((card) => orNotFound(id, card, simulated))
        : makeWith(parts, title, observables, note, by),
    );
  };
}

/** Makes it with the observables; a note is added when it is there. */
async function makeWith(
  { make, add, drawMade }: Parameters<typeof createAnswerCasebookPress>[0],
  title: string,
  observables: readonly Observable[],
  note: string,
  by: By,
): Promise<Card> {
  const made = await make({ title, observables }, by);
  if ('card' in made || note === '') return drawMade(made, by);
  const card = await add(made.casebook.id, { observables: [], note, before: 'made' }, by);
  return card === 'gone' ? drawMade(made, by) : card;
}

const toAsker = (card: Card): Reply => ({ kind: 'card', card, audience: 'asker', dialog: true });
