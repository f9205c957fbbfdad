import { type Card, text } from '../cards/card.ts';
import { outsideText } from '../cards/outside-text.ts';
import { personSpan } from '../cards/person.ts';
import type { Observable } from '../observables/observable.ts';
import { type Casebook, type CasebookDoor, longestText } from './casebook.ts';
import { busyCasebookCard, noCasebookCard, unknownCard } from './casebook-refusals.ts';
import { addedWords, distinct, notIn } from './casebook-words.ts';
import type { RoomCasebooks } from './room-casebooks.ts';
import type { DrawCasebook } from './show-casebook.ts';
import { splitText } from './split-text.ts';
import type { InOneTurn, KeepTurn } from './turns.ts';
import type { By, Outcome, WriteDown } from './write-down.ts';

/** `note` is kept as texts of the casebook. `before`: what was done before it, for the same card. */
export type Addition = Readonly<{ observables: readonly Observable[]; note?: string; before?: string }>;

/**
 * Adds to a casebook what is not in it yet, one person at a time, over all replicas: the store would take the same twice.
 * `gone` when there is no such casebook. Rejects with a Failure when nothing was added.
 */
export type AddToCasebook = (id: string, addition: Addition, by: By) => Promise<Card | 'gone'>;

export function createAddToCasebook({
  door,
  inOneTurn,
  writeDown,
  rooms,
  draw,
  simulated,
}: Readonly<{
  door: Pick<CasebookDoor, 'readCasebook' | 'addObservables' | 'addTexts'>;
  inOneTurn: InOneTurn;
  writeDown: WriteDown;
  rooms: Pick<RoomCasebooks, 'used' | 'forget'>;
  draw: DrawCasebook;
  simulated: boolean;
}>): AddToCasebook {
  const read = (id: string) => door.readCasebook(id, { purpose: 'command' });

  const addObservables = (before: Casebook, fresh: readonly Observable[], by: By): Promise<Outcome<Casebook>> =>
    writeDown(
      by,
      'casebook.added',
      { casebook: before.id, observables: fresh.length },
      () => door.addObservables(before.id, fresh),
      async () => {
        const now = await read(before.id);
        return now && notIn(now.observables, fresh).length === 0 ? now : undefined;
      },
    );
  const addTexts = (before: Casebook, texts: readonly string[], by: By): Promise<Outcome<Casebook>> =>
    writeDown(
      by,
      'casebook.added',
      { casebook: before.id, characters: texts.join('').length },
      () => door.addTexts(before.id, texts),
      async () => {
        const now = await read(before.id);
        return now && texts.every((one) => now.texts.includes(one)) ? now : undefined;
      },
    );

  const inTurn = async (id: string, addition: Addition, by: By, keep: KeepTurn): Promise<Card | 'gone'> => {
    const before = await read(id);
    if (!before) {
      await rooms.forget(id);
      return 'gone';
    }
    const wanted = distinct(addition.observables);
    const fresh = notIn(before.observables, wanted);
    const texts = splitText(addition.note ?? '', longestText).filter((one) => !before.texts.includes(one));
    const unknown = (doubt: string, reference: string) =>
      unknownCard(doubt, `casebook show ${id}`, reference, simulated, before);
    let now = before;
    if (fresh.length > 0) {
      await keep();
      const added = await addObservables(now, fresh, by);
      if (added.outcome === 'unknown') return unknown('whether the observables were added', added.reference);
      now = added.written;
    }
    if (texts.length > 0) {
      await keep();
      const added = await addTexts(now, texts, by);
      if (added.outcome === 'unknown') return unknown('whether the note was added', added.reference);
      now = added.written;
    }
    await rooms.used(by.place, { id, title: now.title ?? '' }).catch(() => {});
    const words = addedWords({ added: fresh.length, already: wanted.length - fresh.length, texts: texts.length });
    const said = outsideText(texts.length > 0 ? (addition.note ?? '') : '', 300);
    return draw(now, {
      words: addition.before ? `${addition.before}; ${words}` : words,
      spans: [
        personSpan(by.person),
        text(`: ${addition.before ? `${addition.before}; ` : ''}${words}.`),
        ...(said ? [text(` Note: ${said}`)] : []),
      ],
    });
  };

  return async (id, addition, by) => {
    const done = await inOneTurn(`casebook/${id}`, (keep) => inTurn(id, addition, by, keep));
    return done === 'busy' ? busyCasebookCard(simulated) : done;
  };
}

/** The same for a casebook that somebody named: one that is not there is told. */
export const orNotFound = (id: string, card: Card | 'gone', simulated: boolean): Card =>
  card === 'gone' ? noCasebookCard(id, simulated) : card;
