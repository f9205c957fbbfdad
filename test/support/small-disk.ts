import { execFileSync } from 'node:child_process';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { emptyDirectory } from './database.ts';

/** A file system of its own that is soon full. */
export type SmallDisk = Readonly<{
  directory: string;
  /** Leaves no room. */
  fill: () => Promise<void>;
  /** Takes back what filled it. */
  empty: () => Promise<void>;
  close: () => void;
}>;

/** Undefined where mounting is not permitted: that takes root. */
export async function smallDisk(megabytes: number): Promise<SmallDisk | undefined> {
  const directory = await emptyDirectory();
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', directory], { stdio: 'ignore' });
  } catch {
    console.warn('skipped: a small disk cannot be mounted here');
    return undefined;
  }
  const ballast = join(directory, 'ballast');
  return {
    directory,
    fill: async () => {
      for (const size of [1024 * 1024, 4096])
        for (let full = false; !full; )
          await writeFile(ballast, Buffer.alloc(size), { flag: 'a' }).catch(() => {
            full = true;
          });
    },
    empty: () => rm(ballast, { force: true }),
    close: () => execFileSync('umount', ['--lazy', directory]),
  };
}
