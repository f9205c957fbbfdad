/** Hashes in lower-case hexadecimal digits. */
export type Hashes = Readonly<{ sha256: string; sha1: string; md5: string }>;

/** Why a file was not read, or not wholly. */
export type Unread =
  | 'too-large' // over what is read at all
  | 'gone' // not there any more, or not for us to read
  | 'not-permitted' // the app lacks a permission of the platform
  | 'part' // a text: only its beginning was read
  | 'archive-too-large'
  | 'archive-part' // more text, or more files, than are read
  | 'locked' // files in an archive need a password
  | 'nested' // archives inside an archive
  | 'others' // files in an archive that are no text: nobody has hashed them
  | 'damaged' // an archive that is broken
  | 'bomb' // an archive built to unpack to far more than it is
  | 'document'; // of an office program: a zip inside

/** What is known of a posted file once it was read. Its name is outside text. */
export type FileFacts = Readonly<{
  name: string;
  /** Bytes: as read; where it was not, as the platform says. */
  size?: number;
  /** By what its adapter finds it again (`PostedFile`); never shown. */
  handle?: string;
  /** Absent when it was not read to its end. */
  hashes?: Hashes;
  unread: readonly Unread[];
}>;

/** Bytes of a file that is read at all. */
export const largestPosted = 100 * 1024 * 1024;
/** Bytes of text that are looked through, of one file or of all in one archive. */
export const mostText = 5 * 1024 * 1024;
/** Bytes of an archive that is looked into: it is held in memory, since its directory stands at its end. */
export const largestArchive = 10 * 1024 * 1024;
