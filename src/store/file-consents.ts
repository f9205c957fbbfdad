import { createHmac, randomUUID, timingSafeEqual } from 'node:crypto';
import type { Query } from './database.ts';

/** A file that waits until `person` lets it be sent. `person` is a name of the adapter's own: who may take it, nobody else. */
export type WaitingFile = Readonly<{ person: string; name: string; bytes: Uint8Array }>;

/** All reject with Failure `store-unavailable`. */
export type FileConsents = Readonly<{
  /** Resolves with a signed id, which is good for that person alone and for an hour. */
  keep: (file: WaitingFile) => Promise<string>;
  /**
   * The file, for one caller at a time, in all processes: `under way` while another has it. Undefined when there is none of
   * that id for that person, or its hour is over.
   */
  take: (signed: string, person: string) => Promise<WaitingFile | 'under way' | undefined>;
  /** It was sent, or is not wanted: its bytes go. Whoever presses again within the hour is told that it is under way. */
  done: (signed: string, person: string) => Promise<void>;
}>;

/** Milliseconds that a file waits. */
export const consentLasts = 60 * 60 * 1000;
/** Milliseconds after which the file of one who took it, and died, may be taken again. */
const sendingLasts = 2 * 60 * 1000;
/** Bytes of all files that wait; the oldest make room. */
const mostBytes = 50 * 1024 * 1024;
/** Characters of the signature before the id. */
const macLength = 22;

/** In the database, since who agrees may be heard by another process than the one that asked. */
export function createFileConsents(parts: { query: Query; secret: Buffer; now?: () => number }): FileConsents {
  const { query, secret, now = Date.now } = parts;
  const sign = (id: string, person: string) =>
    createHmac('sha256', secret).update(`file-consent\n${id}\n${person}`).digest('base64url').slice(0, macLength) + id;
  const idIn = (signed: string, person: string): string | undefined => {
    const id = signed.slice(macLength);
    const [given, expected] = [Buffer.from(signed), Buffer.from(sign(id, person))];
    return given.length === expected.length && timingSafeEqual(given, expected) ? id : undefined;
  };

  return {
    keep: async ({ person, name, bytes }) => {
      const id = randomUUID();
      // As text: so it travels alike to both kinds of database.
      await query(
        `insert into file_consents (id, person, name, size, bytes, kept_at)
         values ($1, $2, $3, $4::int, decode($5, 'base64'), $6)`,
        [id, person, name, bytes.length, Buffer.from(bytes).toString('base64'), new Date(now())],
      );
      await query(
        `delete from file_consents where id in (
           select id from (select id, sum(size) over (order by kept_at desc, id) as upto from file_consents) as all_files
           where upto > $1::int)`,
        [mostBytes],
      );
      return sign(id, person);
    },
    take: async (signed, person) => {
      const id = idIn(signed, person);
      if (id === undefined) return undefined;
      const at = new Date(now());
      const since = new Date(now() - consentLasts);
      const [taken] = await query<{ name: string; bytes: string }>(
        `update file_consents set taken_until = $4
         where id = $1 and person = $2 and kept_at > $3 and (taken_until is null or taken_until < $5)
         returning name, encode(bytes, 'base64') as bytes`,
        [id, person, since, new Date(now() + sendingLasts), at],
      );
      if (taken) return { person, name: taken.name, bytes: Buffer.from(taken.bytes, 'base64') };
      const [waiting] = await query('select 1 from file_consents where id = $1 and kept_at > $2', [id, since]);
      return waiting && 'under way';
    },
    done: async (signed, person) => {
      const id = idIn(signed, person);
      if (id === undefined) return;
      await query("update file_consents set bytes = '', size = 0, taken_until = 'infinity' where id = $1", [id]);
    },
  };
}

/** Forgets files whose hour is over. */
export async function pruneFileConsents(query: Query, now: number): Promise<void> {
  await query('delete from file_consents where kept_at < $1', [new Date(now - consentLasts)]);
}
