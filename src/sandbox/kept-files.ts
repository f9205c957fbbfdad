import { createHmac } from 'node:crypto';
import type { PostedFile } from '../files/posted-file.ts';
import type { Place } from '../incoming.ts';
import type { Query } from '../store/database.ts';
import type { Seal } from '../store/seal.ts';

/** A posted file that may be submitted, and where it was posted. None of its bytes are kept. */
export type KeptFile = Readonly<{
  file: Pick<PostedFile, 'handle' | 'name' | 'size'>;
  place: Place;
  /** What was read of it. */
  sha256?: string;
}>;

/** Both reject with Failure `store-unavailable`. */
export type KeptFiles = Readonly<{
  /** For a day; resolves with an id that is the same for the same file. */
  keep: (kept: KeptFile) => Promise<string>;
  /** Undefined when there is none of that id, or its day is over. */
  read: (id: string) => Promise<KeptFile | undefined>;
}>;

/** Milliseconds for which a posted file is offered for submission. */
const offeredFor = 24 * 60 * 60 * 1000;

/** A handle may let whoever has it read the file: it lies in the database sealed. */
export function createKeptFiles({
  query,
  seal,
  secret,
  now,
}: {
  query: Query;
  seal: Seal;
  /** Names files without telling which they are. */
  secret: Buffer;
  now: () => number;
}): KeptFiles {
  const idOf = ({ file: { handle }, place: { platform, workspace, channel } }: KeptFile) =>
    createHmac('sha256', secret)
      .update(JSON.stringify(['sandbox file', platform, workspace, channel, handle]))
      .digest('base64url')
      .slice(0, 32);
  return {
    keep: async (kept) => {
      const id = idOf(kept);
      const { file, place, sha256 } = kept;
      const { handle, name, size } = file;
      const whole: KeptFile = {
        file: { handle, name, ...(size === undefined ? {} : { size }) },
        place,
        ...(sha256 === undefined ? {} : { sha256 }),
      };
      const sealed = seal.seal(JSON.stringify(whole), id);
      await query(
        `insert into sandbox_files (id, sealed, expires_at) values ($1, $2, $3)
         on conflict (id) do update set sealed = excluded.sealed, expires_at = excluded.expires_at`,
        [id, sealed, new Date(now() + offeredFor)],
      );
      return id;
    },
    read: async (id) => {
      const [row] = await query<{ sealed: string }>(
        'select sealed from sandbox_files where id = $1 and expires_at > $2',
        [id, new Date(now())],
      );
      const opened = row && seal.open(row.sealed, id);
      return opened === undefined ? undefined : (JSON.parse(opened) as KeptFile);
    },
  };
}

/** Forgets files whose day is over. */
export async function pruneSandboxFiles(query: Query, now: number): Promise<void> {
  await query('delete from sandbox_files where expires_at < $1', [new Date(now)]);
}
