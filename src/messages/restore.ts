import type { MessageRef } from '../incoming.ts';
import type { Annotations } from './annotation.ts';
import type { TakeAway } from './take-away.ts';

/** More than one: another process that was posting at the deletion may end only now. */
const rounds = 3;

/**
 * A message that was deleted is there again, and may be spoken of. What still stands from before its deletion is taken
 * away first. When it was deleted again since this version, it stays withdrawn.
 */
export const createRestore =
  ({ annotations, takeAway }: Readonly<{ annotations: Pick<Annotations, 'read' | 'restore'>; takeAway: TakeAway }>) =>
  async (message: MessageRef, version: string): Promise<void> => {
    for (let round = 0; round < rounds; round++) {
      const known = await annotations.read(message);
      if (known?.state !== 'withdrawn' || known.version >= version) return;
      await takeAway(message, known);
      if (await annotations.restore(message, version)) return;
    }
  };
