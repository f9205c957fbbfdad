import { randomUUID } from 'node:crypto';
import type { Card } from '../cards/card.ts';
import type { Observable } from '../observables/observable.ts';
import type { Casebook, CasebookDoor } from './casebook.ts';
import { unknownCard } from './casebook-refusals.ts';
import { distinct, writerOf } from './casebook-words.ts';
import type { RoomCasebooks } from './room-casebooks.ts';
import type { By, WriteDown } from './write-down.ts';

/** What is to be made; `key` where it must not be made twice, and may be there already. */
export type Wanted = Readonly<{ title: string; observables: readonly Observable[]; key?: string; about?: string }>;

/** Makes a casebook once. Resolves with it, or with the card that says what is not known. Rejects when nothing was made. */
export type MakeCasebook = (wanted: Wanted, by: By) => Promise<Readonly<{ casebook: Casebook }> | { card: Card }>;

/** Every name that the bot gives begins so. */
export const keyPrefix = 'xdr-chatops:casebook:';

export function createMakeCasebook({
  door,
  writeDown,
  rooms,
  simulated,
  now,
}: Readonly<{
  door: Pick<CasebookDoor, 'createCasebook' | 'casebookMadeAs'>;
  writeDown: WriteDown;
  rooms: Pick<RoomCasebooks, 'used'>;
  simulated: boolean;
  now: () => number;
}>): MakeCasebook {
  return async ({ title, observables, key = `${keyPrefix}${randomUUID()}`, about = 'Made in chat' }, by) => {
    const wanted = distinct(observables);
    const made = await writeDown(
      by,
      'casebook.created',
      { title, observables: wanted.length, key },
      () =>
        door.createCasebook({
          title,
          description: `${about} by ${writerOf(by.person)}, with xdr-chatops.`,
          observables: wanted,
          key,
          at: now(),
        }),
      () => door.casebookMadeAs(key, { purpose: 'command' }),
    );
    if (made.outcome === 'unknown')
      return { card: unknownCard('whether the casebook was made', 'casebook list', made.reference, simulated) };
    // It is made: that nobody remembers it here does not change that.
    await rooms.used(by.place, { id: made.written.id, title }).catch(() => {});
    return { casebook: made.written };
  };
}
